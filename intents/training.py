"""Learning the decision from the content alone: the only module that needs scikit-learn, and the only
slow one.

The same content and encoder give the same model; nothing is read but the catalogue.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.brevity import ENCODED, brief
from intents.catalogue import Catalogue
from intents.encoder import Encoder
from intents.grams import Grams, learn
from intents.model import WORDS, Head, Model
from intents.normalise import clean, fold
from intents.windows import windows

SCALE = 0.06
_STRENGTH = {"intent": 12.0, "danger": 12.0, "intent_words": 30.0, "danger_words": 30.0}
_BALANCE = {"intent": 0.5, "danger": 0.0}
"""How much rarer classes are raised: not at all for danger, whose probabilities are compared with
thresholds."""
_LEAST, _MOST = 2, 24_000
_ROUNDS = 400
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
    """Learn intents and dangers from the examples of a catalogue; takes about a minute with the sentence
    encoder."""
    rows = {"intent": _intent_rows(catalogue), "danger": _danger_rows(catalogue)}
    texts = list(dict.fromkeys(text for pairs in rows.values() for text, _label in pairs))
    position = {text: index for index, text in enumerate(texts)}
    meaning = encoder.encode([brief(clean(text), catalogue.quiet, ENCODED) for text in texts])
    folded = [fold(text, catalogue.spelling) for text in texts]
    grams = learn(folded, _LEAST, _MOST)
    centre, spread = _scaling(meaning)
    table = _table((meaning - centre) / spread * SCALE, grams, folded)
    heads: dict[str, Head] = {}
    for name, pairs in rows.items():
        size = meaning.shape[1]
        heads[name + WORDS] = _head(
            table[:, size:], position, pairs, 0, _STRENGTH[name + WORDS], _BALANCE[name]
        )
        if size:
            heads[name] = _head(table, position, pairs, size, _STRENGTH[name], _BALANCE[name])
    info = {"examples": {name: len(pairs) for name, pairs in rows.items()}}
    return Model(catalogue.learning_digest, encoder.name, grams, centre, spread, heads, SCALE, info)


def _intent_rows(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(text, intent) for _language, intent, text in catalogue.lines() if fold(text)]


def _danger_rows(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Crisis examples, the near-misses beside them, and the ordinary examples as harmless, whole and by
    sentence: a long message is read by sentence for danger."""
    crises = [
        (text, kind)
        for kind, groups in catalogue.crises.items()
        for lines in groups.values()
        for text in lines
    ]
    known = {text for text, _kind in crises}
    ordinary = [
        text for _language, intent, text in catalogue.lines() if intent not in _DANGER_INTENTS_LEFT_OUT
    ]
    harmless = [text for whole in ordinary for text in (whole, *windows(clean(whole)))]
    return crises + [
        (text, "aucune")
        for text in dict.fromkeys(harmless)
        if text not in known and not catalogue.safety.danger(text)
    ]


def _scaling(meaning: Floats) -> tuple[Floats, Floats]:
    if not meaning.shape[1]:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    return meaning.mean(axis=0), meaning.std(axis=0) + 1e-6


def _table(meaning: Floats, grams: Grams, folded: Sequence[str]) -> Any:
    from scipy import sparse  # type: ignore[import-untyped, unused-ignore]

    rows = [grams.row(text) for text in folded]
    starts = np.cumsum([0, *(len(columns) for columns, _values in rows)])
    columns = np.concatenate([columns for columns, _values in rows])
    values = np.concatenate([values for _columns, values in rows])
    pieces = sparse.csr_matrix((values, columns, starts), shape=(len(rows), len(grams.index)))
    return sparse.hstack([sparse.csr_matrix(meaning), pieces]).tocsr()


def _head(
    table: Any,
    position: dict[str, int],
    pairs: Sequence[tuple[str, str]],
    size: int,
    strength: float,
    power: float,
) -> Head:
    from sklearn.linear_model import LogisticRegression

    chosen = table[[position[text] for text, _label in pairs]]
    labels = np.array([label for _text, label in pairs])
    fitted = LogisticRegression(C=strength, max_iter=_ROUNDS, class_weight=_balance(labels, power)).fit(
        chosen, labels
    )
    weights = np.asarray(fitted.coef_, dtype=np.float32).T
    return Head(
        classes=tuple(map(str, fitted.classes_)),
        dense=weights[:size],
        sparse=weights[size:],
        bias=np.asarray(fitted.intercept_, dtype=np.float32),
    )


def _balance(labels: NDArray[Any], power: float) -> dict[str, float]:
    """Weights by class: 1 for all at power 0, inverse frequency at power 1."""
    names, counts = np.unique(labels, return_counts=True)
    weights = (counts.mean() / counts) ** power
    return dict(zip(map(str, names), weights.tolist(), strict=True))
