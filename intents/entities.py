"""The facts a message states by itself: dates and what they are the date of, sums, counts, places,
statuses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from intents.amounts import FoundAmount, amounts_in
from intents.arrears import months_of_arrears
from intents.date_frame import FoundDate, Frame
from intents.dates import dates_in
from intents.lexicon import Lexicon
from intents.people import household
from intents.tokens import Tokens, tokenise

Plain = date | Decimal | int | bool | str


class Gazetteer(Protocol):
    """Whoever knows the communes: `mention` finds those named inside a sentence, best first."""

    def mention(self, message: str) -> Iterable[Any]:
        """Objects with `.commune.insee` and `.score` (0 to 100)."""


@dataclass(frozen=True)
class DateMention:
    """A date said in the message; `fact` is what it is the date of, when the words around it say so."""

    value: date
    text: str
    start: int
    end: int
    fact: str | None
    precision: str = "day"


@dataclass(frozen=True)
class AmountMention:
    """A sum in euros said in the message, with the fact it states when a word nearby says so."""

    value: Decimal
    text: str
    fact: str | None


@dataclass(frozen=True)
class Entities:
    """Everything found; `facts` holds, by TAXONOMY name, what may go straight into the situation."""

    dates: tuple[DateMention, ...] = ()
    amounts: tuple[AmountMention, ...] = ()
    months: int | None = None
    communes: tuple[str, ...] = ()
    facts: Mapping[str, Plain] = field(default_factory=dict)


_AHEAD_FACTS = frozenset({"date_audience", "date_prevue", "date_fin_bail"})
_REACH = 7
_LOOSE = frozenset({"date_acte"})
_WRITTEN = "date_acte_ecrite"


def entities_in(
    cleaned: str,
    *,
    lexicons: Sequence[Lexicon],
    today: date,
    places: Gazetteer | None = None,
    spelling: Mapping[str, str] | None = None,
) -> Entities:
    """Read an already cleaned message with the lexicons to try, the message's own language first."""
    tokens = tokenise(cleaned, spelling)
    reader = _Reader(tokens, tuple(lexicons))
    dates = tuple(_mentions(reader, today))
    amounts = tuple(_amounts(tokens, lexicons, dates))
    months = months_of_arrears(tokens, lexicons)
    home = household(tokens, lexicons)
    counted = {"mois_impayes": months, "enfants": home.children, "personnes": home.people}
    facts: dict[str, Plain] = {name: value for name, value in counted.items() if value is not None}
    facts |= reader.stated()
    facts |= _first_of_each((m.fact, m.value) for m in amounts)
    facts |= _first_of_each((m.fact, m.value) for m in dates)
    return Entities(dates, amounts, months, _communes(cleaned, places), facts)


def _first_of_each(pairs: Iterable[tuple[str | None, Plain]]) -> dict[str, Plain]:
    kept: dict[str, Plain] = {}
    for name, value in pairs:
        if name is not None:
            kept.setdefault(name, value)
    return kept


def _communes(cleaned: str, places: Gazetteer | None) -> tuple[str, ...]:
    if places is None:
        return ()
    return tuple(dict.fromkeys(hit.commune.insee for hit in places.mention(cleaned)))


@dataclass(frozen=True)
class _Reader:
    tokens: Tokens
    lexicons: tuple[Lexicon, ...]

    def cue_before(self, index: int) -> str | None:
        """The nearest word before a date that says what happened then, within the clause."""
        loose: str | None = None
        for end in range(index, max(index - _REACH, 0), -1):
            if end < index and self._closed(end - 1):
                break
            cue = self._cue_ending(end)
            if cue == _WRITTEN:
                return self._written_on(end)
            if cue is not None and cue not in _LOOSE:
                return cue
            loose = loose or cue
        return loose

    def _written_on(self, end: int) -> str:
        """«daté du», «remis le»: the date of the act, unless it is the lease that is dated."""
        before = (self._cue_ending(at) for at in range(end - 1, max(end - 6, 0), -1))
        return next((cue for cue in before if cue == "date_bail"), "date_acte")

    def cue_after(self, index: int) -> str | None:
        for start in range(index, min(index + _REACH + 3, len(self.tokens))):
            if start > index and self._closed(start - 1):
                return None
            hit = next((h for lex in self.lexicons if (h := lex.cues.at(self.tokens.words, start))), None)
            if hit is not None and hit[0] not in ("ahead", _WRITTEN):
                return str(hit[0])
        return None

    def leans_ahead(self, index: int) -> bool | None:
        """Which way an incomplete date leans: a hearing or a feared eviction is ahead, an act received is
        behind."""
        cue = self.cue_before(index) or self.cue_after(index + 1)
        if cue in _AHEAD_FACTS:
            return True
        if self._ahead_word(index):
            return True
        return False if cue else None

    def stated(self) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for lexicon in self.lexicons:
            for (name, value), first, _stop in lexicon.facts.all_in(self.tokens.words):
                if not self._denied(first):
                    found.setdefault(name, value)
        return found

    def _denied(self, index: int) -> bool:
        return index > 0 and self.tokens.words[index - 1] in (
            "pas",
            "non",
            "ni",
            "not",
            "nicht",
            "не",
            "no",
            "nao",
            "nu",
        )

    def _ahead_word(self, index: int) -> bool:
        for end in range(index, max(index - 4, 0), -1):
            if end < index and self._closed(end - 1):
                return False
            if any(
                (hit := lex.cues.ending_at(self.tokens.words, end)) and hit[0] == "ahead"
                for lex in self.lexicons
            ):
                return True
        return False

    def _closed(self, index: int) -> bool:
        return self.tokens.closed[index]

    def _cue_ending(self, end: int) -> str | None:
        for lexicon in self.lexicons:
            hit = lexicon.cues.ending_at(self.tokens.words, end)
            if hit is not None and hit[0] != "ahead":
                return str(hit[0])
        return None


def _mentions(reader: _Reader, today: date) -> Iterable[DateMention]:
    frame = Frame(reader.tokens, reader.lexicons, today)
    for found in dates_in(frame, reader.leans_ahead):
        start, end = reader.tokens.span(found.first, found.stop)
        fact = _fact_of(reader, found, today)
        yield DateMention(found.value, reader.tokens.text[start:end], start, end, fact, found.precision)
    yield from _lease_years(reader)


def _fact_of(reader: _Reader, found: FoundDate, today: date) -> str | None:
    cue = reader.cue_before(found.first) or reader.cue_after(found.stop)
    if cue in (None, "other"):
        return None
    if cue in ("date_acte", "date_retrait", "date_bail", "date_decision") and found.value > today:
        return None
    if cue == "date_prevue" and found.value < today:
        return None
    return None if cue == "date_acte" and found.precision != "day" else cue


def _lease_years(reader: _Reader) -> Iterable[DateMention]:
    """«bail de 2024», «contrat de 2019»: the year alone, kept as its first day with the precision
    «year»."""
    for index, token in enumerate(reader.tokens.items):
        year = token.number
        if year is None or not 1960 <= year <= 2060 or reader.cue_before(index) != "date_bail":
            continue
        if _is_year_alone(reader, index):
            yield DateMention(date(year, 1, 1), token.word, token.start, token.end, "date_bail", "year")


def _is_year_alone(reader: _Reader, index: int) -> bool:
    words = reader.tokens.words
    before = any(lex.months.ending_at(words, index) for lex in reader.lexicons)
    money = any(lex.amounts["currency"].at(words, index + 1) for lex in reader.lexicons)
    glued = any(mark in reader.tokens.gap(index - 1) for mark in "/-.") if index else False
    return not before and not money and not glued and "€" not in reader.tokens.gap(index)


def _amounts(
    tokens: Tokens, lexicons: Sequence[Lexicon], dates: Sequence[DateMention]
) -> Iterable[AmountMention]:
    for found in amounts_in(tokens, lexicons):
        if not _inside(found, dates):
            yield AmountMention(found.value, tokens.text[found.start : found.end], found.fact)


def _inside(found: FoundAmount, dates: Sequence[DateMention]) -> bool:
    return any(mention.start <= found.start < mention.end for mention in dates)
