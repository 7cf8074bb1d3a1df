"""A case goes to a commission only as its household read it and agreed; the list names nobody."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.cli import entraidbot
from bot.cli.group import run
from bot.documents.sheet import Code, Sheet
from bot.documents.webpage import NotForThePage, webpage
from bot.outgoing import Document
from bot.service import commission_list, presented
from bot.service.world import World
from storage.crypto import Keyring
from storage.database import Database
from tests.conftest import real_library
from tests.service.house import GROUP, METZ, STAFF, STRANGER, House

WORDS = "Reprise du loyer en octobre. Nous proposons un plan de 60 € par mois."
PHONE = "06 12 34 56 78"


def case(house: House, chat: int = 7) -> Any:
    """The household's case as it is stored."""
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(chat, open_only=False))
    return row


def state(house: House, chat: int = 7) -> str:
    """How far the case is on its way."""
    current = presented.of(case(house, chat))
    return current.state if current else ""


def proposes(house: House, chat: int = 7, words: str = WORDS) -> str:
    """A household is referred and taken, and the permanence proposes the CCAPEX; the case's reference."""
    reference = house.refers(chat)
    house.presses("Prendre", chat=GROUP)
    house.group_says("/commission", thread=house.topic())
    house.presses("CCAPEX", chat=GROUP)
    house.group_says(words, thread=house.topic(), reply_to=prompt(house))
    return reference


def prompt(house: House) -> int:
    """The message that waits for words."""
    return [number for number, call in house.paper.calls if getattr(call.content, "asks", False)][-1]


def listed(house: House, day: date | None = None) -> str:
    """The list as a page; "" where nothing is on it."""

    def work(tx: Any) -> str:
        world = World(tx, real_library(), house.moment())
        found = commission_list.listed(world, METZ, None, day)
        return webpage(commission_list.sheet(world, METZ, found, day)) if found else ""

    return str(house.database.write(work).result())


def counted(house: House, event: str) -> list[str]:
    """The one dimension of an event, as often as it was counted."""
    rows = house.database.read(lambda tx: tx.statistics.report(date(2026, 1, 1), date(2026, 12, 31), event))
    return sorted(str(value) for row in rows for value in row.dimensions.values() for _ in range(row.count))


def test_nothing_is_on_the_list_before_the_household_agreed(house: House) -> None:
    """Asked: not yet. Agreed: there. Its mind changed: gone again, until the decision."""
    reference = proposes(house)
    assert state(house) == "asked" and reference not in listed(house)
    assert "CCAPEX (commission de coordination" in house.read() and WORDS in house.read()
    house.presses("D'accord")
    assert state(house) == "agreed" and reference in listed(house)
    house.presses("Non merci")
    assert state(house) == "declined" and not listed(house)
    assert counted(house, "commission") == ["agreed", "asked", "declined"]


def test_an_agreement_given_aloud_is_written_down_by_who_heard_it(house: House) -> None:
    """For whoever cannot read or answer: on the list, said to be by word of mouth, registered; once."""
    proposes(house)
    house.presses("Accord donné de vive voix", chat=GROUP, user=STRANGER)
    assert state(house) == "asked"
    house.presses("Accord donné de vive voix", chat=GROUP)
    assert state(house) == "agreed" and "de vive voix" in listed(house)
    assert counted(house, "commission") == ["agreed", "asked"]
    subject = case(house).id
    noted = house.database.read(lambda tx: [row.action for row in tx.audit.of(subject)])
    assert "agreement_recorded" in noted


def test_a_proposal_without_words_is_asked_again(house: House) -> None:
    """A blank answer asks nothing of the household."""
    proposes(house, words=" ")
    assert state(house) == "" and "CCAPEX" not in house.read()


def test_the_answer_stays_good_after_other_words(house: House) -> None:
    """A question asked meanwhile does not make the buttons old; «oui» in words is an answer too."""
    proposes(house)
    house.says("combien de temps dure la procédure ?")
    house.presses("D'accord")
    assert state(house) == "agreed"
    proposes(house, chat=8)
    house.says("oui", chat=8)
    assert state(house, 8) == "agreed"


def test_the_list_holds_what_the_household_read_and_nothing_more(house: House) -> None:
    """Its step, date, town and debt, what was proposed, its agreement; not its words nor its telephone."""
    house.says(f"je dois 1920 euros, mon numéro est le {PHONE}")
    proposes(house)
    house.presses("D'accord")
    page = listed(house)
    for told in (
        "Commandement de payer",
        "agir avant vendredi 1er janvier",
        "Metz (57463)",
        WORDS,
        "21 novembre",
    ):
        assert told in page, told
    for kept in (PHONE, "0612", "comandement de payé", "langue :", "Claire"):
        assert kept not in page, kept
    assert "Non dit :" in page and "<script" not in page and "http" not in page


def test_what_changes_later_is_not_what_was_agreed_to(house: House) -> None:
    """A debt told after the agreement is not presented: the text stays the one that was read."""
    proposes(house)
    house.presses("D'accord")
    house.says("je dois 3 400 euros de loyer")
    assert "3 400" not in listed(house)


def test_a_stranger_prepares_lists_and_decides_nothing(house: House) -> None:
    """Command, button and words of somebody without the right change nothing, and are written down."""
    proposes(house)
    house.presses("D'accord")
    sent = len(house.paper.contents(GROUP, Document))
    house.presses("Décision rendue", chat=GROUP, user=STRANGER)
    house.group_says("/commission", user=STRANGER, thread=house.topic())
    house.group_says("/commission", user=STRANGER)
    assert len(house.paper.contents(GROUP, Document)) == sent and state(house) == "agreed"
    refused = house.database.read(
        lambda tx: tx._connection.execute("SELECT count(*) FROM audit WHERE action = 'refused'").fetchone()
    )
    assert refused == (3,)


def decides(house: House, label: str) -> None:
    """Staff record a decision."""
    house.presses("Décision rendue", chat=GROUP)
    house.presses(label, chat=GROUP)


def test_a_decision_is_told_once_with_a_word_to_add(house: House) -> None:
    """Told in the household's words; a second press says nothing more; the word of staff reaches it."""
    proposes(house)
    house.presses("D'accord")
    decides(house, "Refus")
    assert "Ce n'est pas la fin" in house.read()
    assert counted(house, "commission_decision") == ["refus"] and not listed(house)
    told = len(house.paper.contents(7))
    house.presses("Accord", chat=GROUP)
    assert len(house.paper.contents(7)) == told and counted(house, "commission_decision") == ["refus"]
    house.group_says("On se voit mardi pour la suite.", thread=house.topic(), reply_to=prompt(house))
    assert "On se voit mardi" in house.read()
    found = presented.of(case(house))
    assert found and (found.state, found.decision, found.note) == (
        "decided",
        "refus",
        "On se voit mardi pour la suite.",
    )


def test_the_answer_after_the_decision_comes_too_late(house: House) -> None:
    """An old button says so; what was decided stays."""
    proposes(house)
    house.presses("D'accord")
    decides(house, "Accord")
    house.presses("Non merci")
    assert "terminée" in house.read() and state(house) == "decided"


def test_an_adjourned_case_stays_on_the_list(house: House) -> None:
    """It comes back at the next meeting, said to have been adjourned; its day is free again."""
    proposes(house)
    house.presses("D'accord")
    decides(house, "Ajournement")
    assert "autre réunion" in house.read()
    assert "Déjà ajourné" in listed(house) and state(house) == "agreed"


def test_the_day_of_whoever_coordinates_is_kept(house: House) -> None:
    """Staff print a list for a day; only a coordinator's day is written on the cases."""
    reference = proposes(house)
    house.presses("D'accord")
    house.group_says("/commission 10/12/2026")
    assert presented.of(case(house)).day == ""  # type: ignore[union-attr]
    house.database.write(lambda tx: tx.members.add(STAFF, "coordinator", METZ, "Claire", house.now)).result()
    house.group_says("/commission 10/12/2026")
    assert presented.of(case(house)).day == "2026-12-10"  # type: ignore[union-attr]
    assert reference in listed(house, date(2026, 12, 10)) and not listed(house, date(2026, 12, 17))
    house.group_says("/commission xyz")
    assert "pas compris la date" in house.read(GROUP)


def test_an_erased_household_is_on_no_list(house: House) -> None:
    """/effacer takes its case off; the page that was sent leaves no copy here."""
    reference = proposes(house)
    house.presses("D'accord")
    house.group_says("/commission")
    (page,) = house.paper.contents(GROUP, Document)
    assert reference in page.text
    assert house.database.read(
        lambda tx: tx._connection.execute("SELECT count(*) FROM outbox WHERE kind = 'document'").fetchone()
    ) == (0,)
    house.says("/effacer")
    house.presses("Oui")
    assert not listed(house)


def test_what_a_file_lacks_is_told_before_it_is_prepared(house: House) -> None:
    """Like the meeting before the meeting: the permanence reads what the commission will ask for."""
    house.refers()
    house.presses("Prendre", chat=GROUP)
    house.group_says("/commission", thread=house.topic())
    assert "Il manque au dossier" in house.read(GROUP) and "les ressources" in house.read(GROUP)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """`entraidbot commission` on a folder with one case that agreed."""
    house = House(tmp_path)
    house.tie()
    proposes(house)
    house.presses("D'accord")
    house.database.close()
    (tmp_path / "bot.db").rename(tmp_path / "entraidbot.db")
    (tmp_path / "key").rename(tmp_path / "cles")
    monkeypatch.setattr(app, "now", lambda: house.now)

    def call(*arguments: object) -> tuple[int, str]:
        given = ["entraidbot", "commission", "--data", tmp_path, "--permanence", *arguments]
        monkeypatch.setattr(sys, "argv", [str(word) for word in given])
        code = run(entraidbot)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


def test_the_command_line_writes_the_list(tmp_path: Path, command: Any) -> None:
    """As a page or as a PDF; 1 where nothing is ready, 2 for a wrong name; each reading is registered."""
    page, paper = tmp_path / "liste.html", tmp_path / "liste.pdf"
    assert command(METZ, "--out", page, "--date", "2026-12-10") == (
        0,
        f"1 dossier(s) à présenter : {page}.\n",
    )
    assert "réunion du jeudi 10 décembre 2026" in page.read_text("utf-8") and WORDS in page.read_text("utf-8")
    assert command(METZ, "--out", paper)[0] == 0 and paper.read_bytes().startswith(b"%PDF")
    assert command(METZ, "--commission", "clh", "--out", page)[0] == 1
    assert command("exemple-forbach", "--out", page)[0] == 1
    assert command("nulle-part", "--out", page)[0] == 2
    assert command(METZ, "--commission", "ccapx", "--out", page)[0] == 2
    assert command(METZ, "--out", tmp_path / "liste.txt")[0] == 2
    with Database(
        tmp_path / "entraidbot.db", Keyring.from_file(tmp_path / "cles"), durable=False
    ) as database:
        read = database.read(
            lambda tx: tx._connection.execute(
                "SELECT count(*) FROM audit WHERE actor = 'command_line' AND action = 'read'"
            ).fetchone()
        )
        assert read == (2,) and database.read(lambda tx: tx.audit.verify()) == []


def test_a_code_to_scan_is_for_paper() -> None:
    """A page on a screen cannot scan itself: the block is refused rather than left out."""
    with pytest.raises(NotForThePage):
        webpage(Sheet("t", "s", (Code("https://t.me/x", "c"),)))
