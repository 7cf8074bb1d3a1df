"""Whatever the service says leaves by this table: stored with the turn that said it, sent afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from storage.room import Room

# Down to a reminder, a message twice is better than a message lost; a digest is not worth a double.
_LAST_WORTH_A_DOUBLE = 4
_GIVEN = "chat_id, kind, payload, priority, case_id, after_id, not_before, expires, ref, fleeting"
_SELECT = f"SELECT {_GIVEN}, id, attempts, state FROM outbox"
# Ready: due, and the row it comes after has left or is gone. Holds: being sent, or waiting for its retry.
_WAITING = """
    SELECT id, chat_id, priority,
        state = 'pending' AND not_before <= ?
            AND NOT EXISTS (
                SELECT 1 FROM outbox AS first
                WHERE first.id = row.after_id AND first.state IN ('pending', 'sending')
            ),
        state = 'sending' OR attempts > 0
    FROM outbox AS row
    WHERE state IN ('pending', 'sending') AND (expires IS NULL OR expires > ? OR state = 'sending')
        AND chat_id NOT IN (SELECT value FROM json_each(?))
    ORDER BY priority, id
"""


@dataclass(frozen=True)
class OutboxRow:
    """One outgoing call. `id`, `attempts` and `state` are the store's; the rest is the caller's.

    priority: smaller is more urgent. after: the row that must be sent first. expires: from then on it is no
    use. ref: a name to find the row by. fleeting: the row is removed as soon as it is sent or given up.
    """

    chat_id: int
    kind: str
    payload: dict[str, Any]
    priority: int
    case: str | None = None
    after: int | None = None
    not_before: float = 0.0
    expires: float | None = None
    ref: str | None = None
    fleeting: bool = False
    id: int = 0
    attempts: int = 0
    state: str = "pending"


def worth_a_double(row: OutboxRow) -> bool:
    """Whether a row that may have arrived is better sent twice than lost."""
    return row.priority <= _LAST_WORTH_A_DOUBLE


class Outbox(Room):
    """Outgoing calls: pending → sending → sent | unknown | dead. A sent row keeps its ids and forgets its
    text.
    """

    def add(self, row: OutboxRow) -> int:
        """Store a call to send; its id."""
        cursor = self._run(
            f"INSERT INTO outbox ({_GIVEN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.chat_id,
                row.kind,
                self._keys.seal(row.payload),
                row.priority,
                row.case,
                row.after,
                row.not_before,
                row.expires,
                row.ref,
                row.fleeting,
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def due(self, now: float, limit: int, busy: Collection[int] = frozenset()) -> list[OutboxRow]:
        """At most `limit` rows to send now, most urgent first, then oldest; at most one row a chat.

        Within one chat and one priority the order is kept: a row being sent, or waiting for its retry, holds
        back those behind it. A row whose `after` has not left waits, and holds back nobody. Chats in `busy`
        are left out.
        """
        return [self._read(id) for id in self._due_ids(now, limit, set(busy))]

    def _due_ids(self, now: float, limit: int, taken: set[int]) -> list[int]:
        found: list[int] = []
        held: set[tuple[int, int]] = set()
        for id, chat_id, priority, ready, holds in self._run(_WAITING, (now, now, json.dumps(sorted(taken)))):
            if ready and chat_id not in taken and (chat_id, priority) not in held:
                taken.add(chat_id)
                found.append(id)
            elif holds:
                held.add((chat_id, priority))
            if len(found) >= limit:
                break
        return found

    def _read(self, id: int) -> OutboxRow:
        row = self._row(f"{_SELECT} WHERE id = ?", id)
        assert row is not None
        return self._opened(row)

    def _opened(self, row: tuple[Any, ...]) -> OutboxRow:
        chat_id, kind, payload, *middle, fleeting, id, attempts, state = row
        said = {} if payload is None else self._keys.unseal(payload)
        own = {"id": id, "attempts": attempts, "state": state, "fleeting": bool(fleeting)}
        return OutboxRow(chat_id, kind, said, *middle, **own)

    def get(self, id: int) -> OutboxRow | None:
        """The row as it stands; once sent, its payload is empty."""
        row = self._row(f"{_SELECT} WHERE id = ?", id)
        return None if row is None else self._opened(row)

    def find(self, ref: str) -> OutboxRow | None:
        """The newest row stored under `ref`."""
        row = self._row(f"{_SELECT} WHERE ref = ? ORDER BY id DESC LIMIT 1", ref)
        return None if row is None else self._opened(row)

    def waiting(self, chat_id: int) -> list[OutboxRow]:
        """Every call to the chat that has not left yet, in the order they were stored."""
        rows = self._rows(
            f"{_SELECT} WHERE chat_id = ? AND state IN ('pending', 'sending') ORDER BY id", chat_id
        )
        return [self._opened(row) for row in rows]

    def sending(self, id: int) -> None:
        """The call is about to leave: from here on a crash makes it unknown."""
        self._move(id, "state = 'sending', attempts = attempts + 1")

    def sent(self, id: int, message_id: int | None, now: float) -> None:
        """The call arrived; its text is wiped, or the whole row when it was fleeting."""
        self._move(
            id,
            "state = 'sent', payload = NULL, error = NULL, message_id = ?, settled_at = ?",
            message_id,
            now,
        )
        self._run("DELETE FROM outbox WHERE id = ? AND fleeting", (id,))

    def retry(self, id: int, not_before: float, error: str) -> None:
        """Send again from `not_before` on."""
        self._move(id, "state = 'pending', not_before = ?, error = ?", not_before, self._keys.encrypt(error))

    def unknown(self, id: int, now: float) -> None:
        """The call may have arrived, and is not to be sent again; those behind it no longer wait."""
        self._move(id, "state = 'unknown', settled_at = ?", now)

    def dead(self, id: int, error: str, now: float) -> list[OutboxRow]:
        """Give the call up, and every call that waits for it: all of them, so that each can be told of."""
        self._move(id, "state = 'dead', error = ?, settled_at = ?", self._keys.encrypt(error), now)
        lost = [self._read(id)]
        for (follower,) in self._rows("SELECT id FROM outbox WHERE after_id = ? AND state = 'pending'", id):
            lost += self.dead(follower, error, now)
        self._run("DELETE FROM outbox WHERE id = ? AND fleeting", (id,))
        return lost

    def expire(self, now: float) -> list[OutboxRow]:
        """Give up every pending call whose time has passed, as `dead` does."""
        late = self._rows(
            "SELECT id FROM outbox"
            " WHERE state IN ('pending', 'sending') AND state = 'pending' AND expires <= ?",
            now,
        )
        return [row for (id,) in late for row in self._expired(id, now)]

    def _expired(self, id: int, now: float) -> list[OutboxRow]:
        row = self.get(id)
        return self.dead(id, "expired", now) if row is not None and row.state == "pending" else []

    def _move(self, id: int, change: str, *values: Any) -> None:
        self._change(f"UPDATE outbox SET {change} WHERE id = ?", *values, id, what=f"the outbox row {id}")

    def drop(self, case: str, chat_id: int) -> int:
        """Forget the calls for a case that have not left for this chat, and are not to any more; how many."""
        return self._run(
            "DELETE FROM outbox WHERE case_id = ? AND chat_id = ? AND state = 'pending'", (case, chat_id)
        ).rowcount

    def result(self, id: int) -> int | None:
        """The message (or topic) id the channel gave back; None while it has not."""
        row = self._row("SELECT message_id FROM outbox WHERE id = ?", id)
        return None if row is None else row[0]

    def sent_since(self, chat_id: int, at: float, kind: str = "message") -> list[int]:
        """The rows of this kind sent to the chat since `at`, oldest first."""
        rows = self._rows(
            "SELECT id FROM outbox"
            " WHERE chat_id = ? AND state = 'sent' AND kind = ? AND settled_at >= ? ORDER BY id",
            chat_id,
            kind,
            at,
        )
        return [id for (id,) in rows]

    def reaches(self, chat_id: int) -> bool:
        """Whether the last message of known fate arrived in the chat; False where nothing was ever sent."""
        row = self._row(
            "SELECT state FROM outbox WHERE chat_id = ? AND kind = 'message' AND state IN ('sent', 'dead')"
            " ORDER BY id DESC LIMIT 1",
            chat_id,
        )
        return row is not None and row[0] == "sent"

    def shown_of_case(self, case: str, chat_id: int) -> list[int]:
        """The messages sent for the case that stand in the chat, oldest first, by their ids there."""
        rows = self._rows(
            "SELECT message_id FROM outbox WHERE case_id = ? AND chat_id = ? AND message_id IS NOT NULL"
            " AND kind IN ('message', 'copy', 'document') ORDER BY id",
            case,
            chat_id,
        )
        return [message_id for (message_id,) in rows]

    def of_message(self, chat_id: int, message_id: int) -> OutboxRow | None:
        """The row that became the message shown in the chat."""
        row = self._row(
            f"{_SELECT} WHERE chat_id = ? AND message_id = ? ORDER BY id DESC LIMIT 1", chat_id, message_id
        )
        return None if row is None else self._opened(row)

    def requeue_after_crash(
        self, now: float, again: Callable[[OutboxRow], bool] = worth_a_double
    ) -> tuple[list[int], list[int]]:
        """At start: rows that were being sent when the process died become pending again where `again`
        says that a double is better than a loss, else unknown. Returns (pending again, unknown).
        """
        resent: list[int] = []
        unknown: list[int] = []
        for row in self._being_sent():
            (resent if again(row) else unknown).append(row.id)
        for id in resent:
            self._move(id, "state = 'pending'")
        for id in unknown:
            self.unknown(id, now)
        return resent, unknown

    def _being_sent(self) -> list[OutboxRow]:
        rows = self._rows(
            f"{_SELECT} WHERE state IN ('pending', 'sending') AND state = 'sending' ORDER BY priority, id"
        )
        return [self._opened(row) for row in rows]
