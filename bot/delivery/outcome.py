"""What becomes of a row after a try: one function of the transaction for each outcome.

Everything that matters to people comes back in by the inbox, as source ``delivery``:
{"event": "unreachable" | "migrated" | "dead" | "topic_lost", "outbox", "chat_id", "kind", "case", "priority",
"ref", "reason", "new_chat_id"?}.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.delivery.flight import Flight, is_topic
from storage.outbox import OutboxRow
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Settlement:
    """What to write down, and the moment of the next try when there will be one."""

    work: Callable[[Transaction], None]
    moment: float | None = None


# Failures nobody needs to hear of: the words themselves went, or go, another way.
_COSMETIC = frozenset({"press", "react", "pin", "topic_title", "topic_close"})


def sent(flight: Flight, now: float) -> Settlement:
    """The row has arrived; a new topic is noted on its case."""
    row, result = flight.row, flight.result

    def work(tx: Transaction) -> None:
        tx.outbox.sent(row.id, result, now)
        case = tx.cases.get(row.case) if row.case and is_topic(row) else None
        if case is not None and case.group_id == row.chat_id:
            tx.cases.update(case.id, now, topic_id=result)

    return Settlement(work)


def again(row: OutboxRow, moment: float, reason: str) -> Settlement:
    """The row is to be tried again from `moment` on."""

    def work(tx: Transaction) -> None:
        tx.outbox.retry(row.id, moment, reason)

    return Settlement(work, moment)


def given_up(row: OutboxRow, event: str, reason: str, now: float) -> Settlement:
    """The row, and those that wait for it, will not be sent; each is told of."""

    def work(tx: Transaction) -> None:
        tell(tx, event, tx.outbox.dead(row.id, reason, now), reason, now)

    return Settlement(work)


def without_topic(row: OutboxRow, reason: str, now: float) -> Settlement:
    """No topic could be opened: what waits for it goes into the group itself, and people are told why."""

    def work(tx: Transaction) -> None:
        tx.outbox.sent(row.id, None, now)
        # Not as kind "topic": the card is on its way into the group already, nothing is to be posted again.
        tell(tx, "topic_lost", [replace(row, kind="no_topic")], reason, now)

    return Settlement(work)


def topic_lost(row: OutboxRow, reason: str, now: float) -> Settlement:
    """The case's topic is gone: its number is forgotten, so that the row goes into the group itself."""

    def work(tx: Transaction) -> None:
        case = tx.cases.get(row.case) if row.case else None
        if case is not None and case.group_id == row.chat_id:
            tx.cases.update(case.id, now, topic_id=None)
        tx.outbox.retry(row.id, now, reason)
        tell(tx, "topic_lost", [row], reason, now)

    return Settlement(work)


def migrated(row: OutboxRow, new_chat_id: int, now: float) -> Settlement:
    """The group has another id: everything that names it follows, and the row goes there."""

    def work(tx: Transaction) -> None:
        tx.groups.migrate(row.chat_id, new_chat_id)
        tx.outbox.retry(row.id, now, "migrated")
        detail = {"event": "migrated", "chat_id": row.chat_id, "new_chat_id": new_chat_id, "outbox": row.id}
        key = f"delivery:migrated:{row.chat_id}:{new_chat_id}"
        tx.inbox.add("delivery", key, new_chat_id, json.dumps(detail).encode(), now)

    return Settlement(work)


def tell(tx: Transaction, event: str, rows: Iterable[OutboxRow], reason: str, now: float) -> None:
    """Brings what happened to `rows` back in by the inbox, except where nobody needs to know."""
    for row in rows:
        if row.kind in _COSMETIC:
            continue
        detail = {
            "event": event,
            "outbox": row.id,
            "chat_id": row.chat_id,
            "kind": row.kind,
            "case": row.case,
            "priority": row.priority,
            "ref": row.ref,
            "reason": reason,
        }
        raw = json.dumps(detail).encode()
        # A row that people send again may fail again: each of its tries is a report of its own.
        tx.inbox.add("delivery", f"delivery:{event}:{row.id}:{row.attempts}", row.chat_id, raw, now)
