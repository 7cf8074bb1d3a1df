"""What one more example changes: the same labelled messages, read before and after, line by line."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from intents.catalogue import Catalogue
from intents.encoder import Encoder, Vectors
from intents.measuring import Reading, Row, read_all
from intents.model import from_bytes
from intents.shipped import decider_of
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
    """An encoder that reads each text once: training and both readings ask for the same ones. With a file,
    once for all: reading twenty thousand examples takes some ten minutes."""

    def __init__(self, encoder: Encoder, kept: Path | None = None) -> None:
        self.name, self.size = encoder.name, encoder.size
        self._encoder = encoder
        self._kept = kept
        self._known: dict[str, Vectors] = self._read()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
        if not texts:
            return np.zeros((0, self.size), dtype=np.float32)
        return np.stack([self._known[key] for key in keys])

    def keep(self) -> None:
        """Write what was read to the file, where there is one."""
        if self._kept is not None and self._known:
            beside = self._kept.with_name(f"new-{self._kept.name}")
            rows = np.stack(list(self._known.values()))
            np.savez(beside, encoder=np.array(self.name), keys=np.array(list(self._known)), rows=rows)
            beside.replace(self._kept)

    def _read(self) -> dict[str, Vectors]:
        """What the file holds for this encoder; nothing where it is missing, broken or another's."""
        if self._kept is None or not self._kept.exists():
            return {}
        try:
            with np.load(self._kept, allow_pickle=False) as found:
                rows = dict(zip(map(str, found["keys"]), found["rows"], strict=True))
                return rows if str(found["encoder"]) == self.name else {}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}


def trained(catalogue: Catalogue, encoder: Encoder) -> tuple[Understander, bytes]:
    """A reader trained from a catalogue, and its model as it is shipped (both read the same bytes)."""
    model = train(catalogue, encoder).to_bytes()
    return Understander(catalogue, decider_of(catalogue, from_bytes(model), encoder)), model


def in_use(catalogue: Catalogue, encoder: Encoder, model: Path) -> tuple[Understander, bytes]:
    """The reader that is shipped beside a catalogue; trained anew where it is not, or is of other content."""
    if model.exists():
        found = from_bytes(model.read_bytes())
        if found.digest == catalogue.learning_digest and found.encoder_name == encoder.name:
            return Understander(catalogue, decider_of(catalogue, found, encoder)), model.read_bytes()
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
