"""Where a sum stands in a message, and so what it is the sum of: the words just after it, then before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from intents.lexicon import Lexicon, PhraseTable
from intents.numbers import number_at
from intents.tokens import Tokens

_FACTS = ("charges", "aide_logement", "ressources", "dette", "loyer")
OTHER = "other"
"""A sum said to be something else (a deposit, a bill, an overpayment): no fact of ours."""
_KINDS = (*_FACTS, OTHER)
_REACH = 5
"""How many words back a sum may be from the word that says what it is."""
_AFTER = 4
_LINKS = frozenset(
    {"de", "d", "le", "la", "of", "for", "the", "do", "da", "del", "за", "ل", "dyal", "pour", "en"}
)
"""Words that tie a sum to what follows it: «50 de charges», «600 le loyer»."""
_TO = frozenset({"a", "to", "до", "la", "الى"})
"""«De 500 à 620»: the second sum is the one that holds now."""
LEAST_BARE = 50
"""A number without currency below this is rarely a sum of money."""


@dataclass(frozen=True)
class AmountPlace:
    """Where a sum stands: its first token, and the one after it and its currency."""

    tokens: Tokens
    lexicons: Sequence[Lexicon]
    first: int
    stop: int
    money: bool

    def fact(self) -> str | None:
        """What the sum is: said right after it («50 de charges»), else just before, else a little after."""
        if self._per_month_owed():
            return "loyer"
        tied, before = self._tied(), self._before()
        kind = tied or before or (self._later() if self.money else None)
        if (tied, before) == ("loyer", "dette"):  # «je dois 1 200 euros de loyer»
            kind = before
        if kind == "dette" and self.each_month():
            return None
        return kind if kind in _FACTS and not self._refused() else None

    def _tied(self) -> str | None:
        if self.stop and self.tokens.breaks_after(self.stop - 1):
            return None
        words, index = self.tokens.words, self.stop
        linked = index < len(words) and words[index] in _LINKS
        hit = _kind_at(words, index + linked, self.lexicons)
        return hit[0] if hit and (linked or hit[1] > 1) else None

    def _before(self) -> str | None:
        words = self.tokens.words
        for end in range(self.first, max(self.first - _REACH, 0), -1):
            if end < self.first and (self._cut(end - 1) or self._another_sum(end)):
                return None
            hit = _kind_ending(words, end, self.lexicons)
            if hit:
                return None if self._gives_way() else hit[0]
        return None

    def _later(self) -> str | None:
        for start in range(self.stop, min(self.stop + _AFTER, len(self.tokens))):
            hit = _kind_at(self.tokens.words, start, self.lexicons)
            if hit:
                return hit[0]
            if self.tokens.breaks_after(start):
                return None
        return None

    def _cut(self, index: int) -> bool:
        return self.tokens.breaks_after(index) and ":" not in self.tokens.gap(index)

    def _another_sum(self, index: int) -> bool:
        """Whether a number between the word and this sum took the word for itself («loyer 650 avec 50»)."""
        number = self.tokens.items[index].number
        return number is not None and number >= LEAST_BARE and self.tokens.words[self.first - 1] not in _TO

    def _gives_way(self) -> bool:
        """«De 500 à 620 euros»: the first gives way to the second."""
        words, index = self.tokens.words, self.stop
        return (
            index + 1 < len(words) and words[index] in _TO and self.tokens.items[index + 1].number is not None
        )

    def _per_month_owed(self) -> bool:
        """«3 mois de 450»: as many times the rent."""
        words, before = self.tokens.words, self.first - 1
        if before < 2 or words[before] not in _LINKS:
            return False
        month = any((hit := lex.units.at(words, before - 1)) and hit[0] == "month" for lex in self.lexicons)
        return month and number_at(self.tokens, before - 2, self.lexicons) is not None

    def each_month(self) -> bool:
        """Whether it is a sum a month, and so what is paid or earned, never the whole debt."""
        return any(_table(lex, "per_month").at(self.tokens.words, self.stop) for lex in self.lexicons)

    def _refused(self) -> bool:
        """«Pas 500»: a sum that is set aside states nothing."""
        return is_refused(self.tokens, self.first, self.stop, self.lexicons)


def is_refused(tokens: Tokens, first: int, stop: int, lexicons: Sequence[Lexicon]) -> bool:
    """Whether a number is set aside: «pas 500», «500 değil»."""
    for lexicon in lexicons:
        table = lexicon.answers["not_that"]
        if lexicon.language == "tr":
            if table.at(tokens.words, stop):
                return True
        elif first and not tokens.breaks_after(first - 1) and table.ending_at(tokens.words, first):
            return True
    return False


def _kind_at(words: list[str], start: int, lexicons: Sequence[Lexicon]) -> tuple[str, int] | None:
    """The kind of sum the longest phrase at a word says, and its number of words."""
    return _longest((table.at(words, start), kind) for kind, table in _kinds(lexicons))


def _kind_ending(words: list[str], end: int, lexicons: Sequence[Lexicon]) -> tuple[str, int] | None:
    return _longest((table.ending_at(words, end), kind) for kind, table in _kinds(lexicons))


def _kinds(lexicons: Sequence[Lexicon]) -> Iterator[tuple[str, PhraseTable]]:
    return (
        (kind, lexicon.amounts[kind]) for lexicon in lexicons for kind in _KINDS if kind in lexicon.amounts
    )


def _longest(hits: Iterator[tuple[tuple[object, int] | None, str]]) -> tuple[str, int] | None:
    order = count()
    found = [(-hit[1], next(order), kind) for hit, kind in hits if hit]
    if not found:
        return None
    size, _place, kind = min(found)
    return kind, -size


def _table(lexicon: Lexicon, name: str) -> PhraseTable:
    return lexicon.amounts.get(name, _EMPTY)


_EMPTY = PhraseTable({}, 0, frozenset(), frozenset())
