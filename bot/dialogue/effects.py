"""What a turn changes besides the session; the service carries it out in the same transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.dialogue.news import ComeBack, Followed
from bot.dialogue.requests import Answered as Answered
from bot.dialogue.requests import Book as Book
from bot.dialogue.requests import Confirm as Confirm
from bot.dialogue.requests import Forgo as Forgo
from bot.dialogue.requests import Introduce as Introduce
from bot.dialogue.requests import Release as Release
from bot.dialogue.requests import Wait as Wait

REFERENCE = "{reference}"
"""Stands in a reply for the case's reference, which storage draws when the case is opened."""
LINK = "{link}"
"""Stands in a reply for the link that a household is given to answer by."""


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
    early_debt: bool = False
    """A landlord refers before any procedure: a decision is due within three weeks."""
    proposed: str | None = None
    """Where a triage team receives the case: the permanence that routing proposes to it."""
    triage_until: datetime | None = None
    """When the case goes there by itself."""


@dataclass(frozen=True)
class Register:
    """Open a case for a household that is not here: the worker says how it agreed, to this very text."""

    refer: Refer
    draft: int
    told: str
    method: str


@dataclass(frozen=True)
class Fiche:
    """Print the household's own sheet with exactly these lines."""

    lines: tuple[Line, ...]
    act_before: date | None


@dataclass(frozen=True)
class Proposal:
    """What routing proposes to a triage team, and why."""

    permanence: str | None
    why: str
    receipt: tuple[dict[str, Any], ...]
    decision: dict[str, Any]


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
    answers: bool = False
    """Whether the note is an answer to a question of staff, and no correction."""
    proposal: Proposal | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Elsewhere:
    """The household does not want the permanence that a triage team chose: the team looks again."""

    case: str
    permanence: str


@dataclass(frozen=True)
class PassOn:
    """Give what was just said to the permanence that holds the case, word for word."""

    case: str
    urgent: bool = False
    awaits: bool = True
    """Whether the household waits for a person's word now; thanks and what was answered here do not."""
    follows: bool = False
    """Whether it is one more piece of an album."""


@dataclass(frozen=True)
class Agree:
    """The household's word on a transfer: it agreed, to exactly these lines and this text, or it did not."""

    case: str
    permanence: str
    agreed: bool
    shown: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Need:
    """The household was asked at the end whether it still needs help, and says so, or no."""

    case: str
    needed: bool


@dataclass(frozen=True)
class Withdraw:
    """The household takes its case back: the permanence is told that it ended, and why."""

    case: str
    outcome: str


@dataclass(frozen=True)
class Count:
    """An event counted without anybody in it (unmet demand, a danger screen shown)."""

    event: str
    dimensions: dict[str, str] = field(default_factory=dict)


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
class Present:
    """The household read what a commission would be told of it (`agreed` None), and then agreed or not.

    `shown` and `lines` are what it read.
    """

    case: str
    agreed: bool | None
    shown: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Erase:
    """Remove everything held about this chat."""


@dataclass(frozen=True)
class Export:
    """Send the household everything held about it."""


@dataclass(frozen=True)
class Hide:
    """Take the bot's messages of the last 48 hours out of the chat (Telegram allows no more)."""


Opening = Refer | Register | Introduce | Followed | ComeBack
AboutACase = Amend | PassOn | Agree | Elsewhere | Need | Present | Withdraw | Answered | Forgo | Fiche
InTheDiary = Book | Release | Confirm | Wait
Small = Remember | Forget | Count | Coordinate | Missed | Erase | Export | Hide
Effect = Opening | AboutACase | InTheDiary | Small
