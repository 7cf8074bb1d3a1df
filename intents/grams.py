"""Pieces of words and words of a folded text, weighted by their rarity: what a linear model reads
besides the meaning."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

_SHORTEST, _LONGEST = 2, 5


def pieces(folded: str) -> Iterator[str]:
    """Sequences of 2 to 5 characters inside words, word ends marked by a space; then words and pairs,
    after «=»."""
    words = folded.split()
    for word in words:
        yield from _inside(word)
    yield from _pairs(words)


def _inside(word: str) -> Iterator[str]:
    padded = f" {word} "
    for size in range(_SHORTEST, _LONGEST + 1):
        yield from (padded[i : i + size] for i in range(max(1, len(padded) - size + 1)))
    yield f"={word}"


def _pairs(words: list[str]) -> Iterator[str]:
    yield from (f"={first} {second}" for first, second in zip(words, words[1:], strict=False))


@dataclass(frozen=True)
class Grams:
    """A vocabulary with the weight of each piece, and the weight of whole words against pieces."""

    index: Mapping[str, int]
    rarity: NDArray[np.float32]
    _spelt: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _is_word(self) -> NDArray[np.bool_]:
        return np.fromiter((piece[0] == "=" for piece in self.index), dtype=bool, count=len(self.index))

    def row(self, folded: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Columns and values of a text: letters and words each of length one; empty when nothing is
        known."""
        words = folded.split()
        found = [column for word in words for column in self._columns(word)]
        found.extend(self.index[pair] for pair in _pairs(words) if pair in self.index)
        columns, counts = np.unique(np.array(found, dtype=np.intp), return_counts=True)
        values = (1 + np.log(counts)).astype(np.float32) * self.rarity[columns]
        is_word = self._is_word[columns]
        for part in (is_word, ~is_word):
            norm = float(np.linalg.norm(values[part]))
            if norm:
                values[part] /= norm
        return columns, values

    def _columns(self, word: str) -> tuple[int, ...]:
        """The columns of the pieces of a word; kept for words of the examples, never for a person's own."""
        known = self._spelt.get(word)
        if known is None:
            known = tuple(self.index[piece] for piece in _inside(word) if piece in self.index)
            if f"={word}" in self.index:
                self._spelt[word] = known
        return known


def learn(texts: Iterable[str], least: int, most: int) -> Grams:
    """The vocabulary of folded texts: pieces seen in at least `least` texts, the `most` commonest, in
    stable order."""
    seen: Counter[str] = Counter()
    total = 0
    for text in texts:
        seen.update(set(pieces(text)))
        total += 1
    kept = sorted(((n, p) for p, n in seen.items() if n >= least), key=lambda item: (-item[0], item[1]))[
        :most
    ]
    names = sorted(piece for _n, piece in kept)
    rarity = np.array([log((1 + total) / (1 + seen[piece])) + 1 for piece in names], dtype=np.float32)
    return Grams({piece: column for column, piece in enumerate(names)}, rarity)
