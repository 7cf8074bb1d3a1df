"""The words of dates, numbers, amounts and answers in nine languages, read once from content and asked
often."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intents.normalise import fold

Phrase = tuple[str, ...]
UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True)
class PhraseTable:
    """Phrases of several words, found longest first at a position of a token list."""

    values: Mapping[Phrase, Any]
    longest: int
    first_words: frozenset[str]
    last_words: frozenset[str]

    def at(self, words: list[str], start: int) -> tuple[Any, int] | None:
        """The value of the longest phrase that begins at `start`, with its number of words."""
        if start >= len(words) or words[start] not in self.first_words:
            return None
        for size in range(min(self.longest, len(words) - start), 0, -1):
            found = self.values.get(tuple(words[start : start + size]), _MISSING)
            if found is not _MISSING:
                return found, size
        return None

    def ending_at(self, words: list[str], end: int) -> tuple[Any, int] | None:
        """The value of the longest phrase whose last word is just before `end`."""
        if not 0 < end <= len(words) or words[end - 1] not in self.last_words:
            return None
        for size in range(min(self.longest, end), 0, -1):
            found = self.values.get(tuple(words[end - size : end]), _MISSING)
            if found is not _MISSING:
                return found, size
        return None

    def all_in(self, words: list[str]) -> Iterator[tuple[Any, int, int]]:
        """Every value with its first and last-plus-one word, left to right, without overlap."""
        index = 0
        while index < len(words):
            hit = self.at(words, index)
            if hit is None:
                index += 1
            else:
                yield hit[0], index, index + hit[1]
                index += hit[1]


_MISSING = object()


def phrase_table(pairs: Mapping[str, Any]) -> PhraseTable:
    """A table whose phrases are written as plain text; a phrase that folds to nothing is left out."""
    values = {tuple(fold(text).split()): value for text, value in pairs.items() if fold(text)}
    longest = max(map(len, values), default=0)
    return PhraseTable(values, longest, frozenset(p[0] for p in values), frozenset(p[-1] for p in values))


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, each kind in a table of its own."""

    language: str
    months: PhraseTable
    weekdays: PhraseTable
    relative: PhraseTable
    units: PhraseTable
    duals: PhraseTable
    numbers: PhraseTable
    particles: Mapping[str, PhraseTable]
    amounts: Mapping[str, PhraseTable]
    counts: Mapping[str, PhraseTable]
    cues: PhraseTable
    answers: Mapping[str, PhraseTable]
    facts: PhraseTable


_PARTICLES = ("last", "next", "ago_before", "ago_after", "in_before", "in_after", "nearly", "day_before")


def lexicon_from(language: str, data: Mapping[str, Any]) -> Lexicon:
    """One language's lexicon from its parsed content file; missing sections are empty tables."""
    return Lexicon(
        language=language,
        months=_numbered(data.get("months", []), 1),
        weekdays=_numbered(data.get("weekdays", []), 0),
        relative=phrase_table({w: int(k) for k, words in data.get("relative", {}).items() for w in words}),
        units=_inverted(data.get("units", {})),
        duals=_inverted(data.get("duals", {})),
        numbers=phrase_table(data.get("numbers", {})),
        particles={name: _plain(data.get(name, [])) for name in _PARTICLES},
        amounts={name: _plain(words) for name, words in data.get("amounts", {}).items()},
        counts={name: _plain(words) for name, words in data.get("counts", {}).items()},
        cues=_inverted(data.get("cues", {})),
        answers={name: _plain(words) for name, words in data.get("answers", {}).items()},
        facts=_facts(data.get("facts", {})),
    )


def _numbered(names: list[list[str]], first: int) -> PhraseTable:
    return phrase_table({word: n for n, words in enumerate(names, first) for word in words})


def _inverted(groups: Mapping[str, list[str]]) -> PhraseTable:
    return phrase_table({word: name for name, words in groups.items() for word in words})


def _plain(words: list[str]) -> PhraseTable:
    return phrase_table(dict.fromkeys(words, True))


def _facts(groups: Mapping[str, Mapping[str, list[str]]]) -> PhraseTable:
    return phrase_table(
        {
            word: (fact, {"true": True, "false": False}.get(value, value))
            for fact, values in groups.items()
            for value, words in values.items()
            for word in words
        }
    )
