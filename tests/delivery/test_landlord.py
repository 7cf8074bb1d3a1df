"""The leak guard and the landlord: only what was written for it, of its own case, while it is there."""

from pathlib import Path

import pytest

from bot.delivery.flight import Misaddressed, prepare
from bot.outgoing import Copy, Document, Edit, Message, Pin, TopicTitle, payload
from bot.refs import LANDLORD, PROMPT
from storage.crypto import Keyring
from storage.database import Database
from storage.outbox import OutboxRow

HOUSEHOLD, OTHER, CHAT, GROUP = 7_000_001, 7_000_002, 9_000_001, -1_000_001
KEY = "cyUZ0BCJVVjsYx4eb5ktUWQ_3PhzEZRVj2wPb3wmKqk="
MEANT = (LANDLORD, f"{PROMPT}{LANDLORD}:amount")


@pytest.fixture
def database(tmp_path: Path):
    """Two cases of one permanence; CHAT is the landlord of the first."""
    with Database(tmp_path / "bot.db", Keyring.from_text(KEY), durable=False) as made:
        yield made


def case(database, chat, landlord=None):
    """A case of that household, its id."""

    def work(tx):
        row = tx.cases.open(chat, now=0, state="claimed", urgency=2, content_version="", group_id=GROUP)
        if landlord is not None:
            tx.mediations.join(row.id, landlord, 0)
        return row.id

    return database.write(work).result()


def goes(database, content, of, ref, to=CHAT):
    """Whether delivery lets it go."""

    def work(tx):
        row = OutboxRow(to, content.kind, payload(content), 1, case=of, ref=ref)
        try:
            prepare(tx, tx.outbox.get(tx.outbox.add(row)))
        except Misaddressed:
            return False
        return True

    return database.write(work).result()


@pytest.mark.parametrize("ref", MEANT)
def test_what_was_written_for_the_landlord_goes(database, ref):
    """A message, a question, the protocol."""
    mine = case(database, HOUSEHOLD, CHAT)
    assert goes(database, Message("Proposition n° 1"), mine, ref)
    assert goes(database, Document("protocole.pdf", "…"), mine, ref)


@pytest.mark.parametrize("ref", [None, "", "prompt.mediation:amount", "bailleurs", "prompt.", "coordinators"])
def test_what_was_not_does_not(database, ref):
    """The card, a relayed word, a question to staff: refused, whoever put them in the outbox."""
    mine = case(database, HOUSEHOLD, CHAT)
    assert not goes(database, Message("Ménage : je n'ai plus rien"), mine, ref)


@pytest.mark.parametrize("ref", MEANT)
def test_nothing_of_another_case_goes(database, ref):
    """The landlord of one household is nobody to another."""
    case(database, HOUSEHOLD, CHAT)
    assert not goes(database, Message("Proposition"), case(database, OTHER), ref)
    assert not goes(database, Message("Proposition"), case(database, OTHER, CHAT + 1), ref)


@pytest.mark.parametrize("content", [Copy(HOUSEHOLD, 3), Pin(1), TopicTitle("🟠 K7-1204")])
def test_no_file_of_the_household_is_copied_to_it(database, content):
    """Photos, letters and topics are staff's, however they are marked."""
    assert not goes(database, content, case(database, HOUSEHOLD, CHAT), LANDLORD)


def test_after_leaving_nothing_goes(database):
    """What was still waiting when the landlord left is not sent."""
    mine = case(database, HOUSEHOLD, CHAT)
    database.write(lambda tx: tx.mediations.leave(mine)).result()
    assert not goes(database, Message("Proposition"), mine, LANDLORD)
    assert not goes(database, Edit(1, "Proposition"), mine, LANDLORD)


def test_the_mark_opens_no_other_chat(database):
    """A stranger, another household, another group: a mark makes nobody a landlord."""
    mine = case(database, HOUSEHOLD, CHAT)
    for stranger in (OTHER, 123_456, -1_000_999):
        assert not goes(database, Message("Proposition"), mine, LANDLORD, to=stranger)
