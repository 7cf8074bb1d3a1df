"""Who lives in the home: how many people and how many children, as a message says it.

Prudent on purpose: a son who lends his sofa is no child at home, so a lone «mon fils» counts only with an
age or beside «seule avec». Somebody whose household is not said is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intents.lexicon import Lexicon, PhraseTable
from intents.numbers import is_article, number_at
from intents.tokens import Tokens

_MOST = 20
_OLDEST_CHILD = 20
_BETWEEN_NOUN_AND_AGE = 3
_BETWEEN_ALONE_AND_CHILD = 4
_EMPTY = PhraseTable({}, 0, frozenset(), frozenset())


@dataclass(frozen=True)
class Household:
    """How many people, and how many children among them; None where it is not said."""

    people: int | None = None
    children: int | None = None


def household(tokens: Tokens, lexicons: Sequence[Lexicon]) -> Household:
    """The people a message counts («on est 5», «seule avec mon fils», «3 enfants dont un bébé»)."""
    reader = _Reader(tokens, tuple(lexicons))
    children = reader.children()
    people = reader.people()
    if people is None:
        people = reader.adults_and(children)
    return Household(people, children)


@dataclass(frozen=True)
class _Reader:
    tokens: Tokens
    lexicons: tuple[Lexicon, ...]

    def children(self) -> int | None:
        """Children counted, else those whose age is said, else the one a person is alone with, else none."""
        return (
            self._counted() or self._aged() or self._alone_with() or (0 if self._has("no_children") else None)
        )

    def people(self) -> int | None:
        """«On est 5», «five of us», «beş kişiyiz»."""
        for index in range(len(self.tokens)):
            number = number_at(self.tokens, index, self.lexicons)
            if number is None or not 1 < number[0] <= _MOST or self._follows_number(index):
                continue
            if self._ends("we_are", index) and not self._counts_else(index + number[1]):
                return number[0]
            if self._at("of_us", index + number[1]):
                return number[0]
        return None

    def adults_and(self, children: int | None) -> int | None:
        """One adult or a couple, with the children said."""
        if self._has("alone_with"):
            return 1 + children if children else None
        if children is not None and self._has("couple"):
            return 2 + children
        return 1 if children in (None, 0) and self._has("alone") else None

    def _counted(self) -> int:
        """«2 enfants», «un bébé et 3 gosses», summed; «dont un bébé» is already among them."""
        found = index = 0
        while index < len(self.tokens) and not (found and self._at("among", index)):
            step = self._children_at(index)
            found += step[0] if step else 0
            index += step[1] if step else 1
        return found

    def _children_at(self, index: int) -> tuple[int, int] | None:
        for lexicon in self.lexicons:
            number = number_at(self.tokens, index, (lexicon,))
            if number is None or not 0 < number[0] <= _MOST:
                continue
            for skipped in (0, 1) if self._skippable(index + number[1]) else (0,):
                child = lexicon.counts["children"].at(self.tokens.words, index + number[1] + skipped)
                if child is not None:
                    return number[0], number[1] + skipped + child[1]
        return None

    def _skippable(self, index: int) -> bool:
        """One word may stand before the children («3 jeunes enfants»), but no other number nor sentence."""
        return (
            index < len(self.tokens)
            and not self.tokens.breaks_after(index - 1)
            and number_at(self.tokens, index, self.lexicons) is None
        )

    def _aged(self) -> int:
        """«Mon fils a 12 ans et ma fille 8»: one for each age of a child."""
        found, index = 0, 0
        while index < len(self.tokens):
            stop = self._child_with_age(index)
            found += stop is not None
            index = stop or index + 1
        return found

    def _child_with_age(self, index: int) -> int | None:
        size = self._at("child", index)
        if not size:
            return None
        for at in range(index + size, min(index + size + _BETWEEN_NOUN_AND_AGE, len(self.tokens))):
            number = number_at(self.tokens, at, self.lexicons)
            if number is not None and not is_article(self.tokens.words[at]):
                stop = at + number[1]
                aged = at == index + size or self._is_year(stop)
                return (
                    stop if aged and number[0] <= _OLDEST_CHILD and not self._at("children", stop) else None
                )
        return None

    def _is_year(self, index: int) -> bool:
        hits = (lexicon.units.at(self.tokens.words, index) for lexicon in self.lexicons)
        return any(hit and hit[0] in ("year", "month") for hit in hits)

    def _alone_with(self) -> int:
        for index in range(len(self.tokens)):
            size = self._at("alone_with", index)
            if not size:
                continue
            reach = range(index + size, min(index + size + _BETWEEN_ALONE_AND_CHILD, len(self.tokens)))
            before = range(max(0, index - 2), index)
            if any(self._at("child", at) for at in (*reach, *before)):
                return 1
        return 0

    def _counts_else(self, index: int) -> bool:
        """«On est 3 semaines après», «on est 12 novembre»: no people."""
        words = self.tokens.words
        return any(
            table.at(words, index)
            for lexicon in self.lexicons
            for table in (lexicon.units, lexicon.months, lexicon.amounts["currency"])
        )

    def _follows_number(self, index: int) -> bool:
        return index > 0 and self.tokens.items[index - 1].number is not None

    def _has(self, name: str) -> bool:
        return any(self._at(name, index) for index in range(len(self.tokens)))

    def _at(self, name: str, index: int) -> int:
        hits = (lexicon.counts.get(name, _EMPTY).at(self.tokens.words, index) for lexicon in self.lexicons)
        return max((hit[1] for hit in hits if hit), default=0)

    def _ends(self, name: str, index: int) -> bool:
        return any(
            lexicon.counts.get(name, _EMPTY).ending_at(self.tokens.words, index) for lexicon in self.lexicons
        )
