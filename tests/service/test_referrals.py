"""Households referred by workers: nothing leaves before agreement, nothing reaches a wrong chat later."""

import json
import random
from datetime import timedelta

import pytest

from bot.outgoing import Document
from storage import nobody
from tests.conftest import NOW
from tests.service.house import GROUP, STAFF, House

WORKER, HOUSEHOLD = 31, 41
TOLD = ("canari-service", "canari-composition", "canari-tente", "canari-bloque", "canari-souhait")
SERVICE, COMPOSITION, TRIED, OBSTACLES, WISH = TOLD


def tells(house: House, who: str = "Travailleur") -> None:
    """A worker tells of a household, as far as the question how it agrees."""
    house.says("/orienter", WORKER)
    house.presses("Commencer", WORKER)
    house.presses(who, WORKER)
    for answer in (
        SERVICE,
        COMPOSITION,
        "impayé",
        "Metz",
        "1300 €, 2 mois",
        "650 et 1400",
        TRIED,
        OBSTACLES,
        WISH,
    ):
        if answer == "impayé":
            house.presses("Premier impayé", WORKER)
        else:
            house.says(answer, WORKER)
    house.presses("C'est juste", WORKER)


def records(house: House, who: str = "Travailleur") -> str:
    """The worker records the agreement of a household that has no Telegram; the case's reference."""
    tells(house, who)
    house.presses("J'ai son accord", WORKER)
    house.presses("à l'oral", WORKER)
    house.says("06 39 98 00 12", WORKER)
    house.presses("Je confirme", WORKER)
    return case(house).reference


def case(house: House):
    """The only case there is."""
    (row,) = house.database.read(lambda tx: tx.cases.list(open_only=False))
    return row


def code(house: House) -> str:
    """The code that the worker was shown last."""
    return house.read(WORKER).partition("/start ")[2].split()[0]


def chats(house: House) -> set[int]:
    """Every chat that anything was sent to."""
    return {call.chat_id for _, call in house.paper.calls}


def test_nothing_leaves_before_the_household_agrees(house: House) -> None:
    """A link was given: no group, no chat but the worker's has heard of the household."""
    tells(house)
    house.presses("Le ménage répond", WORKER)
    assert chats(house) == {WORKER}
    assert house.database.read(lambda tx: tx.cases.list()) == []
    assert house.paper.contents(WORKER, Document)[-1].name == "code.png"


def test_what_a_worker_tells_is_no_fact_of_their_own_chat(house: House) -> None:
    """Neither facts, nor words, nor kept messages of this chat hold what was told of somebody else."""
    tells(house)
    session = house.database.read(lambda tx: tx.sessions.load(WORKER))
    outside = session.partition('"draft"')[0]
    assert not any(word in outside for word in TOLD[1:])
    assert house.database.read(lambda tx: tx.messages.of_chat(WORKER)) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("CCAS d'exemple, assistante sociale de secteur, 06 39 98 00 20", "Travailleur social"),
        ("je suis CESF chez un bailleur HLM", "Bailleur"),
        ("la mairie d'exemple", "Commune ou Département"),
        ("une voisine qui aide", "Autre service"),
    ],
)
def test_who_refers_may_be_written_in_words(house: House, words: str, kind: str) -> None:
    """Words in place of the buttons are taken as they are; the next question is about the household."""
    house.says("/orienter", WORKER)
    house.presses("Commencer", WORKER)
    house.says(words, WORKER)
    assert "Qui vit dans le logement" in house.read(WORKER)
    told = json.loads(house.database.read(lambda tx: tx.sessions.load(WORKER)))["draft"]["introduction"]
    assert told["referrer"] == words and kind in house.service._library().voice("fr").label(
        f"orient.who.{told['who']}"
    )


def test_a_refusal_leaves_nothing(house: House) -> None:
    """The household says no on its own phone: no case, no referral, no draft, and help goes on there."""
    tells(house)
    house.presses("Le ménage répond", WORKER)
    house.says(f"/start {code(house)}", HOUSEHOLD)
    assert all(word in house.read(HOUSEHOLD) for word in TOLD)
    house.presses("Non merci", HOUSEHOLD)
    assert "rien n'est transmis" in house.read(WORKER)
    assert house.database.read(lambda tx: tx.referrals.of_chat(WORKER)) == []
    for chat in (WORKER, HOUSEHOLD):
        kept = house.database.read(lambda tx, chat=chat: tx.sessions.load(chat))
        assert not any(word in kept for word in TOLD[1:])
    assert GROUP not in chats(house)


def test_a_link_serves_once_and_only_somebody_else(house: House) -> None:
    """Opened by the worker it is given anew; used, forged or cut short it opens nothing."""
    tells(house)
    house.presses("Le ménage répond", WORKER)
    first = code(house)
    house.says(f"/start {first}", WORKER)
    second = code(house)
    assert second != first
    for wrong in (first, second[:-1], second.replace(second[0], "B" if second[0] != "B" else "C"), "A" * 24):
        house.says(f"/start {wrong}", HOUSEHOLD)
        assert not any(word in house.read(HOUSEHOLD) for word in TOLD)
    house.says(f"/start {second}", HOUSEHOLD)
    house.presses("D'accord", HOUSEHOLD)
    assert case(house).chat_id == HOUSEHOLD
    house.says(f"/start {second}", 43)
    assert not any(word in house.read(43) for word in TOLD)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_gesture_writes_to_nobody_nor_tells_the_worker_a_word(house: House, seed: int) -> None:
    """Whatever staff press, write or let pass on a case without a chat, only the group and the worker are
    written to, and the worker reads states: not one word of the household or of staff.
    """
    chance = random.Random(seed)
    reference = records(house)
    begun = len(house.paper.contents(WORKER))
    assert nobody.is_nobody(case(house).chat_id)
    for _ in range(14):
        what = chance.choice(("press", "press", "press", "answer", "wait"))
        if what == "answer":
            house.group_says("mot-de-la-permanence", thread=house.topic(), reply_to=house.card())
        elif what == "wait":
            house.waits(house.moment() + timedelta(days=chance.choice((1, 4))))
        else:
            shown = [c.content for _, c in house.paper.calls if c.chat_id == GROUP]
            buttons = [b for one in shown[-6:] for row in getattr(one, "buttons", ()) for b in row]
            if buttons:
                house.presses_id(chance.choice(buttons).id, GROUP, STAFF)
    assert chats(house) <= {WORKER, GROUP, STAFF}
    after = [said.text for said in house.paper.contents(WORKER)[begun:]]
    assert all(reference in text for text in after)
    assert not any(word in text for text in after for word in (*TOLD, "mot-de-la-permanence"))
    assert any("sans Telegram" in said.text for said in house.paper.contents(GROUP))


def test_an_early_debt_is_counted_from_referral_to_decision(house: House) -> None:
    """A landlord refers: counted as referred, then once as decided, however often the case changes hands."""
    records(house, "Bailleur")
    assert case(house).urgency == 1 and case(house).data["early_debt"]
    for label in ("Prendre", "Rendre", "Prendre"):
        house.presses(label, GROUP)
    day = house.moment().date()
    counts = house.database.read(lambda tx: tx.statistics.report(day, day, "early_debt"))
    assert sorted((one.dimensions["step"], one.count) for one in counts) == [("accepted", 1), ("referred", 1)]
    (delay,) = house.database.read(lambda tx: tx.statistics.report(day, day, "early_debt_delay"))
    assert (delay.dimensions["days"], delay.count) == ("0_7", 1)


def test_a_worker_s_own_erasure_leaves_the_household_its_case(house: House) -> None:
    """Erased, the worker is told nothing more; the case stays where it is."""
    records(house)
    house.says("/effacer", WORKER)
    house.presses("Oui", WORKER)
    before = len(house.paper.contents(WORKER))
    house.presses("Prendre", GROUP)
    assert case(house).state == "claimed"
    assert len(house.paper.contents(WORKER)) == before


def channels(house: House) -> list[str]:
    """How each household counted this year came."""
    counts = house.database.read(lambda tx: tx.statistics.report(NOW.date(), NOW.date(), "household"))
    return [count.dimensions["channel"] for count in counts for _ in range(count.count)]


def test_a_household_referred_counts_once_as_referred(house: House) -> None:
    """On its own phone or on a worker's word: one household, by a worker; the worker is none."""
    records(house)
    assert channels(house) == ["worker"]
    house.says("/orienter", WORKER + 1)
    assert channels(house) == ["worker"]


def test_a_link_opened_counts_as_referred(house: House) -> None:
    """The household that answers on its own phone came by a worker."""
    tells(house)
    house.presses("Le ménage répond", WORKER)
    house.says(f"/start {code(house)}", HOUSEHOLD)
    assert channels(house) == []
    house.presses("D'accord", HOUSEHOLD)
    assert channels(house) == ["worker"]
