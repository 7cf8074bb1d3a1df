"""What a turn changes besides the session; the service carries it out in the same transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from knowledge.appointments import Appointment

REFERENCE = "{reference}"
"""Stands in a reply for the case's reference, which storage draws when the case is opened."""


@dataclass(frozen=True)
class Remember:
    """Ring at `due_at` (aware). A second one with the same key replaces the first."""

    kind: str
    key: str
    due_at: datetime
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Forget:
    """Drop every moment remembered whose key begins so."""

    prefix: str


@dataclass(frozen=True)
class Line:
    """One line of what is passed on: its name (`stage`, `dette`…), the text the household read, and the same
    as staff are told it, in French."""

    name: str
    text: str
    told: str = ""


@dataclass(frozen=True)
class Refer:
    """Open a case at a permanence. Made only after agreement on exactly these lines and this text."""

    permanence: str
    stage: str | None
    urgency: int
    act_before: date | None
    last_useful: datetime | None
    lines: tuple[Line, ...]
    words: tuple[str, ...]
    shown: str
    language: str
    why: str
    receipt: tuple[dict[str, Any], ...]
    decision: dict[str, Any] = field(default_factory=dict)
    """The routing as it was decided, to be played again on other content."""
    callback: bool = False


@dataclass(frozen=True)
class Amend:
    """The facts of an open case changed: its card follows."""

    case: str
    stage: str | None
    urgency: int
    act_before: date | None
    last_useful: datetime | None
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class PassOn:
    """Give what was just said to the permanence that holds the case, word for word."""

    case: str
    urgent: bool = False
    awaits: bool = True
    """Whether the household waits for a person's word now; thanks and what was answered here do not."""


@dataclass(frozen=True)
class Agree:
    """The household's word on a transfer: it agreed, to exactly these lines and this text, or it did not."""

    case: str
    permanence: str
    agreed: bool
    shown: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Withdraw:
    """The household takes its case back: the permanence is told that it ended, and why."""

    case: str
    outcome: str


@dataclass(frozen=True)
class Book:
    """Give the case this place, in the place of the one it has or holds; it waits no longer."""

    appointment: Appointment


@dataclass(frozen=True)
class Release:
    """The household gives back this place, booked or held."""

    appointment: Appointment


@dataclass(frozen=True)
class Confirm:
    """The household says that it will come."""

    appointment: Appointment


@dataclass(frozen=True)
class Wait:
    """Put the case on the permanence's waiting list. `before`: it has a place and wants an earlier one."""

    case: str
    permanence: str
    before: datetime | None = None


@dataclass(frozen=True)
class Count:
    """An event counted without anybody in it (unmet demand, a danger screen shown)."""

    event: str
    dimensions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Followed:
    """The household says what became of it (`situation`; None: as it said before). Counted when it is the
    `last` word, and only once. `relapse`: whether a new rent is unpaid, "yes" or "no"."""

    after: str
    situation: str | None
    last: bool
    relapse: str = ""


@dataclass(frozen=True)
class ComeBack:
    """The household needs its permanence again: its last case is opened again, or its open one is told."""


@dataclass(frozen=True)
class Coordinate:
    """Tell whoever coordinates this permanence the staff phrase `key`; nobody is in its values."""

    permanence: str
    key: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Missed:
    """A message that was not understood, masked, for colleagues to learn from: never whose it was."""

    text: str
    language: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Erase:
    """Remove everything held about this chat."""


@dataclass(frozen=True)
class Export:
    """Send the household everything held about it."""


@dataclass(frozen=True)
class Hide:
    """Take the bot's messages of the last 48 hours out of the chat (Telegram allows no more)."""


Effect = (
    Remember
    | Forget
    | Refer
    | Amend
    | PassOn
    | Agree
    | Withdraw
    | Book
    | Release
    | Confirm
    | Wait
    | Count
    | Followed
    | ComeBack
    | Coordinate
    | Missed
    | Erase
    | Export
    | Hide
)
