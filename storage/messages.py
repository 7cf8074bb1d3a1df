"""What was said, word for word: kept encrypted, every version of an edited message beside the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.room import Room

Direction = Literal["in", "out"]
_COLUMNS = "id, chat_id, case_id, direction, author_role, body, at, telegram_message_id, version"


@dataclass(frozen=True)
class Message:
    """One version of one message. `direction` is seen from the service: "in" comes from the chat."""

    id: int
    chat_id: int
    case: str | None
    direction: Direction
    author_role: str
    text: str
    at: float
    telegram_message_id: int | None
    version: int


class Messages(Room):
    """Messages of households, and the answers they were given."""

    def keep(
        self,
        chat_id: int,
        case: str | None,
        direction: Direction,
        author_role: str,
        text: str,
        at: float,
        telegram_message_id: int | None = None,
        version: int | None = None,
    ) -> int:
        """Store a message; its id. Without `version`, it is one more than the last kept of this message."""
        cursor = self._run(
            "INSERT INTO messages"
            " (chat_id, case_id, direction, author_role, body, at, telegram_message_id, version)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce(?8, 1 + (SELECT max(version) FROM messages"
            " WHERE chat_id = ?1 AND telegram_message_id = ?7), 1))",
            (
                chat_id,
                case,
                direction,
                author_role,
                self._keys.encrypt(text),
                at,
                telegram_message_id,
                version,
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def attach(self, chat_id: int, case: str) -> int:
        """Give the chat's messages that belong to no case to this one; how many."""
        return self._run(
            "UPDATE messages SET case_id = ? WHERE chat_id = ? AND case_id IS NULL", (case, chat_id)
        ).rowcount

    def thread(self, case: str) -> list[Message]:
        """Every message of the case, every version, oldest first."""
        return self._read("WHERE case_id = ? ORDER BY at, id", case)

    def last(self, case: str) -> tuple[Direction, float] | None:
        """Which way the last message of the case went, and when; None where there is none."""
        row = self._row(
            "SELECT direction, at FROM messages WHERE case_id = ? ORDER BY at DESC, id DESC LIMIT 1", case
        )
        return None if row is None else (row[0], row[1])

    def of_chat(self, chat_id: int) -> list[Message]:
        """Every message of the chat, every version, oldest first."""
        return self._read("WHERE chat_id = ? ORDER BY at, id", chat_id)

    def versions(self, chat_id: int, telegram_message_id: int) -> list[Message]:
        """Every version kept of one message, the first written first; empty when it was never kept."""
        return self._read(
            "WHERE chat_id = ? AND telegram_message_id = ? ORDER BY version", chat_id, telegram_message_id
        )

    def _read(self, rest: str, *values: int | str) -> list[Message]:
        return [
            Message(
                id, chat_id, case, direction, author_role, self._keys.decrypt(body), at, telegram_id, version
            )
            for id, chat_id, case, direction, author_role, body, at, telegram_id, version in self._rows(
                f"SELECT {_COLUMNS} FROM messages {rest}", *values
            )
        ]
