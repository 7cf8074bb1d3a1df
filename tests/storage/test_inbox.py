"""Arrivals are kept once, worked in the order of their chat, and leave nothing readable behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.errors import Unknown
from storage.inbox import Arrival
from storage.transaction import Transaction

from .household import NOW

Write = Callable[..., Any]


def _arrive(chat: int | None, number: int, not_before: float = 0.0) -> Arrival:
    return Arrival("telegram", f"{number}:sha", chat, f"message {number}".encode(), NOW + number, not_before)


def _ready(database: Database, now: float = NOW + 1000, limit: int = 100, busy: Any = ()) -> list[str]:
    rows = database.read(lambda tx: tx.inbox.next_batch(now, limit, busy))
    return [row.raw.decode() for row in rows]


def test_the_same_arrival_counts_once(database: Database, write: Write) -> None:
    """A batch that Telegram sends again changes nothing, before and after it is worked."""
    assert write(lambda tx: tx.inbox.add_many([_arrive(1, 1), _arrive(1, 2), _arrive(1, 1)])) == [
        True,
        True,
        False,
    ]
    write(lambda tx: tx.inbox.done([row.id for row in tx.inbox.next_batch(NOW, 10)]))
    assert write(lambda tx: tx.inbox.add("telegram", "1:sha", 1, b"message 1", NOW)) is False
    assert _ready(database) == []


def test_the_same_number_with_other_content_is_another_arrival(write: Write) -> None:
    """Update ids restart after a quiet week: a real message must not be swallowed."""
    assert write(lambda tx: tx.inbox.add("telegram", "7:aaa", 1, b"old", NOW))
    assert write(lambda tx: tx.inbox.add("telegram", "7:bbb", 1, b"new", NOW))


def test_chats_come_oldest_first_and_each_in_order(database: Database, write: Write) -> None:
    """Who has waited longest is served first, and nobody's words are shuffled."""
    for number, chat in enumerate([2, 1, 2, None, 1, 2]):
        write(lambda tx, chat=chat, number=number: tx.inbox.add_many([_arrive(chat, number)]))
    assert _ready(database) == [f"message {n}" for n in (0, 2, 5, 1, 4, 3)]


def test_a_chat_in_hand_is_left_alone_and_none_is_a_chat(database: Database, write: Write) -> None:
    """Two turns of one chat never run at once; what has no chat is kept in order too."""
    write(lambda tx: tx.inbox.add_many([_arrive(1, 1), _arrive(None, 2), _arrive(3, 3)]))
    assert _ready(database, busy={1}) == ["message 2", "message 3"]
    assert _ready(database, busy={None, 3}) == ["message 1"]


def test_a_retry_holds_back_its_chat_only(database: Database, write: Write) -> None:
    """A message that failed is tried again before the later ones of its chat; others do not wait."""
    write(lambda tx: tx.inbox.add_many([_arrive(1, 1), _arrive(1, 2), _arrive(2, 3)]))
    first = database.read(lambda tx: tx.inbox.next_batch(NOW, 10))[0]
    write(lambda tx: tx.inbox.retry(first.id, NOW + 5000, "database busy"))
    assert _ready(database) == ["message 3"]
    (again, _) = database.read(lambda tx: tx.inbox.next_batch(NOW + 5000, 10, {2}))
    assert (again.raw, again.attempts) == (b"message 1", 1)


def test_a_dead_row_frees_its_chat_and_keeps_its_words(database: Database, write: Write) -> None:
    """What cannot be worked is kept for a human, and the chat goes on."""
    write(lambda tx: tx.inbox.add_many([_arrive(1, 1), _arrive(1, 2)]))
    first = database.read(lambda tx: tx.inbox.next_batch(NOW, 10))[0]
    write(lambda tx: tx.inbox.dead(first.id, "ValueError: é \ud800"))
    assert _ready(database) == ["message 2"]
    assert [row.raw for row in database.read(lambda tx: tx.inbox.of_chat(1))] == [b"message 1", b"message 2"]


def test_a_postponed_chat_waits_for_the_end_of_its_burst(database: Database, write: Write) -> None:
    """Messages in a burst are read together once it is over; postponing never brings a row forward."""
    write(lambda tx: tx.inbox.add_many([_arrive(1, 1, NOW + 50), _arrive(1, 2), _arrive(2, 3)]))
    write(lambda tx: tx.inbox.postpone(1, NOW + 10))
    assert _ready(database, now=NOW + 9) == ["message 3"]
    assert _ready(database, now=NOW + 10, busy={2}) == []
    assert _ready(database, now=NOW + 50, busy={2}) == ["message 1", "message 2"]


def test_a_worked_row_keeps_only_a_hash(database: Database, write: Write) -> None:
    """After the turn, neither the words nor the chat stand in the inbox."""
    write(lambda tx: tx.inbox.add_many([_arrive(77, 1)]))
    write(lambda tx: tx.inbox.done([1]))
    row = database.read(lambda tx: tx._connection.execute("SELECT * FROM inbox").fetchone())
    assert 77 not in row and sum(isinstance(value, bytes) for value in row) == 1


def test_waiting_rows_are_counted(database: Database, write: Write) -> None:
    """The backlog is one number, dead and done rows left out."""
    write(lambda tx: tx.inbox.add_many([_arrive(1, n) for n in range(5)]))
    write(lambda tx: tx.inbox.done([1, 2]))
    write(lambda tx: tx.inbox.dead(3, "x"))
    assert database.read(lambda tx: tx.inbox.pending_count()) == 2


@pytest.mark.parametrize("gesture", ["retry", "dead"])
def test_a_row_that_is_gone_is_told(write: Write, gesture: str) -> None:
    """Failing a row that no longer waits is a mistake worth hearing of."""

    def work(tx: Transaction) -> None:
        if gesture == "retry":
            tx.inbox.retry(99, NOW, "x")
        else:
            tx.inbox.dead(99, "x")

    with pytest.raises(Unknown, match="inbox row 99"):
        write(work)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), st.sampled_from([0.0, 0.0, 60.0])), max_size=12),
    st.integers(1, 12),
    st.frozensets(st.sampled_from([None, 1, 2, 3]), max_size=2),
)
def test_a_batch_is_what_the_rule_says(
    database: Database,
    rows: list[tuple[int | None, float]],
    limit: int,
    busy: frozenset[int | None],
) -> None:
    """For any arrivals: chats by their oldest row, each up to its first row not yet due, at most `limit`."""
    arrivals = [_arrive(chat, number, NOW + later) for number, (chat, later) in enumerate(rows)]
    expected: list[str] = []
    for chat in dict.fromkeys(chat for chat, _ in rows):
        for arrival in (one for one in arrivals if one.chat_id == chat and chat not in busy):
            if arrival.not_before > NOW:
                break
            expected.append(arrival.raw.decode())

    class Undo(Exception):
        pass

    def work(tx: Transaction) -> None:
        tx.inbox.add_many(arrivals)
        assert [row.raw.decode() for row in tx.inbox.next_batch(NOW, limit, busy)] == expected[:limit]
        raise Undo

    assert isinstance(database.write(work).exception(timeout=10), Undo)
