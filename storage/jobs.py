"""Slow work done outside the transaction: what is asked for, and what could not be done."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from storage.room import Room


@dataclass(frozen=True)
class Job:
    """A piece of slow work. `attempts` counts the tries, this one included. Ids are never given twice."""

    id: int
    kind: str
    chat_id: int | None
    case: str | None
    data: dict[str, Any]
    attempts: int
    added_at: float


class Jobs(Room):
    """Work waiting, running, or given up. A job that is done is forgotten: its result came in by the
    inbox.
    """

    def add(
        self,
        kind: str,
        data: dict[str, Any],
        now: float,
        *,
        chat_id: int | None = None,
        case: str | None = None,
    ) -> int:
        """Ask for work; its id. Give the chat or the case it is about, so that erasing reaches it."""
        cursor = self._run(
            "INSERT INTO jobs (kind, chat_id, case_id, data, added_at) VALUES (?, ?, ?, ?, ?)",
            (kind, chat_id, case, self._keys.seal(data), now),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def next(self, now: float, kinds: Collection[str]) -> Job | None:
        """Take the oldest waiting job of these kinds: it is running from here on."""
        row = self._row(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id = (SELECT id FROM jobs"
            " WHERE state = 'pending' AND not_before <= ? AND kind IN (SELECT value FROM json_each(?))"
            " ORDER BY id LIMIT 1) RETURNING id, kind, chat_id, case_id, data, attempts, added_at",
            now,
            json.dumps(sorted(kinds)),
        )
        if row is None:
            return None
        id, kind, chat_id, case, data, attempts, added_at = row
        return Job(id, kind, chat_id, case, self._keys.unseal(data), attempts, added_at)

    def done(self, id: int) -> bool:
        """The job is done and forgotten; False when it was erased meanwhile: its result is not wanted."""
        return self._run("DELETE FROM jobs WHERE id = ?", (id,)).rowcount > 0

    def failed(self, id: int, error: str, again_at: float | None = None) -> None:
        """The job failed: it is tried again at `again_at`, or given up and kept for a human when there
        is none.
        """
        self._change(
            "UPDATE jobs SET state = ?, error = ?, not_before = coalesce(?, not_before) WHERE id = ?",
            "dead" if again_at is None else "pending",
            self._keys.encrypt(error),
            again_at,
            id,
            what=f"the job {id}",
        )

    def requeue_after_crash(self) -> int:
        """At start: what was running when the process died waits again; how many."""
        return self._run("UPDATE jobs SET state = 'pending' WHERE state = 'running'").rowcount
