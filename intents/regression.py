"""What one more example changes: the same labelled messages, read before and after, line by line."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from intents.catalogue import Catalogue
from intents.decider import TrainedDecider
from intents.encoder import Encoder, Vectors
from intents.measuring import Reading, Row, read_all
from intents.model import from_bytes
from intents.training import train
from intents.understanding import Understander


@dataclass(frozen=True)
class Change:
    """A message that is understood otherwise than before; None is «not understood»."""

    text: str
    language: str
    expected: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Regression:
    """How many of the messages are right before and after, and which ones were lost and won."""

    messages: int
    right_before: int
    right_after: int
    lost: tuple[Change, ...]
    won: tuple[Change, ...]


class Remembering:
    """An encoder that reads each text once: training and both readings ask for the same ones."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.size = encoder.name, encoder.size
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        if not texts:
            return np.zeros((0, self.size), dtype=np.float32)
        return np.stack([self._known[text] for text in texts])


def trained(catalogue: Catalogue, encoder: Encoder) -> tuple[Understander, bytes]:
    """A reader trained from a catalogue, and its model as it is shipped (both read the same bytes)."""
    model = train(catalogue, encoder).to_bytes()
    limits = catalogue.thresholds["model"]
    decider = TrainedDecider(from_bytes(model), encoder, catalogue.spelling, limits)
    return Understander(catalogue, decider), model


def in_use(catalogue: Catalogue, encoder: Encoder, model: Path) -> tuple[Understander, bytes]:
    """The reader that is shipped beside a catalogue; trained anew where it is not, or is of other content."""
    if model.exists():
        found = from_bytes(model.read_bytes())
        if found.digest == catalogue.learning_digest and found.encoder_name == encoder.name:
            limits = catalogue.thresholds["model"]
            decider = TrainedDecider(found, encoder, catalogue.spelling, limits)
            return Understander(catalogue, decider), model.read_bytes()
    return trained(catalogue, encoder)


def compare(rows: Iterable[Row], before: Understander, after: Understander, today: date) -> Regression:
    """The same rows read by both."""
    kept = list(rows)
    pairs = list(zip(_readings(before, kept, today), _readings(after, kept, today), strict=True))
    return Regression(
        messages=len(pairs),
        right_before=sum(old.right for old, _new in pairs),
        right_after=sum(new.right for _old, new in pairs),
        lost=tuple(_change(old, new) for old, new in pairs if old.right and not new.right),
        won=tuple(_change(old, new) for old, new in pairs if new.right and not old.right),
    )


def _readings(reader: Understander, rows: Sequence[Row], today: date) -> list[Reading]:
    return read_all(reader, rows, today, lambda: 0.0)


def _change(old: Reading, new: Reading) -> Change:
    row = old.row
    return Change(
        str(row["text"]), str(row["lang"]), str(row["intent"]), old.understood.intent, new.understood.intent
    )


def example_rows(catalogue: Catalogue) -> list[Row]:
    """Every example as a labelled message."""
    return [
        {"text": text, "lang": language, "intent": intent} for language, intent, text in catalogue.lines()
    ]


def corpus_rows(folder: Path) -> list[Row]:
    """Every line of a corpus folder that is labelled with an intent; none where there is no such folder."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row.get("intent"):
                    rows.append({"lang": path.stem, **row})
    return rows
