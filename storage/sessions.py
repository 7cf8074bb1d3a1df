"""Where each conversation stands, encrypted, one per chat."""

from __future__ import annotations

from storage.room import Room


class Sessions(Room):
    """Conversations, as the JSON the dialogue makes of them."""

    def load(self, chat_id: int) -> str | None:
        """The session last saved for the chat."""
        row = self._row("SELECT body FROM sessions WHERE chat_id = ?", chat_id)
        return None if row is None else self._keys.decrypt(row[0])

    def save(self, chat_id: int, body: str, now: float) -> None:
        """Store the session in place of the one before."""
        self._run(
            "INSERT INTO sessions (chat_id, body, saved_at) VALUES (?, ?, ?)"
            " ON CONFLICT (chat_id) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
            (chat_id, self._keys.encrypt(body), now),
        )

    def delete(self, chat_id: int) -> None:
        """Forget the session of the chat."""
        self._run("DELETE FROM sessions WHERE chat_id = ?", (chat_id,))
