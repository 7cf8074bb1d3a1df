"""What words stand for in a question, in nine languages: «c'est gratuit ?», «ça coûte ?» and «how much?» ask
the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intents.normalise import fold

MARK = "§"
"""Before the name of a concept, so that it is never taken for a word."""


@dataclass(frozen=True)
class Concepts:
    """The phrases of `content/concepts.toml`, ready."""

    names: Mapping[tuple[str, ...], frozenset[str]]
    longest: int

    def named(self, folded: str) -> frozenset[str]:
        """Every concept that a folded text names, marked."""
        words = folded.split()
        found: set[str] = set()
        for start in range(len(words)):
            for size in range(1, min(self.longest, len(words) - start) + 1):
                found |= self.names.get(tuple(words[start : start + size]), frozenset())
        return frozenset(found)


def concepts_from(data: Mapping[str, Any], spelling: Mapping[str, str]) -> Concepts:
    """The concepts of a parsed content file: a list of phrases under each name."""
    names: dict[tuple[str, ...], frozenset[str]] = {}
    for name, phrases in data.items():
        for phrase in phrases:
            for words in {tuple(fold(phrase).split()), tuple(fold(phrase, spelling).split())}:
                names[words] = names.get(words, frozenset()) | {MARK + name}
    return Concepts(names, max(map(len, names), default=0))
