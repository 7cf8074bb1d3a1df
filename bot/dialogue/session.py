"""The state of one household's conversation: plain data, stored and read back at every turn."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import TypeAdapter

from knowledge.situation import Situation

WORDS_KEPT = 8
WORD_LENGTH = 600
LanguageFrom = Literal["messenger", "words", "choice"]
"""Who said which language to speak: the messenger's settings, the first words, or the household's choice."""


@dataclass(frozen=True)
class OpenQuestion:
    """What was asked last. `id` is new at every asking, so that an old button is recognised as old."""

    id: str
    kind: str
    fact: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """(value, label) of each button, so that the words on a button can be written instead of pressed."""
    given: dict[str, str] = field(default_factory=dict)
    """Answers to the questions before this one, where they are needed no longer than it is open."""


@dataclass(frozen=True)
class Introduction:
    """What a worker said of this household besides facts. `draft` numbers it among the worker's own."""

    draft: int = 0
    who: str = ""
    """What kind of service refers (`bailleur`…)."""
    referrer: str = ""
    """Service, function, how to reach them: as they wrote it."""
    tried: str = ""
    obstacles: str = ""
    wish: str = ""
    asked: tuple[str, ...] = ()
    """The questions that were answered, «je ne sais pas» included."""
    offered: bool = False
    """A link was given, for the household to answer by itself."""
    method: str = ""
    """How a worker says that agreement was given, where the household did not answer by itself."""
    referral: int | None = None
    """What the household is asked to agree to, until it has answered."""
    learned: tuple[str, ...] = ()
    """The facts that came with it: a refusal takes them away again, and the step and urgency `before` it come
    back."""
    before: tuple[str, int] = ("", 0)


@dataclass(frozen=True)
class Doubt:
    """What was written when three meanings were offered, masked: kept only if none of them is right."""

    text: str
    language: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Session:
    """Everything a turn may rely on. What is not here is not known."""

    chat_id: int
    language: str = "fr"
    facts: dict[str, Any] = field(default_factory=dict)
    stage: str | None = None
    fiche: str | None = None
    question: OpenQuestion | None = None
    to_confirm: tuple[str, ...] = ()
    """Facts heard in passing that a date will be computed from: one tap confirms them."""
    turns: int = 0
    asked: int = 0
    misses: int = 0
    language_from: LanguageFrom = "messenger"
    words: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    case: str | None = None
    case_state: str | None = None
    permanence: str | None = None
    callback: bool = False
    album: str | None = None
    """The album whose first piece came last."""
    closing: str | None = None
    """The outcome with which staff would close the case, while the household is asked."""
    precision: str | None = None
    """The fact that staff asked for, while an answer is awaited."""
    offered: str | None = None
    """The permanence that staff propose to pass the case to, while an answer is awaited."""
    came_by: str | None = None
    """The permanence whose link the household followed."""
    referring: bool = False
    """A referral waits for one more fact before it can be shown."""
    aim: Literal["budget"] | None = None
    """Which list of facts is being asked: the budget's, or (None) what the open stage needs."""
    explained: tuple[str, ...] = ()
    """Hard words that a button was already offered for."""
    doubt: Doubt | None = None
    second: str | None = None
    """What the last question was also about: offered once nothing is being asked."""
    urgency: int = 0
    unmet: str | None = None
    """The unmet demand counted last, so that asking twice counts once."""
    reopens: str | None = None
    """The session that the household was told its messages would be read at."""
    counted: tuple[str, ...] = ()
    """The year, and what was counted in it of this household, so that it counts once."""
    commission: str | None = None
    """The commission that the case may be presented to, from the asking to the decision."""
    reminded: str | None = None
    """The date that reminders are set for now, so that they follow a correction."""
    introduction: Introduction | None = None
    """What a worker told of this household."""
    draft: "Session | None" = None
    """The household that this chat, a worker's, tells of: a conversation apart, never mixed with this one."""
    referrer: tuple[str, str] = ("", "")
    """Who this worker is, kept from one referral to the next: the kind of service, and what they wrote."""

    @property
    def situation(self) -> Situation:
        """The facts, known, declined or not asked."""
        return Situation.from_json(self.facts)

    def with_situation(self, situation: Situation) -> "Session":
        """The same session with these facts."""
        return replace(self, facts=situation.as_json())

    def heard(self, *parts: str) -> "Session":
        """Keep the household's own words, the newest last."""
        kept = [part[:WORD_LENGTH] for part in parts if part.strip()]
        return replace(self, words=(*self.words, *kept)[-WORDS_KEPT:])


_STORED = TypeAdapter(Session)


def dump(session: Session) -> str:
    """The session as JSON text."""
    return _STORED.dump_json(session).decode()


def parse(stored: str) -> Session:
    """Read a session back; a field this version does not know is left out. Raises ValueError if broken."""
    return _STORED.validate_json(stored)
