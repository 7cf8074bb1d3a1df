"""What a turn stands on: the transaction, the content, the time, and how texts leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.dialogue.replies import Choice
from bot.i18n import Voice
from bot.library import DeskState, Library
from bot.outgoing import Button, Buttons, Content, payload
from storage.outbox import OutboxRow
from storage.transaction import Transaction

HOUSEHOLD_BUTTONS_LAST = 30 * 86_400.0
DESK_BUTTONS_LAST = 400 * 86_400.0


@dataclass(frozen=True)
class World:
    """One transaction at one moment. `now` is aware and local; `at` is the same in seconds UTC."""

    tx: Transaction
    library: Library
    now: datetime

    @property
    def at(self) -> float:
        """The moment in seconds UTC, as storage keeps it."""
        return self.now.timestamp()

    @property
    def staff_voice(self) -> Voice:
        """Staff are spoken to in French."""
        return self.library.voice("fr")

    def with_desk(self) -> Library:
        """The library, seen with what the desk can receive right now."""
        return self.library.with_desk(
            DeskState(reachable=frozenset(group.permanence for group in self.tx.groups.all()))
        )

    def send(
        self,
        chat_id: int,
        content: Content,
        priority: int,
        *,
        case: str | None = None,
        after: int | None = None,
        expires: float | None = None,
        fleeting: bool = False,
    ) -> int:
        """Put one call in the outbox; the id of its row."""
        row = OutboxRow(
            chat_id=chat_id,
            kind=content.kind,
            payload=payload(content),
            priority=priority,
            case=case,
            after=after,
            expires=expires,
            fleeting=fleeting,
        )
        return self.tx.outbox.add(row)

    def bind(self, chat_id: int, rows: Iterable[tuple[Choice, ...]], case: str | None = None) -> Buttons:
        """Buttons bound in the database to this chat; what they mean never leaves it."""
        expires = self.at + (DESK_BUTTONS_LAST if case else HOUSEHOLD_BUTTONS_LAST)
        return tuple(
            tuple(
                Button(
                    self.tx.buttons.bind(chat_id, None, case, choice.question, choice.value, expires),
                    choice.label,
                )
                for choice in row
            )
            for row in rows
        )


def local(at: float, zone: tzinfo) -> datetime:
    """Seconds UTC as an aware local time."""
    return datetime.fromtimestamp(at, zone)
