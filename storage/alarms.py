"""What coordinators were told of people in their groups, each once. People are kept as keyed hashes."""

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

    def forget(self, chat_id: int, kind: str, who: int) -> None:
        """Let the alarm be raised again: the person came back, or left, meanwhile."""
        self._run(
            "DELETE FROM alarms WHERE chat_id = ? AND kind = ? AND digest = ?",
            (chat_id, kind, self._keys.digest(str(who))),
        )
