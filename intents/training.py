"""Learning the decision from the content alone: the only module that needs scikit-learn, and the only
slow one.

The same content and encoder give the same model; nothing is read but the catalogue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.brevity import brief
from intents.catalogue import Catalogue
from intents.encoder import Encoder
from intents.grams import learn
from intents.language import telling
from intents.model import CALM, WORDS, Head, Model, head
from intents.normalise import clean, fold
from intents.windows import windows

SCALE = 0.045
_STRENGTH = {"intent": 12.0, "danger": 12.0, "intent_words": 10.0, "danger_words": 10.0}
_BALANCE = {"intent": 0.5, "danger": 0.0}
"""How much rarer classes are raised: not at all for danger, whose probabilities are compared with
thresholds."""
_LEAST, _MOST = 2, 60_000
_ROUNDS, _CLOSE = 400, 1e-3
_DANGER_INTENTS_LEFT_OUT = frozenset(
    {
        "violences",
        "detresse_psychique",
        "hebergement_urgence",
        "expulsion_illegale",
        "concours_force_publique",
        "apres_expulsion",
    }
)

Floats = NDArray[np.float32]


def train(catalogue: Catalogue, encoder: Encoder) -> Model:
    """Learn intents and dangers from the examples of a catalogue; takes some minutes with the sentence
    encoder, which reads each text once."""
    rows = {"intent": _intent_rows(catalogue), "danger": _danger_rows(catalogue)}
    texts = list(dict.fromkeys(row.text for pairs in rows.values() for row in pairs))
    meant = {row.text: row.language for pairs in rows.values() for row in pairs if row.language}
    folded = [fold(text, catalogue.spelling) for text in texts]
    grams = learn(folded, _LEAST, _MOST)
    rowed = {text: grams.row(bare) for text, bare in zip(texts, folded, strict=True)}
    words = _Words(rowed, len(grams.index))
    meaning = encoder.encode(
        [brief(clean(text), catalogue.quiet, language) for text, language in meant.items()]
    )
    centre, spread = _scaling(meaning)
    scaled = dict(zip(meant, (meaning - centre) / spread * SCALE, strict=True))
    heads: dict[str, Head] = {}
    for name, pairs in rows.items():
        heads[name + WORDS] = _head(name + WORDS, pairs, words, {})
        if meaning.shape[1]:
            heads[name] = _head(name, [row for row in pairs if row.language], words, scaled)
    info = {"examples": {name: len(pairs) for name, pairs in rows.items()}}
    return Model(
        catalogue.learning_digest,
        encoder.name,
        grams,
        centre,
        spread,
        heads,
        SCALE,
        info,
        taught=telling(catalogue.bare),
        ordinary=catalogue.ordinary,
    )


@dataclass(frozen=True)
class _Row:
    """A text to learn from, what it means, and its language; "" for what is learnt by its words alone."""

    text: str
    label: str
    language: str


def _intent_rows(catalogue: Catalogue) -> list[_Row]:
    return [_Row(text, intent, language) for language, intent, text in catalogue.lines() if fold(text)]


def _danger_rows(catalogue: Catalogue) -> list[_Row]:
    """Crisis examples, the near-misses beside them, and the ordinary examples as harmless, whole and, by
    words alone, in pieces: a long message is read piece by piece for danger."""
    crises = [
        _Row(text, kind, language)
        for kind, groups in catalogue.crises.items()
        for language, lines in groups.items()
        for text in lines
    ]
    known = {row.text for row in crises}
    harmless: dict[str, _Row] = {}
    for language, intent, whole in catalogue.lines():
        if intent in _DANGER_INTENTS_LEFT_OUT:
            continue
        harmless.setdefault(whole, _Row(whole, CALM, language))
        for piece in windows(clean(whole)):
            harmless.setdefault(piece, _Row(piece, CALM, ""))
    return crises + [
        row for text, row in harmless.items() if text not in known and not catalogue.safety.danger(text)
    ]


def _scaling(meaning: Floats) -> tuple[Floats, Floats]:
    if not meaning.shape[1]:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    return meaning.mean(axis=0), meaning.std(axis=0) + 1e-6


@dataclass(frozen=True)
class _Words:
    """The known pieces of each text (columns and values), of so many known to the vocabulary."""

    rows: Mapping[str, tuple[Any, Floats]]
    width: int


def _table(rows: Sequence[_Row], words: _Words, meaning: Mapping[str, Floats]) -> Any:
    """One row per text: its meaning first, where there is any, then its pieces."""
    from scipy import sparse  # type: ignore[import-untyped, unused-ignore]

    found = [words.rows[row.text] for row in rows]
    starts = np.cumsum([0, *(len(columns) for columns, _values in found)])
    columns = np.concatenate([columns for columns, _values in found])
    values = np.concatenate([values for _columns, values in found])
    pieces = sparse.csr_matrix((values, columns, starts), shape=(len(rows), words.width))
    if not meaning:
        return pieces
    return sparse.hstack([sparse.csr_matrix(np.stack([meaning[row.text] for row in rows])), pieces]).tocsr()


def _head(
    name: str,
    rows: Sequence[_Row],
    words: _Words,
    meaning: Mapping[str, Floats],
) -> Head:
    from sklearn.linear_model import LogisticRegression

    labels = np.array([row.label for row in rows])
    weights = _balance(labels, _BALANCE[name.removesuffix(WORDS)])
    learner = LogisticRegression(C=_STRENGTH[name], max_iter=_ROUNDS, tol=_CLOSE, class_weight=weights)
    fitted = learner.fit(_table(rows, words, meaning).astype(np.float32), labels)
    size = len(next(iter(meaning.values()))) if meaning else 0
    learnt = np.asarray(fitted.coef_, dtype=np.float32).T
    return head(tuple(map(str, fitted.classes_)), learnt[:size], learnt[size:], fitted.intercept_)


def _balance(labels: NDArray[Any], power: float) -> dict[str, float]:
    """Weights by class: 1 for all at power 0, inverse frequency at power 1."""
    names, counts = np.unique(labels, return_counts=True)
    weights = (counts.mean() / counts) ** power
    return dict(zip(map(str, names), weights.tolist(), strict=True))
