"""Words that decide by themselves: an act named in full, a bare fact, a follow-up without a subject of
its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from intents.errors import Problem
from intents.normalise import fold_cleaned
from intents.patterns import PhraseTree
from intents.windows import sentences

_FOLLOW_UP_WORDS = 7
_QUESTION_MARKS = frozenset("?؟")
_PART_WORDS = 4
"""Words below which a part says too little to have a subject of its own."""


@dataclass(frozen=True)
class _Phrases:
    tree: PhraseTree

    def whole(self, words: list[str]) -> bool:
        """Whether one phrase is the whole message."""
        return any(hit.stop == len(words) for hit in self.tree.opening(words))

    def anywhere(self, words: list[str]) -> bool:
        """Whether one of the phrases is in the message."""
        return any(True for _ in self.tree.find(words))

    def opening(self, words: list[str]) -> bool:
        """Whether the message begins with one of the phrases."""
        return any(True for _ in self.tree.opening(words))


class Acts:
    """The phrases of `content/acts.toml`, ready."""

    def __init__(self, data: Mapping[str, Any], spelling: Mapping[str, str], problems: list[Problem]) -> None:
        self._spelling = spelling
        self._named = _tree(
            [(phrase, intent) for intent, phrases in data.get("acts", {}).items() for phrase in phrases],
            spelling,
            problems,
        )
        self._leave = _listed(data, "orders", "leave", spelling, problems)
        self._pay = _listed(data, "orders", "pay", spelling, problems)
        self._denied = _listed(data, "denied", "words", spelling, problems)
        self._elsewhere = _listed(data, "elsewhere", "words", spelling, problems)
        self._facts = _listed(data, "facts_only", "whole", spelling, problems)
        self._places = _listed(data, "facts_only", "with_place", spelling, problems)
        self._follow_up = _listed(data, "follow_up", "openings", spelling, problems)
        self._asks = _listed(data, "asks", "words", spelling, problems)
        self._joins = _listed(data, "parts", "joins", spelling, problems)
        self.in_passing = frozenset(map(str, data.get("parts", {}).get("in_passing", ())))
        """Subjects often told on the way to another one, and seldom asked besides it."""
        self._roles = {
            role: _tree([(phrase, role) for phrase in phrases], spelling, problems)
            for role, phrases in data.get("roles", {}).items()
        }

    def words(self, cleaned: str) -> list[str]:
        """The folded words of a cleaned message, as the questions below take them."""
        return fold_cleaned(cleaned, self._spelling).split()

    def role(self, words: list[str]) -> str | None:
        """Who writes (worker, landlord, relative, hosted), when the message says so; None otherwise."""
        return next(
            (r for r, phrases in self._roles.items() if any(True for _ in phrases.tree.find(words))), None
        )

    def named(self, words: list[str]) -> str | None:
        """The one act that a message names as received; None when it names none, several, or denies it."""
        if self._elsewhere.anywhere(words):
            return None
        found = {hit.value for hit in self._named.tree.find(words) if not self._is_denied(words[: hit.first])}
        return str(found.pop()) if len(found) == 1 else None

    def only_leaves(self, words: list[str]) -> bool:
        """Whether a message speaks of leaving a home and not at all of paying."""
        return self._leave.anywhere(words) and not self._pay.anywhere(words)

    def is_bare_fact(self, words: list[str], has_place: bool) -> bool:
        """Whether a message only states a place, a date or a sum, and so means nothing more."""
        return bool(words) and (self._facts.whole(words) or (has_place and self._places.whole(words)))

    def parts(self, cleaned: str) -> list[str]:
        """The parts of a message, folded: its sentences, cut again where a word opens another thought."""
        parts: list[list[str]] = []
        for sentence in sentences(cleaned):
            words = self.words(sentence)
            opened = {hit.first for hit in self._joins.tree.find(words)}
            cuts = [0, *sorted(cut for cut in opened if cut), len(words)]
            parts.extend(words[start:stop] for start, stop in pairwise(cuts))
        return [" ".join(part) for part in parts if len(part) >= _PART_WORDS]

    def asks(self, cleaned: str, words: list[str]) -> bool:
        """Whether an answer is expected: a question mark, or a word that asks."""
        return not _QUESTION_MARKS.isdisjoint(cleaned) or self._asks.anywhere(words)

    def is_follow_up(self, words: list[str]) -> bool:
        """Whether a short message goes on with what is being talked about («et ça coûte ?», «et après
        ?»)."""
        return 0 < len(words) <= _FOLLOW_UP_WORDS and self._follow_up.opening(words)

    def _is_denied(self, before: list[str]) -> bool:
        recent = before[-4:]
        return any(hit.stop >= len(recent) - 2 for hit in self._denied.tree.find(recent))


def _listed(
    data: Mapping[str, Any], section: str, key: str, spelling: Mapping[str, str], problems: list[Problem]
) -> _Phrases:
    return _tree([(phrase, True) for phrase in data.get(section, {}).get(key, [])], spelling, problems)


def _tree(pairs: list[tuple[str, Any]], spelling: Mapping[str, str], problems: list[Problem]) -> _Phrases:
    tree = PhraseTree()
    for phrase, value in pairs:
        try:
            tree.add(phrase, value, spelling)
        except ValueError as error:
            problems.append(Problem("acts.toml", str(value), phrase, f"phrase illisible : {error}"))
    tree.seal()
    return _Phrases(tree)
