"""The second level: which question under a fiche is asked, with the open fiche and stage as context.

The questions belong to the fiches and come in as data; nothing is trained, so a new question works at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from intents.normalise import fold

_LETTERS, _WORDS = 0.4, 0.6
_SAME_FICHE, _SAME_STAGE, _SAME_INTENT = 0.30, 0.05, 0.10
LEAST = 0.55
"""Score below which no question is recognised."""
_CLOSE = 0.04

Vector = Mapping[str, float]


@dataclass(frozen=True)
class AskedQuestion:
    """A question written under a fiche, in the ways people ask it."""

    id: str
    fiche: str
    asks: tuple[str, ...]
    stage: str | None = None


@dataclass(frozen=True)
class QuestionMatch:
    """The question recognised, its fiche, how near it is (0 to 1), and whether another is as near."""

    id: str
    fiche: str
    score: float
    ambiguous: bool


@dataclass(frozen=True)
class _Ask:
    question: AskedQuestion
    folded: str
    vector: Vector
    norm: float


class QuestionFinder:
    """All the questions of a library, ready; safe to ask from several threads."""

    def __init__(self, questions: Iterable[AskedQuestion], spelling: Mapping[str, str]) -> None:
        self._spelling = spelling
        kept = [(question, fold(ask, spelling)) for question in questions for ask in question.asks]
        self._rarity = _rarity([folded for _question, folded in kept])
        self._asks = [_Ask(question, folded, *self._vector(folded)) for question, folded in kept]

    def find(
        self, text: str, *, fiche: str | None = None, stage: str | None = None, intent: str | None = None
    ) -> QuestionMatch | None:
        """The question a message asks, or None. The open fiche, the open stage and the intent weigh in."""
        folded = fold(text, self._spelling)
        if not folded or not self._asks:
            return None
        vector, norm = self._vector(folded)
        best: dict[tuple[str, str], float] = {}
        for ask in self._asks:
            key = (ask.question.fiche, ask.question.id)
            score = self._nearness(folded, vector, norm, ask) + _prior(ask.question, fiche, stage, intent)
            best[key] = max(best.get(key, 0.0), score)
        return _chosen(best)

    def _nearness(self, folded: str, vector: Vector, norm: float, ask: _Ask) -> float:
        shared = sum(weight * ask.vector.get(word, 0.0) for word, weight in vector.items())
        words = shared / (norm * ask.norm) if norm and ask.norm else 0.0
        return _WORDS * words + _LETTERS * fuzz.token_sort_ratio(folded, ask.folded) / 100

    def _vector(self, folded: str) -> tuple[Vector, float]:
        weights = {word: self._rarity.get(word, self._rarity[""]) for word in set(folded.split())}
        values: NDArray[np.float64] = np.array(list(weights.values()) or [0.0])
        return weights, float(np.linalg.norm(values))


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    """Weight of each word: rare ones tell questions apart. The empty word stands for those never seen."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(text.split()):
            counts[word] = counts.get(word, 0) + 1
    total = len(texts) + 1
    return {"": float(np.log(total) + 1)} | {
        word: float(np.log(total / n) + 0.2) for word, n in counts.items()
    }


def _prior(question: AskedQuestion, fiche: str | None, stage: str | None, intent: str | None) -> float:
    same_fiche = _SAME_FICHE if fiche is not None and question.fiche == fiche else 0.0
    same_stage = _SAME_STAGE if stage is not None and stage in (question.stage, question.fiche) else 0.0
    return (
        same_fiche + same_stage + (_SAME_INTENT if intent is not None and question.fiche == intent else 0.0)
    )


def _chosen(scores: Mapping[tuple[str, str], float]) -> QuestionMatch | None:
    ranking = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    (fiche, name), score = ranking[0]
    if score < LEAST:
        return None
    ambiguous = len(ranking) > 1 and score - ranking[1][1] < _CLOSE
    return QuestionMatch(name, fiche, round(min(score, 1.0), 4), ambiguous)
