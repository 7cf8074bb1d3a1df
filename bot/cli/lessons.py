"""One phrase to learn: what it changes, and the files that are written when it is accepted."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intents import regression
from intents.catalogue import load
from intents.encoder import available
from intents.phrases import PhraseError, with_corpus_line, with_example, with_phrase
from intents.regression import Regression
from intents.understanding import Understander


@dataclass(frozen=True)
class Place:
    """Where a phrase goes: the folder of examples, the language, the intent; the corpus instead of them."""

    content: Path
    language: str
    intent: str
    corpus: bool = False

    @property
    def file(self) -> Path:
        """The file that takes the line."""
        if self.corpus:
            return self.corpus_folder / f"{self.language}.tsv"
        return self.content / self.language / f"{self.intent}.toml"

    @property
    def model(self) -> Path:
        """The model that is shipped beside the examples."""
        return self.content.parent / "model.npz"

    @property
    def corpus_folder(self) -> Path:
        """The messages written apart from the examples; only a checkout has them."""
        return self.content.parent.parent / "tests" / "corpus"


@dataclass(frozen=True)
class Lesson:
    """A phrase, how it was read before and is after, what else changes, and the bytes to write."""

    text: str
    place: Place
    before: str | None
    after: str | None
    regressions: Mapping[str, Regression]
    files: Mapping[Path, bytes]

    def write(self) -> list[Path]:
        """Write the files, each whole or not at all; the paths written."""
        for path, content in self.files.items():
            beside = path.with_name(f"{path.name}.new")
            beside.write_bytes(content)
            beside.replace(path)
        return list(self.files)


def learn(text: str, place: Place, today: date, memory: Path, progress: Callable[[str], None]) -> Lesson:
    """What a phrase would change, nothing of the content written yet. It trains once: six minutes, and ten
    more the first time, when `memory` (a file) does not hold yet what the encoder made of each example.
    Raises PhraseError where the phrase cannot be learnt, or the files cannot be written."""
    if not os.access(place.file.parent, os.W_OK):
        raise PhraseError(f"le dossier {place.file.parent} ne peut pas être écrit ici")
    catalogue = load(place.content)
    longer = with_phrase(catalogue, place.language, place.intent, text)
    encoder = regression.Remembering(available()[0], memory)
    progress("training")
    before, model = regression.in_use(catalogue, encoder, place.model)
    after = before
    if not place.corpus:
        after, model = regression.trained(longer, encoder)
        encoder.keep()
    progress("comparing")
    rows = {
        "corpus": regression.corpus_rows(place.corpus_folder),
        "examples": regression.example_rows(catalogue),
    }
    regressions = {name: regression.compare(some, before, after, today) for name, some in rows.items()}
    files = _files(text, place, model)
    return Lesson(text, place, _read(before, text, today), _read(after, text, today), regressions, files)


def _read(reader: Understander, text: str, today: date) -> str | None:
    return reader.understand(text, today=today).intent


def _files(text: str, place: Place, model: bytes) -> dict[Path, bytes]:
    """The line goes last: were the writing cut short, the model would only be newer than its examples."""
    if place.corpus:
        return {place.file: with_corpus_line(place.file.read_text("utf-8"), place.intent, text).encode()}
    content = place.file.read_text("utf-8") if place.file.exists() else ""
    return {place.model: model, place.file: with_example(content, text).encode()}
