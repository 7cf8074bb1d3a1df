"""What can happen to a household's conversation."""

from dataclasses import dataclass, field
from typing import Any

from intents.questions import QuestionMatch
from intents.understanding import Understanding

ASKING, WORD_FOR_WORD = 0.75, 0.95
STATED = frozenset({"loyer", "dette", "ressources", "charges", "aide_logement", "mois_impayes"})

ANYTIME = "any"
"""The question of a button that stays good whatever was asked since (« Parler à quelqu'un »)."""


@dataclass(frozen=True)
class Said:
    """One message, or several sent in one breath: `parts` keeps each as it was written."""

    text: str
    understanding: Understanding
    parts: tuple[str, ...] = ()
    amended: bool = False
    question: QuestionMatch | None = None
    follow_up: bool = False
    """It goes on with the open fiche, without a subject of its own."""

    @property
    def asks(self) -> bool:
        """Whether the words are, surely, a question people ask, and so no answer to ours."""
        found = self.question
        return found is not None and not found.ambiguous and found.score >= max(ASKING, self.least_likeness)

    @property
    def least_likeness(self) -> float:
        """How near a question the words must be: «le papier est daté du 12» gives a date, and is one about
        papers only word for word."""
        stated = any(name in STATED or name.startswith("date_") for name in self.understanding.entities.facts)
        return WORD_FOR_WORD if stated and "?" not in self.text else 0.0

    def language(self, usual: str) -> str:
        """The language of these words, the usual one where they are too few to tell."""
        return self.understanding.language or usual


@dataclass(frozen=True)
class Pressed:
    """A button: the question it answers and the value it gives."""

    question: str
    value: str


@dataclass(frozen=True)
class Commanded:
    """A command such as /aide, with what followed it."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class Attached:
    """Something that is not text: voice, photo, sticker, shared phone number…"""

    kind: str
    phone: str | None = None
    caption: str = ""
    album: str | None = None
    """What the messages of one album have in common."""


@dataclass(frozen=True)
class Rang:
    """A moment remembered earlier has come."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Introduced:
    """The household opened a worker's link: what was told of it (a session, as JSON), to agree to or not."""

    referral: int
    told: str


Event = Introduced | Said | Pressed | Commanded | Attached | Rang
