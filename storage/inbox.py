"""The one door: everything that changes state arrives here, is stored, and is worked in the order of its
chat.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from storage.room import Room

_SELECT = "SELECT id, source, chat_id, raw, received_at, attempts, not_before FROM inbox"
# What was said and who said it is wiped; the hash of the key stays, so that it is not taken for new again.
# Each has its index; together they would have none.
_HOLDING = ("state = 'new'", "state = 'dead'")
_WIPED = "state = 'done', chat_id = NULL, raw = NULL, error = NULL"


@dataclass(frozen=True)
class Arrival:
    """Something that has come in. `key` says when two arrivals are the same one."""

    source: str
    key: str
    chat_id: int | None
    raw: bytes
    received_at: float
    not_before: float = 0.0


@dataclass(frozen=True)
class InboxRow:
    """An arrival waiting to be worked. `attempts` counts the tries that failed."""

    id: int
    source: str
    chat_id: int | None
    raw: bytes
    received_at: float
    attempts: int


class Inbox(Room):
    """Arrivals. A worked row keeps a keyed hash of its key, so that the same arrival never counts twice,
    and no more.
    """

    def add(
        self,
        source: str,
        key: str,
        chat_id: int | None,
        raw: bytes,
        received_at: float,
        not_before: float = 0.0,
    ) -> bool:
        """Store an arrival; False when its key was seen before."""
        return self._add(Arrival(source, key, chat_id, raw, received_at, not_before))

    def add_many(self, arrivals: Iterable[Arrival]) -> list[bool]:
        """Store arrivals in order; for each, False when its key was seen before."""
        return [self._add(arrival) for arrival in arrivals]

    def _add(self, new: Arrival) -> bool:
        cursor = self._run(
            "INSERT INTO inbox (source, key, chat_id, raw, received_at, not_before) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO NOTHING",
            (
                new.source,
                self._keys.digest(new.key),
                new.chat_id,
                self._keys.encrypt_bytes(new.raw),
                new.received_at,
                new.not_before,
            ),
        )
        return cursor.rowcount == 1

    def next_batch(
        self, now: float, limit: int, busy: Collection[int | None] = frozenset()
    ) -> list[InboxRow]:
        """At most `limit` rows to work now: the chat that has waited longest first, each chat's rows in
        order.

        A row not yet due holds back the later rows of its chat, never another chat. Chats in `busy` are left
        out; rows without a chat are one chat among others, None.
        """
        batch: list[InboxRow] = []
        for chat_id, _ in self._heads(now):
            if chat_id not in busy:
                batch += self._ready(chat_id, now, limit - len(batch))
            if len(batch) >= limit:
                break
        return batch

    def _heads(self, now: float) -> list[tuple[int | None, int]]:
        rows = self._rows(
            "SELECT chat_id, min(id), not_before FROM inbox WHERE state = 'new' GROUP BY chat_id ORDER BY 2"
        )
        return [(chat_id, head) for chat_id, head, not_before in rows if not_before <= now]

    def of_chat(self, chat_id: int) -> list[InboxRow]:
        """Every row that still holds what the chat sent: those that wait, and those given up."""
        rows = [
            row
            for state in _HOLDING
            for row in self._rows(f"{_SELECT} WHERE {state} AND chat_id = ?", chat_id)
        ]
        return [self._opened(row) for row in sorted(rows)]

    def _ready(self, chat_id: int | None, now: float, limit: int) -> list[InboxRow]:
        ready: list[InboxRow] = []
        for row in self._rows(
            f"{_SELECT} WHERE state = 'new' AND chat_id IS ? ORDER BY id LIMIT ?", chat_id, limit
        ):
            if row[-1] > now:
                break
            ready.append(self._opened(row))
        return ready

    def _opened(self, row: tuple[Any, ...]) -> InboxRow:
        id, source, chat_id, raw, received_at, attempts, _ = row
        return InboxRow(id, source, chat_id, self._keys.decrypt_bytes(raw), received_at, attempts)

    def done(self, ids: Iterable[int]) -> None:
        """The rows are worked: what they said and whom they came from is wiped, the hash of their key
        stays.
        """
        for id in ids:
            self._run(f"UPDATE inbox SET {_WIPED} WHERE id = ?", (id,))

    def forget(self, chat_id: int, up_to: int | None = None) -> int:
        """Wipe what the chat sent, up to the row `up_to` where it is given, worked or not; how many rows."""
        wiped = 0
        for state in _HOLDING:
            wiped += self._run(
                f"UPDATE inbox SET {_WIPED} WHERE {state} AND chat_id = ? AND id <= coalesce(?, id)",
                (chat_id, up_to),
            ).rowcount
        return wiped

    def retry(self, id: int, not_before: float, error: str) -> None:
        """Work the row again from `not_before` on; it holds back its chat until then."""
        self._change(
            "UPDATE inbox SET attempts = attempts + 1, not_before = ?, error = ?"
            " WHERE id = ? AND state = 'new'",
            not_before,
            self._keys.encrypt(error),
            id,
            what=f"the waiting inbox row {id}",
        )

    def dead(self, id: int, error: str) -> None:
        """Give the row up, keeping what it said for a human to read."""
        self._change(
            "UPDATE inbox SET state = 'dead', attempts = attempts + 1, error = ?"
            " WHERE id = ? AND state = 'new'",
            self._keys.encrypt(error),
            id,
            what=f"the waiting inbox row {id}",
        )

    def postpone(self, chat_id: int | None, until: float) -> None:
        """Let no waiting row of the chat be worked before `until`: a burst of messages is read together."""
        self._run(
            "UPDATE inbox SET not_before = max(not_before, ?) WHERE state = 'new' AND chat_id IS ?",
            (until, chat_id),
        )

    def pending_count(self) -> int:
        """How many rows wait to be worked."""
        (count,) = self._row("SELECT count(*) FROM inbox WHERE state = 'new'") or (0,)
        return int(count)
