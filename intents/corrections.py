"""A person takes back what was understood: «ah non, le 18 c'est quand je suis allé le chercher», «c'est le
12 pas le 18»."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from intents.amount_place import is_refused
from intents.amounts import sums_in
from intents.catalogue import Catalogue
from intents.entities import DateMention, Entities, Plain, entities_in
from intents.lexicon import Lexicon
from intents.normalise import clean
from intents.resources import ordered
from intents.tokens import Tokens, tokenise

_OPENING = 4
"""Words within which a correction announces itself («en fait», «ah non»)."""

_STATABLE = (
    "loyer",
    "dette",
    "ressources",
    "charges",
    "aide_logement",
    "enfants",
    "personnes",
    "mois_impayes",
)


@dataclass(frozen=True)
class Correction:
    """What to change: facts that take another value, and facts that are no longer known."""

    sets: Mapping[str, Plain] = field(default_factory=dict)
    unsets: tuple[str, ...] = ()


class CorrectionReader:
    """Reads corrections with the lexicons of the content."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def read(
        self,
        text: str,
        today: date,
        known: Mapping[str, Plain],
        language: str | None = None,
        entities: Entities | None = None,
    ) -> Correction | None:
        """The correction of a message, or None.

        `known` are the facts understood so far, the latest last; `entities` are what was already found in
        it.
        """
        tokens = tokenise(clean(text), self._catalogue.spelling)
        lexicons = ordered(self._catalogue.lexicons, language)
        announced = _announced(tokens, lexicons)
        rejects = _rejects(tokens, lexicons)
        if not (announced or rejects or (entities and entities.dates) or _fetched(tokens, lexicons)):
            return None
        found = entities or self._entities(tokens, lexicons, today)
        dates = {name: value for name, value in known.items() if isinstance(value, date)}
        if announced or rejects:
            swap = _swapped(tokens, found, lexicons, dates) or _exchanged(tokens, lexicons, known)
            if swap is not None:
                return swap
        return _moved(found, dates) or (_restated(found, known, dates) if announced else None)

    def _entities(self, tokens: Tokens, lexicons: Sequence[Lexicon], today: date) -> Entities:
        return entities_in(tokens.text, lexicons=lexicons, today=today, spelling=self._catalogue.spelling)


def _announced(tokens: Tokens, lexicons: Sequence[Lexicon]) -> bool:
    opening = tokens.words[:_OPENING]
    return any(any(True for _ in lexicon.answers["correcting"].all_in(opening)) for lexicon in lexicons)


def _fetched(tokens: Tokens, lexicons: Sequence[Lexicon]) -> bool:
    """Whether the message speaks of fetching the act, which often corrects its date."""
    return any(hit[0] == "date_retrait" for lexicon in lexicons for hit in lexicon.cues.all_in(tokens.words))


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
            others = {m.fact: m.value for m in entities.dates if m.fact and m is not mention}
            return Correction({mention.fact: known[holder], **others}, () if holder in others else (holder,))
    return None


def _exchanged(tokens: Tokens, lexicons: Sequence[Lexicon], known: Mapping[str, Plain]) -> Correction | None:
    """«Non, 700, pas 750»: the sum or count refused is a known one, and the other takes its place."""
    sums = tuple(sums_in(tokens))
    refused = [value for value, first, stop in sums if is_refused(tokens, first, stop, lexicons)]
    kept = [value for value, first, stop in sums if not is_refused(tokens, first, stop, lexicons)]
    if len(refused) != 1 or len(kept) != 1:
        return None
    held = (name for name in reversed(tuple(known)) if name in _STATABLE and known[name] == refused[0])
    fact = next(held, None)
    if fact is None:
        return None
    return Correction({fact: kept[0] if isinstance(known[fact], Decimal) else int(kept[0])})


def _restated(entities: Entities, known: Mapping[str, Plain], dates: Mapping[str, date]) -> Correction | None:
    sets: dict[str, Plain] = {m.fact: m.value for m in entities.dates if m.fact}
    if not sets and len(entities.dates) == 1 and dates:
        sets = {_latest(dates) or "": entities.dates[0].value}
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
