"""What can happen to a household's conversation."""

from dataclasses import dataclass, field
from typing import Any

from intents.questions import QuestionMatch
from intents.understanding import Understanding

ASKING = 0.75

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

    @property
    def asks(self) -> bool:
        """Whether the words are, surely, a question people ask, and so no answer to ours."""
        return self.question is not None and not self.question.ambiguous and self.question.score >= ASKING

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
