"""Which message became which: the durable map between a household's chat and its case's topic, both ways."""

from __future__ import annotations

from dataclasses import dataclass

from storage.room import Room

_SELECT = (
    "SELECT relays.case_id, from_chat, from_message, to_chat, to_outbox, outbox.message_id"
    " FROM relays JOIN outbox ON outbox.id = to_outbox"
)


@dataclass(frozen=True)
class Relay:
    """A message passed on. `to_message` is None until it is sent."""

    case: str
    from_chat: int
    from_message: int
    to_chat: int
    to_outbox: int
    to_message: int | None


class Relays(Room):
    """Messages passed on for a case."""

    def link(self, case: str, from_chat: int, from_message: int, to_chat: int, to_outbox: int) -> None:
        """Remember that this message is passed on by this outbox row."""
        self._run(
            "INSERT INTO relays (case_id, from_chat, from_message, to_chat, to_outbox)"
            " VALUES (?, ?, ?, ?, ?)",
            (case, from_chat, from_message, to_chat, to_outbox),
        )

    def to(self, from_chat: int, from_message: int) -> list[Relay]:
        """Where a message was passed on to, first to last."""
        rows = self._rows(
            f"{_SELECT} WHERE from_chat = ? AND from_message = ? ORDER BY to_outbox", from_chat, from_message
        )
        return [Relay(*row) for row in rows]

    def of_case(self, case: str) -> list[Relay]:
        """Every message passed on for the case, first to last."""
        return [
            Relay(*row) for row in self._rows(f"{_SELECT} WHERE relays.case_id = ? ORDER BY to_outbox", case)
        ]

    def again(self, case: str, chat_id: int) -> int:
        """Let what could not be delivered to the chat leave again; how many messages."""
        return self._run(
            "UPDATE outbox SET state = 'pending', not_before = 0, expires = NULL, error = NULL"
            " WHERE chat_id = ?1 AND state = 'dead' AND payload IS NOT NULL"
            " AND id IN (SELECT to_outbox FROM relays WHERE case_id = ?2)",
            (chat_id, case),
        ).rowcount

    def back(self, to_chat: int, to_message: int) -> Relay | None:
        """What the message shown in `to_chat` was passed on from."""
        row = self._row(
            f"{_SELECT} WHERE outbox.chat_id = ? AND outbox.message_id = ? ORDER BY to_outbox DESC LIMIT 1",
            to_chat,
            to_message,
        )
        return None if row is None else Relay(*row)
