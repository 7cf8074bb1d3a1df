"""Floors on messages written apart from the examples. A lower floor is a decision, taken here and
nowhere else."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intents import measuring
from intents.catalogue import load
from intents.normalise import fold
from intents.understanding import Understander

FOLDER = Path(__file__).parent.parent / "corpus"
TODAY = date(2026, 11, 21)


def corpus() -> list[dict[str, Any]]:
    """Every line of the corpus as a row for `measuring`."""
    rows: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                also = tuple((row.pop("alt", None) or "").split())
                rows.append(
                    {"lang": path.stem, "file": path.stem, "alt_intents": also, "intent": None, **row}
                )
    return rows


@pytest.fixture(scope="module")
def readings() -> list[measuring.Reading]:
    """The whole corpus, read once by what is shipped."""
    return measuring.read_all(Understander.from_content(), corpus(), TODAY, lambda: 0.0)


def blind(readings: list[measuring.Reading]) -> list[measuring.Reading]:
    """The lines written without sight of the examples or of the rest of the corpus."""
    return [reading for reading in readings if reading.row["file"].startswith("blind")]


def own(readings: list[measuring.Reading]) -> list[measuring.Reading]:
    """The other lines."""
    return [reading for reading in readings if not reading.row["file"].startswith("blind")]


def percent(flags: Iterable[bool]) -> float:
    """The share of true flags; there are some."""
    share = measuring.share(flags)
    assert share is not None
    return share


def meanings(readings: list[measuring.Reading]) -> list[measuring.Reading]:
    """The lines that are labelled with an intent."""
    return [reading for reading in readings if reading.row["intent"]]


def test_the_corpus_is_large_and_apart_from_the_examples(readings: list[measuring.Reading]) -> None:
    """At least a thousand lines, none of them an example."""
    assert len(readings) >= 1000
    catalogue = load()
    taught = {fold(text) for _language, _intent, text in catalogue.lines()}
    taught |= {
        fold(text) for groups in catalogue.crises.values() for texts in groups.values() for text in texts
    }
    long = [r.row["text"] for r in readings if len(r.row["text"]) > 40 and fold(r.row["text"]) in taught]
    assert long == []


def test_meaning_floors(readings: list[measuring.Reading]) -> None:
    """First meaning right seventeen times in twenty, among three nineteen times in twenty, payer and quitter
    never confused."""
    labelled = meanings(own(readings))
    french = [reading for reading in labelled if reading.row["lang"] == "fr"]
    stories = [reading for reading in french if len(reading.row["text"]) >= 200]
    assert percent(reading.right for reading in french) >= 87
    assert percent(reading.offered for reading in french) >= 95
    assert percent(reading.right for reading in stories) >= 82
    assert percent(reading.offered for reading in stories) >= 93
    assert not [r for r in labelled if {r.row["intent"], r.understood.intent} == measuring.CONFUSED]


@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru", "uk", "ro", "pt", "es"])
def test_meaning_floors_elsewhere(readings: list[measuring.Reading], language: str) -> None:
    """Right nine times in ten in each other language; the files are small."""
    labelled = [reading for reading in meanings(own(readings)) if reading.row["lang"] == language]
    assert percent(reading.right for reading in labelled) >= 90


def test_other_subjects_are_seen_as_such(readings: list[measuring.Reading]) -> None:
    """Nine foreign messages in ten are refused, and few of those that are in scope."""
    figures = measuring.out_of_scope(meanings(own(readings)), frozenset({"hors_sujet", "cote_bailleur"}))
    assert figures["recall"] is not None and figures["recall"] >= 90
    assert figures["in_scope_loss"] is not None and figures["in_scope_loss"] <= 5


def test_no_explicit_danger_is_missed(readings: list[measuring.Reading]) -> None:
    """Every danger said plainly, in every language, is at least possible."""
    missed = [
        r.row["text"]
        for r in readings
        if r.row["file"] == "danger" and r.row["crisis"] != "aucune" and r.understood.danger is None
    ]
    assert missed == []


def test_hidden_dangers_are_mostly_heard(readings: list[measuring.Reading]) -> None:
    """Danger without its words, or told inside a long story, is heard nineteen times in twenty."""
    assert measuring.dangers(own(readings))["recall"] >= 95


def test_harmless_messages_are_left_in_peace(readings: list[measuring.Reading]) -> None:
    """What is certain is so nine times in ten, and one harmless message in twenty gets the gentle line."""
    figures = measuring.dangers(own(readings))
    assert figures["certain_precision"] >= 90
    assert figures["possible_on_harmless"] <= 5
    near = [r for r in readings if r.row["file"] == "danger" and r.row["crisis"] == "aucune"]
    assert [
        r.row["text"] for r in near if r.understood.danger and r.understood.danger.level == "certain"
    ] == []


def test_blind_floors(readings: list[measuring.Reading]) -> None:
    """Lines written blind, out of scope and danger among them: first meaning right five times in six, among
    three nineteen times in twenty; payer and quitter never confused."""
    labelled = meanings(blind(readings))
    floors = {
        "blind_fr_real": (81, 94),
        "blind_fr_stories": (88, 95),
        "blind_fr_chat": (90, 97),
        "blind_ar": (86, 95),
        "blind_mixed": (90, 97),
    }
    for file, (first, among) in floors.items():
        lines = [reading for reading in labelled if reading.row["file"] == file]
        assert percent(reading.right for reading in lines) >= first, file
        assert percent(reading.offered for reading in lines) >= among, file
    elsewhere = [reading for reading in labelled if reading.row["lang"] not in ("fr", "ar")]
    assert percent(reading.right for reading in elsewhere) >= 87
    assert not [r for r in labelled if {r.row["intent"], r.understood.intent} == measuring.CONFUSED]


def test_blind_dangers(readings: list[measuring.Reading]) -> None:
    """Danger slipped into a story or half said is heard nine times in ten, and what is certain is so; what
    only sounds dangerous gets the gentle line at most."""
    figures = measuring.dangers(blind(readings))
    assert figures["recall"] >= 91
    assert figures["certain_precision"] >= 94
    assert figures["possible_on_harmless"] <= 8
    assert figures["certain_on_harmless"] <= 1
