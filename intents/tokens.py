"""A message cut into words that know where they stand in the cleaned text."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from intents.normalise import fold_cleaned

_PIECE = re.compile(r"\d+|[^\W\d_]+(?:\d[^\W\d_]*)*")
_BREAK = re.compile(r"[.!?;:,()\n]")


@dataclass(frozen=True)
class Token:
    """One folded word, and the span of the cleaned text it comes from."""

    word: str
    start: int
    end: int

    @property
    def number(self) -> int | None:
        """The value of a token written in digits (at most nine of them)."""
        return int(self.word) if self.word.isdecimal() and len(self.word) <= 9 else None


@dataclass(frozen=True)
class Tokens:
    """All the tokens of a cleaned text."""

    text: str
    items: tuple[Token, ...]

    @cached_property
    def words(self) -> list[str]:
        return [token.word for token in self.items]

    def __len__(self) -> int:
        return len(self.items)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Character span of tokens first … stop-1."""
        return self.items[first].start, self.items[stop - 1].end

    def at_char(self, position: int) -> int:
        """Index of the first token that ends after a character position."""
        return bisect_right(self.ends, position)

    @cached_property
    def ends(self) -> list[int]:
        """Where each token ends, in order."""
        return [token.end for token in self.items]

    def gap(self, index: int) -> str:
        """What stands between token `index` and the next one."""
        if index + 1 >= len(self.items):
            return self.text[self.items[index].end :]
        return self.text[self.items[index].end : self.items[index + 1].start]

    @cached_property
    def closed(self) -> list[bool]:
        """For each token, whether a sentence ends after it."""
        return [any(mark in self.gap(index) for mark in ".!?;") for index in range(len(self.items))]

    def breaks_after(self, index: int) -> bool:
        """Whether a clause ends after this token."""
        return bool(_BREAK.search(self.gap(index)))


def tokenise(cleaned: str, spelling: Mapping[str, str] | None = None) -> Tokens:
    """Cut an already cleaned text; digits and letters stuck together («3mois») are separated."""
    items: list[Token] = []
    for match in _PIECE.finditer(cleaned):
        items.extend(
            Token(word, match.start(), match.end()) for word in fold_cleaned(match.group(), spelling).split()
        )
    return Tokens(cleaned, tuple(items))
