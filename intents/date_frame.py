"""What a date is read against, and what is found: shared by the forms of dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intents.lexicon import Lexicon
from intents.tokens import Tokens


@dataclass(frozen=True)
class FoundDate:
    """A date, the tokens that say it, and whether its day, month or only its year was said."""

    value: date
    first: int
    stop: int
    precision: str = "day"


@dataclass(frozen=True)
class Frame:
    """What a date is read against: the tokens, the languages to try, today, and the leaning."""

    tokens: Tokens
    lexicons: Sequence[Lexicon]
    today: date
    ahead: bool | None = None
