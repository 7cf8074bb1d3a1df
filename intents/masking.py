"""What is left of a message before it is kept: only words that everybody writes to us, and no name, number
or place.

A list of what to hide is never complete, so it works the other way round: a word stays only if it is known
already, in two of our examples at least or in plain prose of ours, and never only with a capital. An unknown
word is `[mot]`: a rare one, a surname, a street, a misspelt town are all unknown. Then the known words that
may still point at somebody go too: figures, dates, what stands after «je m'appelle» or «madame», around
«rue», the given names that are also words («Claire»), and the names that the caller knows. When in doubt, it
is hidden: the colleague who accepts a phrase writes it again in full.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from intents.catalogue import Catalogue
from intents.normalise import clean, fold

LONGEST = 240
"""Characters kept of a message."""
WORD, NUMBER, NAME, PLACE, LINK, DAY = "[mot]", "[nombre]", "[nom]", "[lieu]", "[adresse]", "[date]"
MASKS = (WORD, NUMBER, NAME, PLACE, LINK, DAY)
_IN_EXAMPLES = 2
_COMMON, _EVERYWHERE = 15, 100
"""Examples a word must be in to be certainly no name («maison»), and no day either («mon» is no Monday)."""
_LEAST_WORDS, _LEAST_SHARE = 2, 0.4
_AFTER_NAME, _AFTER_TITLE = 3, 1
_BEFORE_STREET, _AFTER_STREET = 2, 4
_LINKED = re.compile(r"@|://|www\.|\w\.\w{2,}")
_ENDS = ".!?;:…\n"
_EDGES = re.compile(r"^\W+|\W+$")
_ACRONYM = 7


@dataclass(frozen=True)
class _Chunk:
    """A run of a message without space: as written, its folded words, and whether a sentence begins there."""

    text: str
    words: tuple[str, ...]
    opens: bool

    @property
    def bare(self) -> str:
        return _EDGES.sub("", self.text)

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital that the sentence does not explain."""
        return self.bare[:1].isupper() and not self.opens


class Masker:
    """Hides what could point at a person. `prose`: texts of ours besides the examples."""

    def __init__(self, catalogue: Catalogue, prose: Iterable[str] = ()) -> None:
        self._catalogue = catalogue
        self._prose = tuple(prose)

    def masked(self, text: str, names: Iterable[str] = ()) -> str | None:
        """The message with its rare words, names, figures and places hidden, cut at 240 characters; None
        when too little is left to learn from. `names` are known ones (the person, the communes)."""
        chunks = _chunks(_cut(clean(text)))
        hidden = self._hidden(chunks, {word for name in names for word in fold(name).split()})
        kept = [mask or chunk.text for chunk, mask in zip(chunks, hidden, strict=True)]
        words = sum(mask is None for mask in hidden)
        if words < _LEAST_WORDS or words < _LEAST_SHARE * len(chunks):
            return None
        return " ".join(word for index, word in enumerate(kept) if not index or word != kept[index - 1])

    def without(self, masked: str, names: Iterable[str]) -> str:
        """An already masked message without these names."""
        unwanted = {word for name in names for word in fold(name).split() if len(word) > 1}
        return " ".join(
            NAME if piece not in MASKS and unwanted & set(fold(piece).split()) else piece
            for piece in masked.split()
        )

    def _hidden(self, chunks: Sequence[_Chunk], names: set[str]) -> list[str | None]:
        hidden = [self._alone(chunk, names) for chunk in chunks]
        shouting = sum(chunk.bare.isupper() for chunk in chunks) > len(chunks) / 2
        for index, chunk in enumerate(chunks):
            if chunk.capital and not shouting and not self._is_acronym(chunk):
                hidden[index] = hidden[index] or NAME
        words = [word for chunk in chunks for word in chunk.words]
        owner = [index for index, chunk in enumerate(chunks) for _word in chunk.words]
        for first, stop, kind in self._places(words):
            reach = self._reach(kind, owner[first], owner[stop - 1], len(chunks))
            for index in reach:
                if kind == "announce" or not self._common(chunks[index]):
                    hidden[index] = hidden[index] or (PLACE if kind == "street" else NAME)
        return hidden

    def _alone(self, chunk: _Chunk, names: set[str]) -> str | None:
        """What hides a run of letters by itself, whatever stands around it."""
        words = set(chunk.words)
        if any(letter.isdigit() for letter in chunk.text):
            return NUMBER
        if _LINKED.search(chunk.text):
            return LINK
        if words & names or words & self._names:
            return NAME
        if words & self._days:
            return DAY
        if words & self._figures:
            return NUMBER
        return None if words and words <= self._known else WORD if words else None

    def _places(self, words: list[str]) -> Iterable[tuple[int, int, str]]:
        for first in range(len(words)):
            for size in range(1, 5):
                kind = self._openings.get(tuple(words[first : first + size]))
                if kind and len(words[first : first + size]) == size:
                    yield first, first + size, kind

    def _reach(self, kind: str, first: int, last: int, count: int) -> Iterable[int]:
        if kind == "street":
            before = range(max(0, first - _BEFORE_STREET), first)
            return (*before, *range(last + 1, min(count, last + 1 + _AFTER_STREET)))
        most = _AFTER_NAME if kind == "announce" else _AFTER_TITLE
        return range(last + 1, min(count, last + 1 + most))

    def _common(self, chunk: _Chunk) -> bool:
        return all(self._counts[word] >= _COMMON for word in chunk.words)

    def _is_acronym(self, chunk: _Chunk) -> bool:
        """«CAF», «FSL»: capitals that our own texts write so."""
        return all(word in self._acronyms for word in chunk.words)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        crises = (
            text for groups in self._catalogue.crises.values() for some in groups.values() for text in some
        )
        return (*(text for _language, _intent, text in self._catalogue.lines()), *crises)

    @cached_property
    def _counts(self) -> Counter[str]:
        """In how many examples each word stands."""
        return Counter(
            word
            for text in self._texts
            for word in {word for piece in text.split() for word in _words(piece)}
        )

    @cached_property
    def _known(self) -> frozenset[str]:
        """Words of two examples or of our prose, seen once at least without a capital of their own."""
        plain = {word for text in self._texts for word in _plain_words(text)}
        often = {word for word in plain if self._counts[word] >= _IN_EXAMPLES}
        prose = {word for text in self._prose for word in _plain_words(text)}
        return frozenset(often | prose | self._acronyms)

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        pieces = {
            piece
            for text in (*self._texts, *self._prose)
            if not text.isupper()
            for piece in text.split()
            if piece.isupper()
        }
        bare = (_EDGES.sub("", piece) for piece in pieces)
        return frozenset(
            word for piece in bare if piece.isalpha() and 1 < len(piece) < _ACRONYM for word in _words(piece)
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(fold(name) for name in self._catalogue.masks.get("names", ()))

    @cached_property
    def _openings(self) -> dict[tuple[str, ...], str]:
        kinds = ("title", "street", "announce")
        return {
            tuple(fold(phrase).split()): kind
            for kind in kinds
            for phrase in self._catalogue.masks.get(kind, ())
        }

    @cached_property
    def _days(self) -> frozenset[str]:
        tables = [table for lex in self._catalogue.lexicons.values() for table in (lex.months, lex.weekdays)]
        words = {word for table in tables for phrase in table.values for word in phrase if len(word) > 2}
        return frozenset(word for word in words if self._counts[word] < _EVERYWHERE)

    @cached_property
    def _figures(self) -> frozenset[str]:
        """Numbers in words above ten: a sum or a phone said aloud. «Deux enfants» may stay."""
        return frozenset(
            word
            for lexicon in self._catalogue.lexicons.values()
            for phrase, value in lexicon.numbers.values.items()
            if value > 10
            for word in phrase
        )


def _cut(text: str) -> str:
    """At most 240 characters, whole words."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST + 1].rpartition(" ")[0] or text[:LONGEST]


@lru_cache(maxsize=20_000)
def _words(piece: str) -> tuple[str, ...]:
    return tuple(fold(piece).split())


def _chunks(text: str) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    opens = True
    for piece in text.split():
        chunks.append(_Chunk(piece, _words(piece), opens))
        opens = piece[-1] in _ENDS
    return chunks


def _plain_words(text: str) -> Iterable[str]:
    """The words of a text of ours that carry no capital, or only the one that opens a sentence."""
    for piece in text.split():
        if not _EDGES.sub("", piece)[:1].isupper():
            yield from _words(piece)
