"""The trained decision: one reading of meaning, letters and words, for intents and for danger, with numpy
alone.

A model belongs to one content (`digest`) and one encoder; `from_bytes` refuses what it cannot read.
"""

import io
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from intents.brevity import brief
from intents.encoder import Encoder
from intents.errors import ModelError
from intents.grams import Grams
from intents.normalise import fold_cleaned

FORMAT = 5
HEADS = ("intent", "danger")
CALM = "aucune"
"""The class of a message without danger."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Features:
    """A message ready for every head: its meaning (scaled) and its known pieces."""

    meaning: Floats | None
    columns: NDArray[np.intp]
    values: Floats


@dataclass(frozen=True)
class Layer:
    """What the shared features say to some columns: the meaning, and each known piece."""

    dense: Floats
    sparse: NDArray[np.int8]
    step: Floats
    """What one unit of each row of `sparse` is worth: eight bits are a quarter of the size, and enough."""
    bias: Floats

    def read(self, features: Features) -> Floats:
        """One number per column; those of the pieces alone where there is no meaning."""
        values = features.values * self.step[features.columns]
        read = values @ self.sparse[features.columns] + self.bias
        if features.meaning is not None:
            read = read + features.meaning @ self.dense
        return np.asarray(read, dtype=np.float32)

    def scaled(self, share: float, more: Floats) -> "Layer":
        """The same layer saying `share` as much, and `more` besides."""
        return Layer(self.dense * share, self.sparse, self.step * share, self.bias * share + more)


def layer(dense: Floats, sparse: Floats, bias: Floats) -> Layer:
    """Weights as they are kept, from weights as they were learnt."""
    step = np.maximum(np.abs(sparse).max(axis=1, initial=0.0), 1e-9) / 127
    return Layer(
        dense.astype(np.float16).astype(np.float32),
        np.round(sparse / step[:, None]).astype(np.int8),
        step.astype(np.float32),
        np.asarray(bias, dtype=np.float32),
    )


@dataclass(frozen=True)
class Head:
    """One decision: what the features say of each class directly, and through units, whose positive part
    (`says`, units by classes) catches what no single word tells."""

    classes: tuple[str, ...]
    direct: Layer
    units: Layer
    says: Floats

    def probabilities(self, features: Features) -> dict[str, float]:
        """Of each class; they add up to one."""
        logits = self.direct.read(features) + np.maximum(self.units.read(features), 0) @ self.says
        return dict(zip(self.classes, _softmax(np.asarray(logits, np.float32)).tolist(), strict=True))


@dataclass(frozen=True)
class Model:
    """Everything needed to decide, and the digest of the content it was trained from."""

    digest: str
    encoder_name: str
    grams: Grams
    centre: Floats
    spread: Floats
    heads: Mapping[str, Head]
    scale: float
    info: Mapping[str, Any] = field(default_factory=dict)
    taught: Mapping[str, str] = field(default_factory=dict)
    """The words of the examples that tell a language, and which."""
    ordinary: frozenset[str] = frozenset()
    """Every word of the examples: none of them is a misspelling of a word of danger."""

    def features(
        self,
        cleaned: str,
        encoder: Encoder | None,
        spelling: Mapping[str, str],
        quiet: Set[str] = frozenset(),
        language: str | None = None,
    ) -> Features:
        """The features of a cleaned text; without encoder, its letters and words only.

        `quiet` words are kept from the encoder where the text is long; how much it is given depends on the
        language.
        """
        meaning = None
        if encoder is not None:
            vector = encoder.encode([brief(cleaned, quiet, language)])[0]
            meaning = (vector - self.centre) / self.spread * self.scale
        columns, values = self.grams.row(fold_cleaned(cleaned, spelling))
        return Features(meaning, columns, values)

    def decide(self, features: Features, head: str) -> dict[str, float]:
        """Probability of each class of a head."""
        return self.heads[head].probabilities(features)

    def to_bytes(self) -> bytes:
        """The model as one compressed archive, the same bytes for the same model."""
        arrays: dict[str, Any] = {"rarity": self.grams.rarity, "centre": self.centre, "spread": self.spread}
        for name, head in self.heads.items():
            arrays[f"{name}_says"] = head.says
            for layer_name, kept in (("direct", head.direct), ("units", head.units)):
                arrays |= _stored(f"{name}_{layer_name}", kept)
        arrays["header"] = np.frombuffer(
            json.dumps(self._header(), ensure_ascii=False).encode(), dtype=np.uint8
        )
        target = io.BytesIO()
        np.savez_compressed(target, **arrays)
        return target.getvalue()

    def _header(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "digest": self.digest,
            "encoder": self.encoder_name,
            "pieces": list(self.grams.index),
            "scale": self.scale,
            "heads": {name: list(head.classes) for name, head in self.heads.items()},
            "info": dict(self.info),
            "taught": dict(sorted(self.taught.items())),
            "ordinary": sorted(self.ordinary),
        }


def from_bytes(data: bytes) -> Model:
    """A model written by `to_bytes`. Raises ModelError when these bytes are no such model."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            header = json.loads(bytes(arrays["header"].tobytes()))
            if header["format"] != FORMAT:
                raise ModelError(f"model format {header['format']} is not {FORMAT}: train it again")
            return _built(header, arrays)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelError(f"not a model of this program ({error}): train it again") from error


def _built(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Model:
    heads = {
        name: Head(
            tuple(classes),
            _layer_of(arrays, f"{name}_direct"),
            _layer_of(arrays, f"{name}_units"),
            arrays[f"{name}_says"],
        )
        for name, classes in header["heads"].items()
    }
    index = {piece: column for column, piece in enumerate(header["pieces"])}
    return Model(
        digest=header["digest"],
        encoder_name=header["encoder"],
        grams=Grams(index, arrays["rarity"]),
        centre=arrays["centre"],
        spread=arrays["spread"],
        heads=heads,
        scale=header["scale"],
        info=header["info"],
        taught=header["taught"],
        ordinary=frozenset(header["ordinary"]),
    )


def _stored(name: str, kept: Layer) -> dict[str, NDArray[Any]]:
    return {
        f"{name}_dense": kept.dense.astype(np.float16),
        f"{name}_sparse": kept.sparse,
        f"{name}_step": kept.step,
        f"{name}_bias": kept.bias,
    }


def _layer_of(arrays: Mapping[str, NDArray[Any]], name: str) -> Layer:
    parts = [arrays[f"{name}_{part}"] for part in ("dense", "sparse", "step", "bias")]
    return Layer(parts[0].astype(np.float32), *parts[1:])


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)
