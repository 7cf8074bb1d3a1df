"""The second level: which question under a fiche is asked, with the open fiche and stage as context.

The questions belong to the fiches and come in as data; nothing is trained, so a new question works at once.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from intents.concepts import MARK, Concepts
from intents.normalise import fold

_LETTERS, _WORDS = 0.4, 0.6
_SAME_FICHE, _SAME_STAGE, _SAME_INTENT = 0.30, 0.05, 0.10
_OPEN_FIRST = 0.15
"""How much further the open fiche's questions go before the others in the ranking, once near enough."""
LEAST = 0.55
"""Score below which no question is recognised."""
_CLOSE = 0.04
_FOLLOWING, _FOLLOWING_BLINDLY = 0.50, 0.70
"""The same for a message that goes on with the open fiche: only its own questions are looked at."""
_NEAR_ENOUGH = 0.8
_CONCEPT = 2.0
_STRANGE = 0.5
"""Weight of what a word stands for, and of a word no question has («Metz»), beside an ordinary word."""
NOTHING = Concepts({}, 0)

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
    in_order: str
    words: "_Words"
    meaning: "_Words"


@dataclass(frozen=True)
class _Words:
    """Weighted words of a text, and the length of that vector."""

    weights: Vector
    norm: float

    def nearness(self, other: "_Words") -> float:
        """Cosine, 0 to 1."""
        shared = sum(weight * other.weights.get(word, 0.0) for word, weight in self.weights.items())
        return shared / (self.norm * other.norm) if self.norm and other.norm else 0.0


class QuestionFinder:
    """All the questions of a library, ready; safe to ask from several threads."""

    def __init__(
        self,
        questions: Iterable[AskedQuestion],
        spelling: Mapping[str, str],
        concepts: Concepts = NOTHING,
    ) -> None:
        self._spelling = spelling
        self._concepts = concepts
        kept = [(question, fold(ask, spelling)) for question in questions for ask in question.asks]
        self._rarity = _rarity([self._features(folded) for _question, folded in kept])
        self._asks = [self._ask(question, folded) for question, folded in kept]

    def find(
        self,
        text: str,
        *,
        fiche: str | None = None,
        stage: str | None = None,
        intent: str | None = None,
        follow_up: bool = False,
    ) -> QuestionMatch | None:
        """The question a message asks, or None. The open fiche, the open stage and the intent weigh in; a
        follow-up («et ça coûte ?») asks a question of the open fiche or none."""
        folded = fold(text, self._spelling)
        asks = self._going_on(folded, fiche) if follow_up else self._asks
        if not folded or not asks:
            return None
        least = self._least(folded) if follow_up else LEAST
        said = self._ask(AskedQuestion("", "", ()), folded)
        best: dict[tuple[str, str], float] = {}
        for ask in asks:
            key = (ask.question.fiche, ask.question.id)
            score = _nearness(said, ask) + _prior(ask.question, fiche, stage, intent)
            best[key] = max(best.get(key, 0.0), score)
        return _chosen(best, least, fiche, follow_up)

    def _going_on(self, folded: str, fiche: str | None) -> list[_Ask]:
        """The ways of asking under the open fiche; where a message names what it asks, only those."""
        asked = self._concepts.named(folded)
        under = [ask for ask in self._asks if ask.question.fiche == fiche]
        return [ask for ask in under if not asked or asked & ask.meaning.weights.keys()]

    def _least(self, folded: str) -> float:
        """A follow-up that asks for something («combien ?») may be far from the words written; one that does
        not («et alors ?») must be near them."""
        return _FOLLOWING if self._concepts.named(folded) else _FOLLOWING_BLINDLY

    def _features(self, folded: str) -> set[str]:
        return set(folded.split()) | self._concepts.named(folded)

    def _ask(self, question: AskedQuestion, folded: str) -> _Ask:
        words = set(folded.split())
        meaning = self._weighted(words | self._concepts.named(folded))
        return _Ask(question, _in_order(folded), self._weighted(words), meaning)

    def _weighted(self, features: set[str]) -> _Words:
        strange = self._rarity[""] * _STRANGE
        weights = {
            feature: self._rarity.get(feature, strange) * (_CONCEPT if feature.startswith(MARK) else 1.0)
            for feature in features
        }
        return _Words(weights, math.hypot(*weights.values()))


def _in_order(folded: str) -> str:
    return " ".join(sorted(folded.split()))


def _nearness(said: _Ask, ask: _Ask) -> float:
    """By its words, or by what they stand for where that is nearer."""
    words = max(said.words.nearness(ask.words), said.meaning.nearness(ask.meaning))
    return _WORDS * words + _LETTERS * fuzz.ratio(said.in_order, ask.in_order) / 100


def _rarity(texts: Sequence[set[str]]) -> dict[str, float]:
    """Weight of each word: rare ones tell questions apart. The empty word stands for those never seen."""
    counts: dict[str, int] = {}
    for words in texts:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    total = len(texts) + 1
    return {"": math.log(total) + 1} | {word: math.log(total / n) + 0.2 for word, n in counts.items()}


def _prior(question: AskedQuestion, fiche: str | None, stage: str | None, intent: str | None) -> float:
    same_fiche = _SAME_FICHE if fiche is not None and question.fiche == fiche else 0.0
    same_stage = _SAME_STAGE if stage is not None and stage in (question.stage, question.fiche) else 0.0
    return (
        same_fiche + same_stage + (_SAME_INTENT if intent is not None and question.fiche == intent else 0.0)
    )


def _chosen(
    scores: Mapping[tuple[str, str], float], least: float, open_fiche: str | None, follow_up: bool
) -> QuestionMatch | None:
    near = {key: score for key, score in scores.items() if score >= least}
    if not near:
        return None
    ahead = {key: score + _OPEN_FIRST * (key[0] == open_fiche) for key, score in near.items()}
    ranking = sorted(near, key=lambda key: (-ahead[key], key))
    fiche, name = ranking[0]
    # Two answers of the open fiche are both to the point: the nearer is given to a follow-up, or if near.
    forgiven = fiche == open_fiche and (follow_up or near[fiche, name] >= _NEAR_ENOUGH)
    rivals = [key for key in ranking[1:] if not forgiven or key[0] != fiche]
    ambiguous = bool(rivals) and ahead[fiche, name] - ahead[rivals[0]] < _CLOSE
    return QuestionMatch(name, fiche, round(min(near[fiche, name], 1.0), 4), ambiguous)
