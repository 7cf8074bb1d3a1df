"""Danger first: phrases that say somebody is in danger now, in nine languages, at two levels.

`certain` brings the fixed screen, `possible` a gentle line before the answer. A figure of speech counts
only when it
holds the whole phrase; a denial, a time gone by or a professional's question makes a certain danger
possible, never nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from intents.disguise import SHORTEST_NEAR, nearby, readings
from intents.errors import ContentError, Problem
from intents.normalise import fold
from intents.patterns import Hit, PhraseTree
from intents.resources import LANGUAGES, read_table

Level = Literal["certain", "possible"]

KINDS = (
    "suicide",
    "urgence_medicale",
    "enfant_en_danger",
    "violences",
    "expulsion_illegale",
    "expulsion_imminente",
    "sans_abri_ce_soir",
)
"""Every crisis, the gravest first: with two of them in one message, the first is shown."""

_LEVELS: tuple[Level, ...] = ("certain", "possible")
_DENIAL_REACH = 3
_PAST_REACH = 8


@dataclass(frozen=True)
class Danger:
    """A danger seen in a message, and the words that showed it."""

    kind: str
    level: Level
    evidence: str


@dataclass(frozen=True)
class _Mark:
    """What a phrase of the content means: a danger, a figure of speech, a denial, a time gone by or a
    professional's voice."""

    role: str
    kind: str = ""
    level: Level = "possible"


class SafetyNet:
    """The phrases of the content, ready; asked from several threads at once."""

    def __init__(self, tree: PhraseTree, spelling: Mapping[str, str]) -> None:
        tree.seal()
        self._tree = tree
        self._spelling = spelling
        self._vocabulary = frozenset(tree.vocabulary)
        self._near = nearby(self._vocabulary)

    def trust(self, ordinary: Iterable[str]) -> None:
        """Words that are no misspelling of a danger word, however near («maladie», «malaise»)."""
        self._vocabulary = self._vocabulary | frozenset(
            word for word in ordinary if len(word) >= SHORTEST_NEAR
        )

    def dangers(self, text: str) -> tuple[Danger, ...]:
        """Every kind of danger read in the text, the gravest first; the strongest level of each kind."""
        found: dict[str, Danger] = {}
        for words in readings(text, self._spelling, self._vocabulary, self._near):
            for danger in self._read(words):
                found[danger.kind] = strongest(found.get(danger.kind), danger)
        return tuple(sorted(found.values(), key=rank))

    def danger(self, text: str) -> Danger | None:
        """The danger to answer first, or None."""
        return next(iter(self.dangers(text)), None)

    def is_professional(self, text: str) -> bool:
        """Whether a worker or a student seems to be asking in general."""
        words = fold(text, self._spelling).split()
        return any(hit.value.role == "professional" for hit in self._tree.find(words))

    def _read(self, words: list[str]) -> Iterable[Danger]:
        hits = list(self._tree.find(words))
        figures = [hit for hit in hits if hit.value.role == "figure"]
        softeners = [hit for hit in hits if hit.value.role in ("denial", "past", "professional")]
        for hit in hits:
            if hit.value.role == "danger" and not any(
                f.first <= hit.first and hit.stop <= f.stop for f in figures
            ):
                evidence = " ".join(words[hit.first : hit.stop])
                yield Danger(hit.value.kind, _level(hit, softeners), evidence)


def _level(hit: Hit, softeners: list[Hit]) -> Level:
    if any(_softens(softener, hit) for softener in softeners):
        return "possible"
    level: Level = hit.value.level
    return level


def _softens(softener: Hit, hit: Hit) -> bool:
    """A professional's voice anywhere, a time gone by near the phrase, or a denial just before it."""
    if softener.value.role == "professional":
        return True
    if softener.value.role == "past":
        return hit.first - _PAST_REACH <= softener.stop and softener.first <= hit.stop + _PAST_REACH
    return hit.first - _DENIAL_REACH < softener.stop <= hit.first + 1 and softener.first < hit.first


def strongest(first: Danger | None, second: Danger) -> Danger:
    """The danger with the higher level; the first one on a tie."""
    return second if first is None or (second.level, first.level) == ("certain", "possible") else first


def rank(danger: Danger) -> tuple[int, int]:
    """Sorting key: certain before possible, then the gravest kind."""
    return (_LEVELS.index(danger.level), KINDS.index(danger.kind))


def read_safety(root: Path, spelling: Mapping[str, str], problems: list[Problem]) -> SafetyNet:
    """The safety net of a content folder; every faulty phrase adds a problem."""
    tree = PhraseTree()
    for kind in KINDS:
        path = root / "safety" / f"{kind}.toml"
        if not path.exists():
            problems.append(
                Problem(path.name, "-", "absent", "chaque danger a besoin de son fichier de phrases")
            )
            continue
        _add_kind(tree, kind, path, spelling, problems)
    contexts = root / "safety" / "contexts.toml"
    for role, phrases in _sections(
        read_table(contexts, problems), ("figure", "denial", "past", "professional"), contexts, problems
    ):
        _add(tree, phrases, _Mark(role), contexts, spelling, problems)
    return SafetyNet(tree, spelling)


def _add_kind(
    tree: PhraseTree, kind: str, path: Path, spelling: Mapping[str, str], problems: list[Problem]
) -> None:
    for key, phrases in _sections(read_table(path, problems), (*_LEVELS, "figure"), path, problems):
        level: Level = "certain" if key == "certain" else "possible"
        mark = _Mark("figure") if key == "figure" else _Mark("danger", kind, level)
        _add(tree, phrases, mark, path, spelling, problems)


def _sections(
    table: Mapping[str, Any], allowed: tuple[str, ...], path: Path, problems: list[Problem]
) -> Iterable[tuple[str, list[str]]]:
    for language, groups in table.items():
        if language not in LANGUAGES or not isinstance(groups, dict):
            problems.append(
                Problem(path.name, language, language, f"langue inconnue ; langues : {', '.join(LANGUAGES)}")
            )
            continue
        for key, phrases in groups.items():
            if key in allowed and isinstance(phrases, list):
                yield key, phrases
            else:
                message = f"clé inconnue ; clés possibles : {', '.join(allowed)}"
                problems.append(Problem(path.name, f"{language}.{key}", key, message))


def _add(
    tree: PhraseTree,
    phrases: list[str],
    mark: _Mark,
    path: Path,
    spelling: Mapping[str, str],
    problems: list[Problem],
) -> None:
    for phrase in phrases:
        try:
            tree.add(phrase, mark, spelling)
        except (ValueError, AttributeError) as error:
            problems.append(Problem(path.name, mark.role, str(phrase), f"phrase illisible : {error}"))


def require(problems: list[Problem]) -> None:
    """Raise ContentError with every problem, if there is any."""
    if any(problem.severity == "error" for problem in problems):
        raise ContentError(tuple(problems))
