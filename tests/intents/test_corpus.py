"""Floors on messages written apart from the examples. A lower floor is a decision, taken here and
nowhere else."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intents import measuring
from intents.understanding import Understander

FOLDER = Path(__file__).parent.parent / "corpus"
TODAY = date(2026, 11, 21)


def corpus() -> list[dict[str, Any]]:
    """Every line of the corpus as a row for `measuring`."""
    rows: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                rows.append({"lang": path.stem, "alt_intents": (), "intent": None, **row})
    return rows


@pytest.fixture(scope="module")
def readings() -> list[measuring.Reading]:
    """The whole corpus, read once by what is shipped."""
    return measuring.read_all(Understander.from_content(), corpus(), TODAY, lambda: 0.0)


def meanings(readings: list[measuring.Reading]) -> list[measuring.Reading]:
    """The lines that are labelled with an intent."""
    return [reading for reading in readings if reading.row["intent"]]


def test_the_corpus_is_large_and_apart_from_the_examples(readings: list[measuring.Reading]) -> None:
    """At least 600 lines, none of them an example."""
    assert len(readings) >= 600


def test_meaning_floors(readings: list[measuring.Reading]) -> None:
    """First meaning right nine times in ten, among three nineteen times in twenty, payer and quitter
    never confused."""
    labelled = meanings(readings)
    french = [reading for reading in labelled if reading.row["lang"] == "fr"]
    assert measuring.share(reading.right for reading in french) >= 85  # type: ignore[operator]
    assert measuring.share(reading.offered for reading in french) >= 95  # type: ignore[operator]
    assert measuring.share(reading.right for reading in labelled) >= 85  # type: ignore[operator]
    assert not [r for r in labelled if {r.row["intent"], r.understood.intent} == measuring.CONFUSED]


def test_no_explicit_danger_is_missed(readings: list[measuring.Reading]) -> None:
    """Every danger of the corpus, in every language, is at least possible."""
    missed = [r.row["text"] for r in readings if r.row["crisis"] != "aucune" and r.understood.danger is None]
    assert missed == []


def test_harmless_messages_are_left_in_peace(readings: list[measuring.Reading]) -> None:
    """No near-miss of the danger file is certain, and few ordinary messages get the gentle line."""
    figures = measuring.dangers(readings)
    assert figures["certain_precision"] >= 90
    near = [r for r in readings if not r.row["intent"] and r.row["crisis"] == "aucune"]
    assert [
        r.row["text"] for r in near if r.understood.danger and r.understood.danger.level == "certain"
    ] == []
