"""Learning the decision from the content alone: the only module that needs scikit-learn, and the only
slow one.

The same content and encoder give the same model; nothing is read but the catalogue.
"""

import warnings
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
from intents.model import CALM, Head, Model, layer
from intents.normalise import clean, fold
from intents.windows import windows

SCALE = 0.045
_STRENGTH = 12.0
_BALANCE = {"intent": 0.5, "danger": 0.0}
"""How much rarer classes are raised: not at all for danger, whose probabilities are compared with
thresholds."""
_LEAST, _MOST = 2, 40_000
_ROUNDS, _CLOSE = 400, 1e-3
_DIRECT = 0.4
"""Share of the linear reading; the rest is the network's."""
_UNITS = {"intent": 128, "danger": 64}
_PASSES, _RATE, _BATCH, _DECAY = 6, 2e-3, 200, 1e-4
_BARE, _LOST = 0.3, 0.3
"""Share of the examples shown without their meaning, so that both learn to do without it, and of what is kept
from the network at each pass, so that it learns no example by heart."""
_SEED = 20261122
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


def train(catalogue: Catalogue, encoder: Encoder, *, linear_only: bool = False) -> Model:
    """Learn intents and dangers from the examples of a catalogue; takes some minutes, and some more with the
    sentence encoder, which reads each text once. `linear_only`: the usual baseline, for comparison."""
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
    shown = {name: _Shown(pairs, words, scaled) for name, pairs in rows.items()}
    heads = {
        name: _linear_head(name, one) if linear_only else _head(name, one) for name, one in shown.items()
    }
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


class _Shown:
    """Rows as a learner sees them: the meaning first, where there is any, then the pieces."""

    def __init__(self, rows: Sequence[_Row], words: _Words, meaning: Mapping[str, Floats]) -> None:
        from scipy import sparse

        self.labels = np.array([row.label for row in rows])
        self.size = len(next(iter(meaning.values())))
        nothing = np.zeros(self.size, dtype=np.float32)
        self._meaning = np.stack([meaning[row.text] if row.language else nothing for row in rows])
        found = [words.rows[row.text] for row in rows]
        starts = np.cumsum([0, *(len(columns) for columns, _values in found)])
        columns = np.concatenate([columns for columns, _values in found])
        values = np.concatenate([values for _columns, values in found])
        self._words = sparse.csr_matrix((values, columns, starts), shape=(len(rows), words.width))

    def bare(self, chance: np.random.Generator) -> NDArray[np.bool_]:
        """Which rows are shown without their meaning this time."""
        return chance.random(len(self.labels)) < _BARE

    def table(self, bare: NDArray[np.bool_]) -> Any:
        """One row per text, without meaning where `bare` says so."""
        from scipy import sparse

        meaning = sparse.csr_matrix(np.where(bare[:, None], np.float32(0), self._meaning))
        return sparse.hstack([meaning, self._words]).tocsr().astype(np.float32)


def _head(name: str, shown: _Shown) -> Head:
    """A linear reading and a small network over the same features, their opinions weighed together."""
    linear = _linear_head(name, shown)
    network = _network(shown, _UNITS[name])
    first, says = (np.asarray(weights, dtype=np.float32) for weights in network.coefs_)
    units, tilt = (np.asarray(bias, dtype=np.float32) for bias in network.intercepts_)
    size, share = shown.size, 1 - _DIRECT
    return Head(
        linear.classes,
        linear.direct.scaled(_DIRECT, tilt * share),
        layer(first[:size], first[size:], units),
        says * share,
    )


def _linear_head(name: str, shown: _Shown) -> Head:
    from sklearn.linear_model import LogisticRegression

    weights = _balance(shown.labels, _BALANCE[name])
    learner = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS, tol=_CLOSE, class_weight=weights)
    fitted = learner.fit(shown.table(shown.bare(np.random.default_rng(_SEED))), shown.labels)
    learnt, size = np.asarray(fitted.coef_, dtype=np.float32).T, shown.size
    classes = tuple(map(str, fitted.classes_))
    no_unit = learnt[:, :0]
    return Head(
        classes,
        layer(learnt[:size], learnt[size:], fitted.intercept_),
        layer(no_unit[:size], no_unit[size:], no_unit[0]),
        np.zeros((0, len(classes)), dtype=np.float32),
    )


def _network(shown: _Shown, units: int) -> Any:
    """Some passes over the rows, each shown a little less than whole, at a rate that falls."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    chance = np.random.default_rng(_SEED)
    batch = min(_BATCH, len(shown.labels))
    learner = MLPClassifier(
        (units,), alpha=_DECAY, batch_size=batch, max_iter=1, warm_start=True, random_state=_SEED
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # one pass at a time is what is wanted
        for done in range(_PASSES):
            learner.set_params(learning_rate_init=_RATE * (1 - done / _PASSES))
            learner.fit(_thinned(shown.table(shown.bare(chance)), chance), shown.labels)
    return learner


def _thinned(table: Any, chance: np.random.Generator) -> Any:
    """A table with a share of its values lost, the others raised as much."""
    table.data *= (chance.random(len(table.data)) >= _LOST) / np.float32(1 - _LOST)
    table.eliminate_zeros()
    return table


def _balance(labels: NDArray[Any], power: float) -> dict[str, float]:
    """Weights by class: 1 for all at power 0, inverse frequency at power 1."""
    names, counts = np.unique(labels, return_counts=True)
    weights = (counts.mean() / counts) ** power
    return dict(zip(map(str, names), weights.tolist(), strict=True))
