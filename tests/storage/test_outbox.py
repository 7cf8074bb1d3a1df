"""What was said is sent once, in order, most urgent first; what cannot be sent is told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.errors import Unknown
from storage.outbox import OutboxRow
from storage.transaction import Transaction

from .conftest import open_case
from .household import NOW

Write = Callable[..., Any]


def _say(text: str, chat: int = 1, priority: int = 2, **more: Any) -> OutboxRow:
    return OutboxRow(chat, "message", {"text": text}, priority, **more)


def _due(database: Database, now: float = NOW, limit: int = 50, busy: Any = ()) -> list[str]:
    return [row.payload["text"] for row in database.read(lambda tx: tx.outbox.due(now, limit, busy))]


def test_a_row_round_trips(database: Database, write: Write) -> None:
    """Everything the caller said about a call is there when it is sent."""
    row = _say("é 🟠 \ud83d", expires=NOW + 60, ref="carte", fleeting=True, not_before=NOW - 1)
    id = write(lambda tx: tx.outbox.add(row))
    (found,) = database.read(lambda tx: tx.outbox.due(NOW, 1))
    assert found == OutboxRow(**{**row.__dict__, "id": id})


def test_danger_goes_first_and_nobody_starves(database: Database, write: Write) -> None:
    """Urgent before the rest; one row a chat, so that a chat with a long queue never fills the batch."""
    for n in range(30):
        write(lambda tx, n=n: tx.outbox.add(_say(f"digest {n}", chat=1, priority=5)))
    write(lambda tx: tx.outbox.add(_say("reply", chat=2, priority=2)))
    write(lambda tx: tx.outbox.add(_say("danger", chat=3, priority=0)))
    assert _due(database, limit=3) == ["danger", "reply", "digest 0"]
    assert _due(database, busy={3, 1}) == ["reply"]


def test_a_chat_reads_its_replies_in_order(database: Database, write: Write) -> None:
    """A row being sent, or waiting for its retry, holds back the later ones of its chat and priority."""
    ids = [write(lambda tx, n=n: tx.outbox.add(_say(f"part {n}"))) for n in range(3)]
    write(lambda tx: tx.outbox.sending(ids[0]))
    assert _due(database) == []
    write(lambda tx: tx.outbox.retry(ids[0], NOW + 5, "429"))
    assert _due(database, NOW + 4) == []
    write(lambda tx: tx.outbox.add(_say("a human", priority=1)))
    assert _due(database, NOW + 4) == ["a human"]
    assert _due(database, NOW + 5) == ["a human"]
    write(lambda tx: tx.outbox.sent(4, 1, NOW))
    assert _due(database, NOW + 5) == ["part 0"]


def test_a_row_waits_for_the_one_it_comes_after(database: Database, write: Write) -> None:
    """A card is sent once its topic exists, and its waiting stops nobody."""
    topic = write(lambda tx: tx.outbox.add(_say("topic", chat=9, not_before=NOW + 100)))
    write(lambda tx: tx.outbox.add(_say("card", chat=9, after=topic)))
    write(lambda tx: tx.outbox.add(_say("other", chat=9)))
    assert _due(database) == ["other"]
    write(lambda tx: tx.outbox.sent(topic, 55, NOW))
    assert _due(database) == ["card"]
    assert database.read(lambda tx: tx.outbox.result(topic)) == 55


def test_giving_up_gives_up_what_waited_for_it(database: Database, write: Write) -> None:
    """No row waits for ever behind one that died: all are returned, so that each is told of."""
    first = write(lambda tx: tx.outbox.add(_say("topic")))
    second = write(lambda tx: tx.outbox.add(_say("card", after=first)))
    write(lambda tx: tx.outbox.add(_say("pin", after=second)))
    lost = write(lambda tx: tx.outbox.dead(first, "400 no rights", NOW))
    assert [row.payload["text"] for row in lost] == ["topic", "card", "pin"]
    assert {row.state for row in lost} == {"dead"}
    assert _due(database) == []


def test_nobody_waits_behind_what_is_settled(database: Database, write: Write) -> None:
    """Behind a row that may have arrived, died earlier, or was erased, the next one leaves: it never
    waits unseen.
    """
    settled = [write(lambda tx, n=n: tx.outbox.add(_say(str(n), chat=n, fleeting=n == 3))) for n in (1, 2, 3)]
    write(lambda tx: tx.outbox.unknown(settled[0], NOW))
    write(lambda tx: tx.outbox.dead(settled[1], "400", NOW))
    write(lambda tx: tx.outbox.add(_say("behind gone", chat=3, after=settled[2])))
    write(lambda tx: tx.outbox.sent(settled[2], 1, NOW))
    write(lambda tx: tx.outbox.add(_say("behind unknown", chat=1, after=settled[0])))
    write(lambda tx: tx.outbox.add(_say("behind dead", chat=2, after=settled[1])))
    assert _due(database) == ["behind gone", "behind unknown", "behind dead"]


def test_what_is_too_late_is_given_up_and_holds_nobody(database: Database, write: Write) -> None:
    """An answer to a press is no use after a minute: it is never sent late, and is told of once."""
    press = write(lambda tx: tx.outbox.add(_say("press", expires=NOW + 60)))
    write(lambda tx: tx.outbox.add(_say("reply")))
    write(lambda tx: tx.outbox.sending(press))
    write(lambda tx: tx.outbox.retry(press, NOW + 70, "429"))
    assert _due(database, NOW + 60) == ["reply"]
    assert [row.id for row in write(lambda tx: tx.outbox.expire(NOW + 60))] == [press]
    assert write(lambda tx: tx.outbox.expire(NOW + 60)) == []


def test_a_sent_row_forgets_its_text_and_keeps_its_ids(database: Database, write: Write) -> None:
    """Afterwards only what is needed to edit, pin or find the message stays."""
    id = write(lambda tx: tx.outbox.add(_say("secret", ref="carte")))
    write(lambda tx: tx.outbox.sent(id, 321, NOW))
    found = database.read(lambda tx: tx.outbox.find("carte"))
    assert (found.id, found.payload, found.state) == (id, {}, "sent")
    assert database.read(lambda tx: tx.outbox.sent_since(1, NOW)) == [id]
    assert database.read(lambda tx: tx.outbox.sent_since(1, NOW + 1)) == []


def test_a_fleeting_row_leaves_nothing(database: Database, write: Write) -> None:
    """The goodbye after an erasure is removed once it is sent, and its number is never given again."""
    id = write(lambda tx: tx.outbox.add(_say("Tout est effacé.", fleeting=True)))
    write(lambda tx: tx.outbox.sent(id, 1, NOW))
    assert database.read(lambda tx: tx.outbox.get(id)) is None
    other = write(lambda tx: tx.outbox.add(_say("x", fleeting=True)))
    assert other > id
    assert [row.id for row in write(lambda tx: tx.outbox.dead(other, "403", NOW))] == [other]
    assert database.read(lambda tx: tx.outbox.get(other)) is None


def test_a_crash_resends_where_a_double_is_better_than_a_loss(database: Database, write: Write) -> None:
    """Rows that were on their way are sent again, except digests, which stay unknown."""
    for priority in range(6):
        id = write(
            lambda tx, priority=priority: tx.outbox.add(_say(str(priority), chat=priority, priority=priority))
        )
        write(lambda tx, id=id: tx.outbox.sending(id))
    assert write(lambda tx: tx.outbox.requeue_after_crash(NOW)) == ([1, 2, 3, 4, 5], [6])
    assert _due(database) == ["0", "1", "2", "3", "4"]
    assert database.read(lambda tx: tx.outbox.get(6)).state == "unknown"
    assert write(lambda tx: tx.outbox.requeue_after_crash(NOW)) == ([], [])


def test_a_message_is_led_back_to_its_case(database: Database, write: Write) -> None:
    """An answer to a card in the group is about the card's case."""
    case = write(open_case)
    id = write(lambda tx: tx.outbox.add(_say("card", chat=-5, case=case.id)))
    write(lambda tx: tx.outbox.sent(id, 17, NOW))
    shown = database.read(lambda tx: tx.outbox.of_message(-5, 17))
    assert shown is not None and (shown.id, shown.case) == (id, case.id)
    assert database.read(lambda tx: tx.outbox.of_message(-5, 18)) is None


def test_a_chat_is_reached_when_its_last_known_message_arrived(database: Database, write: Write) -> None:
    """Never written to: no. Arrived: yes, whatever still waits. Given up since (blocked): no longer."""
    reaches = lambda: database.read(lambda tx: tx.outbox.reaches(1))  # noqa: E731
    assert not reaches()
    first = write(lambda tx: tx.outbox.add(_say("un")))
    assert not reaches()
    write(lambda tx: tx.outbox.sent(first, 10, NOW))
    second = write(lambda tx: tx.outbox.add(_say("deux")))
    assert reaches()
    write(lambda tx: tx.outbox.dead(second, "blocked", NOW))
    assert not reaches()


def test_a_row_that_is_gone_is_told(write: Write) -> None:
    """Settling a row that was erased meanwhile is told by name, not passed over."""
    with pytest.raises(Unknown, match="outbox row 99"):
        write(lambda tx: tx.outbox.sent(99, 1, NOW))


@dataclass(frozen=True)
class Planned:
    """A row as hypothesis draws it."""

    chat: int
    priority: int
    later: bool
    state: str


_PLANNED = st.builds(
    Planned,
    st.integers(1, 3),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["new", "new", "sending", "retry", "sent", "dead"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(_PLANNED, max_size=12), st.integers(1, 5))
def test_what_is_due_is_what_the_rule_says(database: Database, rows: list[Planned], limit: int) -> None:
    """For any queue: by priority then age, one row a chat, none past a held row of its chat and priority."""

    class Undo(Exception):
        pass

    def work(tx: Transaction) -> None:
        ids = [tx.outbox.add(_say(str(n), row.chat, row.priority)) for n, row in enumerate(rows)]
        for id, row in zip(ids, rows, strict=True):
            _bring_to(tx, id, row)
        assert [row.payload["text"] for row in tx.outbox.due(NOW, limit)] == _expected(rows)[:limit]
        raise Undo

    assert isinstance(database.write(work).exception(timeout=10), Undo)


def _bring_to(tx: Transaction, id: int, row: Planned) -> None:
    if row.state in ("sending", "retry"):
        tx.outbox.sending(id)
    if row.state == "retry" or (row.state == "new" and row.later):
        tx.outbox.retry(id, NOW + 5 * row.later, "429")
    if row.state == "sent":
        tx.outbox.sent(id, 1, NOW)
    if row.state == "dead":
        tx.outbox.dead(id, "403", NOW)


def _expected(rows: list[Planned]) -> list[str]:
    found: dict[int, str] = {}
    held: set[tuple[int, int]] = set()
    for n, row in sorted(enumerate(rows), key=lambda pair: (pair[1].priority, pair[0])):
        ready = row.state in ("new", "retry") and not row.later
        if ready and row.chat not in found and (row.chat, row.priority) not in held:
            found[row.chat] = str(n)
        if row.state == "sending" or (row.state == "retry" and row.later):
            held.add((row.chat, row.priority))
    return list(found.values())
