"""Who was seen in a group, and what coordinators were told of it, each once. People are keyed hashes."""

from __future__ import annotations

from storage.room import Room


class Alarms(Room):
    """Alarms raised, by group, kind and person; forgotten after the time of a conversation."""

    def first(self, chat_id: int, kind: str, who: int, now: float) -> bool:
        """Whether this is the first time of this kind for this person in the group; from now on it was."""
        cursor = self._run(
            "INSERT INTO alarms (chat_id, kind, digest, raised_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (chat_id, kind, digest) DO NOTHING",
            (chat_id, kind, self._keys.digest(str(who)), now),
        )
        return cursor.rowcount > 0

    def see(self, chat_id: int, kind: str, who: int, now: float) -> None:
        """Somebody was seen in the group, now: remembered from the last time."""
        self._run(
            "INSERT INTO alarms (chat_id, kind, digest, raised_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (chat_id, kind, digest) DO UPDATE SET raised_at = excluded.raised_at",
            (chat_id, kind, self._keys.digest(str(who)), now),
        )

    def seen(self, chat_id: int, kind: str, who: int) -> bool:
        """Whether that is remembered of the person in the group."""
        found = self._row(
            "SELECT 1 FROM alarms WHERE chat_id = ? AND kind = ? AND digest = ?",
            chat_id,
            kind,
            self._keys.digest(str(who)),
        )
        return found is not None

    def forget(self, chat_id: int, kind: str, who: int) -> None:
        """Let the alarm be raised again: the person came back, or left, meanwhile."""
        self._run(
            "DELETE FROM alarms WHERE chat_id = ? AND kind = ? AND digest = ?",
            (chat_id, kind, self._keys.digest(str(who))),
        )
