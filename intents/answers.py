"""Reading the answer to an open question in words: a date, a sum, a count, yes or no, «je ne sais pas»."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from intents.amounts import amounts_in, lone_sum
from intents.calendar_days import FURTHEST, day_near
from intents.catalogue import Catalogue
from intents.date_frame import Frame
from intents.dates import dates_in
from intents.lexicon import Lexicon
from intents.normalise import clean, words_of
from intents.numbers import number_at
from intents.resources import LANGUAGES, ordered
from intents.tokens import Tokens, tokenise

_SHORT = 8
_OLDEST_YEAR = 1950
_FAR_YEARS = 10

Trouble = Literal["future", "past", "absurd"]


@dataclass(frozen=True)
class DateReading:
    """A date read in an answer; `problem` says that it falls on the wrong side of today, or is no
    plausible date. `precision` is "day", "month" or "year": «2024» is read as its first day."""

    value: date | None
    problem: Trouble | None = None
    precision: str = "day"


class AnswerReader:
    """Reads answers with the lexicons of the content; `language` narrows the words tried first."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        lexicons = catalogue.lexicons
        every = tuple(lexicons[code] for code in LANGUAGES if code in lexicons)
        self._by_language: dict[str | None, tuple[Lexicon, ...]] = {None: every}
        self._by_language |= {code: ordered(lexicons, code) for code in lexicons}

    def read_date(
        self, text: str, today: date, prefer: str = "past", language: str | None = None
    ) -> DateReading:
        """The first date of an answer; `prefer` ("past" or "future") is the side of today it should be
        on."""
        tokens = self._tokens(text)
        for lexicon in self._lexicons(language):
            frame = Frame(tokens, (lexicon,), today, prefer == "future")
            found = next(dates_in(frame, lambda _index: prefer == "future"), None)
            if found is not None:
                return _judged(found.value, today, prefer, found.precision)
        day, year = _lone_day(tokens, today, prefer), _lone_year(tokens)
        if day or year:
            return _judged(day or year, today, prefer, "day" if day else "year")
        return DateReading(None, _absurd(tokens))

    def read_amount(self, text: str, language: str | None = None) -> Decimal | None:
        """A sum in euros («600», «600 euros», «1 200,50 €», «six cents»), or None."""
        tokens = self._tokens(text)
        lexicons = self._lexicons(language)
        found = next(iter(amounts_in(tokens, lexicons)), None)
        if found is not None:
            return found.value
        return lone_sum(tokens.text) or self._lone_amount(tokens, lexicons)

    def read_count(self, text: str, language: str | None = None) -> int | None:
        """A whole number («3», «deux enfants», «aucun» → 0), or None when there is none or several
        differ."""
        tokens = self._tokens(text)
        for lexicon in self._lexicons(language):
            counts = _counts(tokens, lexicon)
            if len(counts) == 1:
                return counts.pop()
            if len(counts) > 1:
                return None
            if lexicon.answers["none"].at(tokens.words, 0) or (
                len(tokens) < _SHORT and _any(lexicon, "none", tokens)
            ):
                return 0
        return None

    def read_yes_no(self, text: str, language: str | None = None) -> bool | None:
        """True for yes, False for no, None when it is neither or both."""
        words = words_of(clean(text))
        for lexicon in self._lexicons(language):
            verdict = _yes_or_no(words, lexicon)
            if verdict is not None:
                return verdict
        return None

    def is_unknown(self, text: str, language: str | None = None) -> bool:
        """Whether the answer says that the person does not know («je sais pas», «aucune idée»)."""
        tokens = self._tokens(text)
        if len(tokens) > _SHORT * 2:
            return False
        return any(_any(lexicon, "unknown", tokens) for lexicon in self._lexicons(language))

    def _tokens(self, text: str) -> Tokens:
        return tokenise(clean(text), self._catalogue.spelling)

    def _lexicons(self, language: str | None) -> Sequence[Lexicon]:
        return self._by_language.get(language, self._by_language[None])

    def _lone_amount(self, tokens: Tokens, lexicons: Sequence[Lexicon]) -> Decimal | None:
        for lexicon in lexicons:
            counts = _counts(tokens, lexicon)
            if len(counts) == 1:
                return Decimal(counts.pop())
        return None


def is_bare_answer(words: list[str], lexicons: Sequence[Lexicon]) -> bool:
    """Whether folded words say yes, no or «I don't know» and nothing else: they open no subject."""
    hits = (lexicon.answers[name].at(words, 0) for lexicon in lexicons for name in ("yes", "no", "unknown"))
    return any(hit is not None and hit[1] == len(words) for hit in hits)


def _judged(value: date | None, today: date, prefer: str, precision: str) -> DateReading:
    if value is None or value.year < _OLDEST_YEAR or value.year > today.year + _FAR_YEARS:
        return DateReading(value, "absurd", precision)
    if prefer == "past" and value > today:
        return DateReading(value, "future", precision)
    return DateReading(value, "past" if prefer == "future" and value < today else None, precision)


def _lone_day(tokens: Tokens, today: date, prefer: str) -> date | None:
    """«3» or «3.» alone is a day of the month."""
    numbers = [token.number for token in tokens.items if token.number is not None]
    if len(numbers) != 1 or len(tokens) > 4 or not 1 <= numbers[0] <= 31:
        return None
    return day_near(numbers[0], today, prefer == "future")


def _lone_year(tokens: Tokens) -> date | None:
    """«2021» alone answers for a lease: its first day."""
    numbers = [token.number for token in tokens.items if token.number is not None]
    return date(numbers[0], 1, 1) if len(numbers) == 1 and _OLDEST_YEAR <= numbers[0] <= FURTHEST else None


def _absurd(tokens: Tokens) -> Trouble | None:
    """An answer made of numbers that make no date («45/13/2026») is absurd rather than silent."""
    return "absurd" if sum(token.number is not None for token in tokens.items) >= 2 else None


def _counts(tokens: Tokens, lexicon: Lexicon) -> set[int]:
    counts: set[int] = set()
    index = 0
    while index < len(tokens):
        number = number_at(tokens, index, (lexicon,))
        if number is not None:
            counts.add(number[0])
        index += number[1] if number else 1
    return counts


def _any(lexicon: Lexicon, name: str, tokens: Tokens) -> bool:
    return name in lexicon.answers and any(True for _ in lexicon.answers[name].all_in(tokens.words))


def _yes_or_no(words: list[str], lexicon: Lexicon) -> bool | None:
    first: list[bool] = []
    index = 0
    while index < len(words):
        no = lexicon.answers["no"].at(words, index)
        yes = lexicon.answers["yes"].at(words, index)
        longest = max((hit for hit in (no, yes) if hit), key=lambda hit: hit[1], default=None)
        if longest is not None and (index == 0 or len(words) <= _SHORT):
            first.append(longest is yes)
        index += longest[1] if longest else 1
    return first[0] if first and len(set(first)) == 1 else None
