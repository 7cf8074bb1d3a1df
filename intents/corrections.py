"""A person takes back what was understood: «ah non, le 18 c'est quand je suis allé le chercher», «c'est le
12 pas le 18»."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from intents.catalogue import Catalogue, load
from intents.entities import DateMention, Entities, Plain, entities_in
from intents.language import Languages
from intents.lexicon import Lexicon
from intents.normalise import clean
from intents.resources import ordered
from intents.tokens import Tokens, tokenise

_OPENING = 4
"""Words within which a correction announces itself («en fait», «ah non»)."""

_STATABLE = ("loyer", "dette", "ressources", "charges", "enfants", "mois_impayes")


@dataclass(frozen=True)
class Correction:
    """What to change: facts that take another value, and facts that are no longer known."""

    sets: Mapping[str, Plain] = field(default_factory=dict)
    unsets: tuple[str, ...] = ()


class CorrectionReader:
    """Reads corrections with the lexicons of the content."""

    def __init__(self, catalogue: Catalogue, languages: Languages | None = None) -> None:
        self._catalogue = catalogue
        self._languages = languages or Languages(catalogue.languages)

    def read(
        self, text: str, today: date, known_dates: Mapping[str, date], language: str | None = None
    ) -> Correction | None:
        """The correction of a message, or None. `known_dates` are the dates understood so far, the latest
        last."""
        cleaned = clean(text)
        lexicons = ordered(self._catalogue.lexicons, self._languages.identify(cleaned, language))
        tokens = tokenise(cleaned, self._catalogue.spelling)
        entities = entities_in(cleaned, lexicons=lexicons, today=today, spelling=self._catalogue.spelling)
        announced = _announced(tokens, lexicons)
        swap = _swapped(tokens, entities, lexicons, known_dates)
        if swap is not None and announced | _rejects(tokens, lexicons):
            return swap
        moved = _moved(entities, known_dates)
        if moved is not None:
            return moved
        return _restated(entities, known_dates) if announced else None


def _announced(tokens: Tokens, lexicons: Sequence[Lexicon]) -> bool:
    opening = tokens.words[:_OPENING]
    return any(any(True for _ in lexicon.answers["correcting"].all_in(opening)) for lexicon in lexicons)


def _rejects(tokens: Tokens, lexicons: Sequence[Lexicon]) -> bool:
    return any(any(True for _ in lexicon.answers["not_that"].all_in(tokens.words)) for lexicon in lexicons)


def _swapped(
    tokens: Tokens, entities: Entities, lexicons: Sequence[Lexicon], known: Mapping[str, date]
) -> Correction | None:
    """«c'est le 12 pas le 18»: one date is refused, the other takes its place."""
    refused = [mention for mention in entities.dates if _is_refused(tokens, mention, lexicons)]
    kept = [mention for mention in entities.dates if mention not in refused]
    if len(refused) != 1 or len(kept) != 1:
        return None
    fact = kept[0].fact if kept[0].fact in known else _fact_on(refused[0], known) or _latest(known)
    return Correction({fact: kept[0].value}) if fact else None


def _is_refused(tokens: Tokens, mention: DateMention, lexicons: Sequence[Lexicon]) -> bool:
    index = tokens.at_char(mention.start)
    before = tokens.words[max(0, index - 4) : index]
    for lexicon in lexicons:
        table = lexicon.answers["not_that"]
        for end in range(len(before), max(len(before) - 2, 0), -1):
            if table.ending_at(before, end):
                return True
        if table.at(tokens.words, tokens.at_char(mention.end)) and lexicon.language == "tr":
            return True
    return False


def _moved(entities: Entities, known: Mapping[str, date]) -> Correction | None:
    """«le 18, c'est quand je suis allé le chercher»: a known date turns out to be the date of something
    else."""
    for mention in entities.dates:
        holder = _fact_on(mention, known)
        if mention.fact and holder and mention.fact != holder and mention.fact not in known:
            return Correction({mention.fact: known[holder]}, (holder,))
    return None


def _restated(entities: Entities, known: Mapping[str, date]) -> Correction | None:
    sets: dict[str, Plain] = {m.fact: m.value for m in entities.dates if m.fact}
    if not sets and len(entities.dates) == 1 and known:
        sets = {_latest(known) or "": entities.dates[0].value}
    sets |= {name: value for name, value in entities.facts.items() if name in _STATABLE}
    changed = {name: value for name, value in sets.items() if known.get(name) != value}
    return Correction(changed) if changed else None


def _fact_on(mention: DateMention, known: Mapping[str, date]) -> str | None:
    """The known fact that has this date; a bare day of the month matches on the day alone."""
    for name, value in reversed(tuple(known.items())):
        if value == mention.value or (mention.text.isdecimal() and value.day == int(mention.text)):
            return name
    return None


def _latest(known: Mapping[str, date]) -> str | None:
    return next(reversed(tuple(known)), None)


@cache
def reader() -> CorrectionReader:
    """The reader of the shipped content, read once."""
    return CorrectionReader(load())


def read(
    text: str, today: date, known_dates: Mapping[str, date], language: str | None = None
) -> Correction | None:
    """`CorrectionReader.read` with the shipped content."""
    return reader().read(text, today, known_dates, language)
