"""Erased is erased, down to the bytes; what has had its time goes; what is held can be asked for."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import errors
from storage.crypto import Keyring
from storage.database import Database
from storage.outbox import OutboxRow
from storage.retention import CASE, CONVERSATION, NOTICE, REGISTER
from storage.transaction import Transaction

from .conftest import open_case
from .household import CANARY, CHAT, DAY, GROUP, LANDLORD, NOW, fill

Write = Callable[..., Any]


def _days(duration: timedelta | None) -> float:
    assert duration is not None
    return duration.total_seconds()


def _forms(number: int) -> list[bytes]:
    """Every way SQLite, JSON or a log would write this number."""
    return [
        str(number).encode(),
        number.to_bytes(8, "big", signed=True),
        number.to_bytes(6, "big", signed=True),
    ]


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in path.parent.iterdir():
        yield file.name, file.read_bytes()


def test_erasing_leaves_no_trace_in_any_file(path: Path, keys: Keyring) -> None:
    """After /effacer, neither the chat id in any form, nor a word, nor its cipher, is in database, log or
    index, among hundreds of other households; these keep everything, and the audit is whole.

    A hundred are erased, since SQLite leaves a stale copy of only a few when its pages split.
    """
    chance = random.Random(3)
    chats = [CHAT, *(5_000_000_000 + chance.randrange(10**9) for _ in range(1200))]
    erased, kept = chats[:100], chats[100:]
    chance.shuffle(chats)
    with Database(path, keys, durable=False, chance=chance) as database:
        for chat in chats:
            database.write(lambda tx, chat=chat: fill(tx, chat))  # type: ignore[misc]
        tokens = database.write(_tokens).result()
        removed = database.write(lambda tx: [tx.erase(chat) for chat in erased]).result()
        for name, raw in _files(path):
            assert [chat for chat in erased if any(form in raw for form in _forms(chat))] == [], name
            assert CANARY.encode() not in raw, name
            assert not any(token in raw for token in tokens), name
        assert removed[0] == dict.fromkeys(
            (
                "cases",
                "relays",
                "sessions",
                "documents",
                "jobs",
                "appointments",
                "waiting",
                "passes",
                "mediations",
                "landlords",
            ),
            1,
        ) | dict.fromkeys(("messages", "outbox", "buttons", "timers", "inbox", "referrals"), 2)
        assert database.read(lambda tx: tx.audit.verify()) == []
        assert all(database.read(lambda tx: [tx.sessions.load(chat) is not None for chat in kept]))


def _tokens(tx: Transaction) -> list[bytes]:
    """The encrypted fields of the household, as they stand in the file."""
    run = tx._connection.execute
    found = run("SELECT raw FROM inbox WHERE chat_id = ?", (CHAT,)).fetchall()
    found += run("SELECT body FROM sessions WHERE chat_id = ?", (CHAT,)).fetchall()
    found += run("SELECT data FROM cases WHERE chat_id = ?", (CHAT,)).fetchall()
    found += run("SELECT body FROM messages WHERE chat_id = ?", (CHAT,)).fetchall()
    assert len(found) == 6
    return [token[20:60] for (token,) in found]


def test_the_trace_test_can_see(path: Path, keys: Keyring) -> None:
    """Before erasing, the search does find the chat id in the file: it is not blind."""
    with Database(path, keys, durable=False) as database:
        database.write(fill).result()
    assert any(form in raw for _, raw in _files(path) for form in _forms(CHAT))


def test_what_is_written_after_the_wish_is_kept(database: Database, write: Write) -> None:
    """Words that arrive after /effacer are new words: they are worked, not swallowed."""
    write(lambda tx: tx.inbox.add("telegram", "1", CHAT, b"/effacer", NOW))
    write(lambda tx: tx.inbox.add("telegram", "2", CHAT, b"au secours", NOW))
    write(lambda tx: tx.erase(CHAT, up_to=1))
    assert [row.raw for row in database.read(lambda tx: tx.inbox.next_batch(NOW, 5))] == [b"au secours"]
    assert write(lambda tx: tx.inbox.add("telegram", "1", CHAT, b"/effacer", NOW)) is False


def test_a_colleague_who_erases_keeps_the_role(database: Database, write: Write) -> None:
    """A worker who tries /effacer as a household does not lock herself out."""
    write(lambda tx: tx.members.add(CHAT, "staff", "borny", "Zoé", NOW))
    write(lambda tx: tx.erase(CHAT))
    assert len(database.read(lambda tx: tx.members.roles(CHAT))) == 1


def test_a_group_is_not_erased_like_a_household(write: Write) -> None:
    """Erasing a permanence's group by mistake would take every household's card with it."""
    write(lambda tx: tx.groups.tie(GROUP, "borny", "Borny", NOW))
    with pytest.raises(errors.StorageError, match="untie it"):
        write(lambda tx: tx.erase(GROUP))


def test_erasing_is_part_of_its_turn(database: Database) -> None:
    """When the turn that erases fails, nothing is erased: the goodbye and the erasure stand or fall
    together.
    """
    database.write(fill).result()

    def broken(tx: Transaction) -> None:
        tx.erase(CHAT)
        raise LookupError

    assert isinstance(database.write(broken).exception(), LookupError)
    assert database.read(lambda tx: tx.sessions.load(CHAT)) is not None


def test_without_a_case_everything_goes_90_days_after_the_last_contact(
    database: Database, write: Write
) -> None:
    """The promise of the privacy text, to the second; a later contact moves it."""
    write(lambda tx: tx.sessions.save(CHAT, "{}", NOW))
    write(lambda tx: tx.messages.keep(CHAT, None, "in", "household", "a", NOW - 5, 1))
    write(lambda tx: tx.timers.set("rappel", CHAT, None, NOW + 400 * DAY, {}, "rappel"))
    write(lambda tx: tx.sessions.save(CHAT + 1, "{}", NOW + 1))
    limit = NOW + _days(CONVERSATION.after)
    assert write(lambda tx: tx.retention.purge(limit)).removed == {}
    assert write(lambda tx: tx.retention.purge(limit + 0.5)).removed == {
        "sessions": 1,
        "messages": 1,
        "timers": 1,
    }
    assert database.read(lambda tx: tx.sessions.load(CHAT + 1)) == "{}"


def test_a_case_goes_two_years_after_its_last_contact_and_is_announced(
    database: Database, write: Write
) -> None:
    """Staff hear of it 30 days before; a message in the case moves it; all that is bound to it goes
    with it.
    """
    write(fill)
    reference = database.read(lambda tx: tx.cases.by_chat(CHAT))[0].reference
    write(lambda tx: tx.inbox.done([row.id for row in tx.inbox.of_chat(CHAT)]))
    limit = NOW + _days(CASE.after)
    assert write(lambda tx: tx.retention.purge(limit - NOTICE.total_seconds())).soon == ()
    assert write(lambda tx: tx.retention.purge(limit - DAY, dry_run=True)).soon == (reference,)
    assert database.read(lambda tx: len(tx.cases.by_chat(CHAT))) == 1
    purge = write(lambda tx: tx.retention.purge(limit + 1))
    assert purge.removed["cases"] == 1 and purge.soon == ()
    exported = database.read(lambda tx: tx.export(CHAT))
    assert not any(exported[part] for part in ("session", "cases", "messages", "documents", "timers"))


def test_a_case_still_talked_in_is_kept(database: Database, write: Write) -> None:
    """The last message counts as contact, even when nothing else of the case changed."""
    case = write(open_case)
    write(lambda tx: tx.messages.keep(100, case.id, "in", "household", "je suis là", NOW + 100 * DAY, 1))
    write(lambda tx: tx.retention.purge(NOW + _days(CASE.after) + DAY))
    assert database.read(lambda tx: tx.cases.get(case.id)) is not None


def test_what_leads_nowhere_goes_too(database: Database, write: Write) -> None:
    """Worked arrivals, sent calls, old buttons, codes and dead jobs do not pile up; what waits is never
    purged.
    """

    def leftovers(tx: Transaction) -> None:
        tx.inbox.add("telegram", "worked", GROUP, b"x", NOW)
        tx.inbox.done([1])
        tx.inbox.add("telegram", "waits", None, b"x", NOW)
        tx.outbox.sent(tx.outbox.add(OutboxRow(GROUP, "message", {}, 5)), 1, NOW)
        tx.outbox.add(OutboxRow(GROUP, "message", {}, 5))
        tx.buttons.bind(GROUP, None, None, "q", "v", NOW)
        tx.codes.issue("group", {}, NOW)
        tx.jobs.failed(tx.jobs.add("ocr", {}, NOW), "x")
        tx.jobs.add("ocr", {}, NOW)

    write(leftovers)
    late = NOW + _days(CONVERSATION.after) + 1
    expected = {"inbox": 1, "outbox": 1, "buttons": 1, "codes": 1, "jobs": 1}
    assert write(lambda tx: tx.retention.purge(late, dry_run=True)).removed == expected
    assert write(lambda tx: tx.retention.purge(late)).removed == expected
    assert write(lambda tx: tx.retention.purge(late)).removed == {}
    assert database.read(lambda tx: (tx.inbox.pending_count(), len(tx.outbox.due(late, 5)))) == (1, 1)


def test_the_list_of_erasures_goes_too(database: Database, write: Write) -> None:
    """Who was erased is known by keyed hash for as long as a copy could bring them back, then not at all."""
    write(lambda tx: tx.erase(CHAT))
    assert len(database.read(lambda tx: tx.retention.erased_since(0))) == 1
    write(lambda tx: tx.retention.purge(NOW))
    assert write(lambda tx: tx.retention.purge(NOW + _days(CONVERSATION.after))).removed == {}
    assert write(lambda tx: tx.retention.purge(NOW + _days(CONVERSATION.after) + 1)).removed == {
        "erasures": 1
    }
    assert database.read(lambda tx: (tx.retention.erased_since(0), tx.retention.last_erasure())) == ([], 1)


def test_the_register_goes_after_three_years_and_stays_whole(database: Database, write: Write) -> None:
    """Accesses are kept three years; what is left still verifies."""
    for n in range(4):
        write(lambda tx, n=n: tx.audit.add("bot", "turn", None, {}, NOW + n))
    late = NOW + _days(REGISTER.after) + 2
    assert write(lambda tx: tx.retention.purge(late)).removed == {"audit": 2}
    assert database.read(lambda tx: tx.audit.verify()) == []


def test_a_household_gets_all_that_is_held_and_nothing_of_others(database: Database, write: Write) -> None:
    """The right of access: one JSON object, complete, with nobody else in it."""
    write(fill)
    write(lambda tx: fill(tx, CHAT + 1))
    told = database.read(lambda tx: tx.export(CHAT))
    text = json.dumps(told, ensure_ascii=False)
    assert str(CHAT + 1) not in text
    counts = {part: len(rows) for part, rows in told.items() if isinstance(rows, list)}
    assert counts == {
        "cases": 1,
        "appointments": 1,
        "waiting": 1,
        "mediations": 1,
        "landlord_of": 0,
        "messages": 2,
        "documents": 1,
        "timers": 1,
        "roles": 0,
        "waiting_in": 2,
        "waiting_out": 1,
        "referrals": 2,
        "passes": 1,
    }
    assert told["session"] == {"said": CANARY} and told["cases"][0]["consent_text"] == CANARY
    assert database.read(lambda tx: tx.export(999))["session"] is None


def test_a_landlord_erased_takes_nothing_of_the_household_away(database: Database, write: Write) -> None:
    """Its chat is forgotten; the household's case and what was agreed on stay."""
    case = write(fill)
    write(lambda tx: tx.erase(LANDLORD))
    assert database.read(lambda tx: tx.mediations.landlord(case)) is None
    assert database.read(lambda tx: tx.mediations.get(case)).state == "discussion"
    assert database.read(lambda tx: len(tx.cases.by_chat(CHAT))) == 1
