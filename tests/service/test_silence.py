"""Silence counted in sessions held: unclaimed, claimed, waiting for the household, nights, digests."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.outgoing import Document
from knowledge.directory import Fermeture
from tests.conftest import PARIS, real_library
from tests.service.house import GROUP, METZ, House

CHIEF = 901


@pytest.fixture
def house(house: House) -> House:
    """Metz-Borny receives on Tuesday afternoon and Thursday morning; it is Saturday; a coordinator reads."""
    house.gives(CHIEF, "coordinator", "Anne")
    house.says("bonjour", CHIEF)
    return house


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def case(house: House, reference: str):
    """The case as it is stored."""
    return house.database.read(lambda tx: tx.cases.by_reference(reference))


def told(house: House, chat: int) -> list[str]:
    """Everything a chat was told."""
    return [message.text for message in house.paper.contents(chat)]


def test_an_unclaimed_case_goes_to_the_coordinator_after_the_next_session(house: House) -> None:
    """Nobody took it by the end of Tuesday's session: the coordinator and the household are told, once."""
    reference = house.refers()
    house.waits(at(24, 16, 59))
    assert not any("personne ne l'a pris" in text for text in told(house, CHIEF))
    house.waits(at(24, 17, 1))
    assert reference in told(house, CHIEF)[-1] and "personne ne l'a pris" in told(house, CHIEF)[-1]
    assert "attend encore" in house.read()
    house.waits(at(26, 12, 1))
    assert sum("attend encore" in text for text in told(house, 7)) == 1
    assert case(house, reference).data["passed_over"] == 2


def test_a_claimed_case_without_a_word_is_handed_back(house: House) -> None:
    """Claimed and forgotten: after the next session it waits again, its history kept, the household told."""
    reference = house.refers()
    house.presses("Prendre", GROUP)
    house.waits(at(24, 17, 1))
    row = case(house, reference)
    assert (row.state, row.claimed_by) == ("waiting", None)
    assert "revient à toute la permanence" in house.read()
    assert "Claire" in told(house, CHIEF)[-1] and "rendu à la file" in told(house, CHIEF)[-1]
    house.presses("Prendre", GROUP)
    house.waits(at(26, 12, 1))
    assert sum("revient à toute" in text for text in told(house, 7)) == 1


def test_silence_does_not_make_a_case_younger(house: House) -> None:
    """Session after session passes without a word: the case is as old as the last one, and can be purged."""
    reference = house.refers()
    before = case(house, reference).updated_at
    house.waits(datetime(2026, 12, 17, 13, tzinfo=PARIS))
    after = case(house, reference)
    assert after.data["passed_over"] >= 3 and after.updated_at <= before + 60


def test_waiting_for_the_household_stops_the_clock(house: House) -> None:
    """Staff answered last: nothing is handed back, until the household writes and nobody answers."""
    reference = house.refers()
    house.presses("Prendre", GROUP)
    house.group_says("Envoyez-moi le bail.", thread=house.topic(), reply_to=house.card())
    house.waits(at(26, 13))
    assert case(house, reference).state == "claimed"
    house.says("je l'ai envoyé, que dois-je faire maintenant ?")
    house.waits(at(30, 9))
    assert case(house, reference).state == "claimed"
    house.waits(datetime(2026, 12, 1, 17, 1, tzinfo=PARIS))
    assert case(house, reference).state == "waiting"


def test_writing_twice_gives_staff_no_more_time(house: House) -> None:
    """The clock runs from the first unanswered message, not from the last."""
    reference = house.refers()
    house.presses("Prendre", GROUP)
    house.group_says("Bonjour.", thread=house.topic(), reply_to=house.card())
    house.says("j'ai une question")
    house.waits(at(24, 15))
    house.says("vous êtes là ?")
    house.waits(at(24, 17, 1))
    assert case(house, reference).state == "waiting"


def test_an_appointment_to_come_stops_the_clock(house: House) -> None:
    """They will meet on Thursday: Tuesday's session takes nothing away from who follows the case."""
    reference = house.refers()
    house.presses("Prendre", GROUP)
    house.presses("Proposer un rendez-vous", GROUP)
    house.presses("jeudi 26", GROUP)
    house.presses("Prendre cette place")
    house.waits(at(24, 18))
    assert case(house, reference).state == "claimed"


def test_a_session_that_was_not_held_does_not_count(tmp_path: Path) -> None:
    """Tuesday was closed after all: the case has until Thursday."""
    shelf = [real_library()]
    house = House(tmp_path, library=lambda: shelf[0])
    house.tie()
    reference = house.refers()
    library = shelf[0]
    record = library.knowledge.permanences[METZ]
    closed = replace(record, fermetures=(Fermeture(du=at(24, 0).date(), au=at(24, 0).date()),))
    places = {**library.knowledge.permanences, METZ: closed}
    shelf[0] = replace(library, knowledge=replace(library.knowledge, permanences=places))
    house.waits(at(24, 17, 1))
    assert not case(house, reference).data.get("passed_over")
    house.waits(at(26, 12, 1))
    assert case(house, reference).data["passed_over"] == 1


def test_one_digest_before_each_session(house: House) -> None:
    """The evening before: what waits, what stands still, who comes; none when all is done."""
    first = house.refers()
    house.waits(at(23, 18, 1))
    (digest,) = [text for text in told(house, GROUP) if "À prendre" in text and "Places" in text]
    assert first in digest and "mardi 24/11/2026" in digest
    before = len(told(house, GROUP))
    house.waits(at(25, 18, 1))
    late = told(house, GROUP)[before:]
    assert any("À prendre d'abord" in text and first in text for text in late)
    house.presses("Prendre", GROUP)
    house.group_says("Bonjour.", thread=house.topic(), reply_to=house.card())
    before = len(told(house, GROUP))
    house.waits(at(30, 18, 1))
    assert told(house, GROUP)[before:] == []


def test_a_digest_after_a_closed_day_comes_early_and_silently(tmp_path: Path) -> None:
    """A session on Monday: nothing rings on Sunday evening; the digest is there at 7:45 without a sound."""
    library = real_library()
    record = replace(library.knowledge.permanences[METZ], horaires_accueil="Mo 14:00-17:00")
    there = {**library.knowledge.permanences, METZ: record}
    monday = replace(library, knowledge=replace(library.knowledge, permanences=there))
    house = House(tmp_path, library=lambda: monday)
    house.tie()
    house.refers()
    before = len(told(house, GROUP))
    house.waits(at(22, 23))
    assert told(house, GROUP)[before:] == []
    house.waits(at(23, 7, 46))
    assert house.paper.contents(GROUP)[-1].quiet and "À prendre" in told(house, GROUP)[-1]


def test_nothing_rings_at_night_but_danger(house: House) -> None:
    """A card and words that come on a Saturday make no sound; a danger rings whatever the hour."""
    house.refers()
    assert all(message.quiet for message in house.paper.contents(GROUP))
    house.says("mon amie traduira pour moi")
    assert house.paper.contents(GROUP)[-1].quiet
    house.says("il me frappe, j'ai peur pour ma vie")
    assert "URGENT" in told(house, GROUP)[-1] and not house.paper.contents(GROUP)[-1].quiet


def test_what_was_due_at_night_is_said_in_the_morning(tmp_path: Path) -> None:
    """A session ends at ten in the evening: the coordinator reads at eight the next open day."""
    library = real_library()
    record = replace(library.knowledge.permanences[METZ], horaires_accueil="Fr 19:00-22:00")
    there = {**library.knowledge.permanences, METZ: record}
    late = replace(library, knowledge=replace(library.knowledge, permanences=there))
    house = House(tmp_path, library=lambda: late)
    house.tie()
    house.refers()
    house.waits(at(28, 20))
    assert not any("personne ne l'a pris" in text for text in told(house, GROUP))
    house.waits(at(30, 8, 1))
    assert any("personne ne l'a pris" in text for text in told(house, GROUP))


def test_a_household_learns_once_when_the_permanence_opens_again(house: House) -> None:
    """On a closed day the first message says when it will be read; the next ones do not say it again."""
    house.refers()
    house.says("mon amie traduira pour moi")
    assert "rouvre mardi 24 novembre à 14 h" in house.read()
    house.says("et aussi que je serai en retard mardi")
    assert "rouvre" not in house.read()
    house.waits(at(24, 10))
    house.says("il faut que je lui parle encore de ma situation")
    assert "rouvre" not in house.read()


@pytest.mark.parametrize(
    "news",
    ["j'ai trouvé du travail", "mon téléphone est cassé", "j'ai vu l'avocat", "la CAF m'a appelé hier"],
)
def test_news_goes_to_the_permanence_without_a_lesson(house: House, news: str) -> None:
    """In an open case, what asks nothing is passed on; a question still gets its answer."""
    house.refers()
    house.says(news)
    assert house.read().startswith("Transmis à la permanence")
    house.says("et si je paye la moitié ?")
    assert "Payer une partie" in house.read()


def test_a_digest_of_a_hundred_cases_is_one_message(house: House) -> None:
    """The list is cut, and says how many more there are."""

    def fill(tx, number):
        tx.cases.open(
            3000 + number,
            now=house.now,
            state="waiting",
            urgency=2,
            content_version="",
            permanence=METZ,
            group_id=GROUP,
            data={"lines": [], "words": [], "why": "zone", "language": "fr"},
        )

    for number in range(100):
        house.database.write(partial(fill, number=number)).result()
    house.refers()
    house.waits(at(23, 18, 1))
    digests = [text for text in told(house, GROUP) if "À prendre" in text and "Places" in text]
    assert len(digests) == 1 and "autres" in digests[0] and len(digests[0]) < 4096
    assert house.paper.contents(GROUP, Document) == []
