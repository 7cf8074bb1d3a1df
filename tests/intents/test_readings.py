"""What messages state: dates, sums, months, people, the role of the writer, in nine languages."""

from collections import Counter
from time import process_time

import pytest

from intents.catalogue import Catalogue
from intents.corrections import CorrectionReader
from intents.entities import entities_in
from intents.resources import ordered
from intents.understanding import Understander
from tests.intents import readings

LEAST = 0.95
"""Share of the labelled sentences read without one fault: `python -m tests.intents.readings` says it."""


@pytest.fixture(scope="module")
def wrong(understander: Understander, catalogue: Catalogue) -> dict[str, list[str]]:
    """What is read wrongly in each labelled sentence."""
    corrections = CorrectionReader(catalogue)
    return {
        sentence.text: list(readings.wrong(sentence, readings.read(sentence, understander, corrections)))
        for sentence in readings.sentences()
    }


def test_labelled_sentences_are_read(wrong: dict[str, list[str]]) -> None:
    """Nineteen sentences in twenty are read without one fault: nothing missing, nothing made up."""
    faults = {text: found for text, found in wrong.items() if found}
    assert len(faults) <= len(wrong) * (1 - LEAST), faults


def test_every_language_is_read(wrong: dict[str, list[str]]) -> None:
    """No language is left behind: nine sentences in ten in each."""
    sentences = readings.sentences()
    every = Counter(sentence.language for sentence in sentences)
    right = Counter(sentence.language for sentence in sentences if not wrong[sentence.text])
    assert {code for code, count in every.items() if right[code] < 0.9 * count} == set()
    assert len(every) == 9


@pytest.mark.parametrize(
    "text", ["un " * 1300, "1 " * 2048, "mois " * 800, "1.000," * 600, "pas 5 " * 600, "loyer 500 " * 400]
)
def test_hostile_repetition_is_read_in_no_time(catalogue: Catalogue, text: str) -> None:
    """Four thousand characters of the same words take well under a second, even on a busy machine."""
    lexicons = ordered(catalogue.lexicons, "es", "fr")
    start = process_time()
    entities_in(text.strip()[:4096], lexicons=lexicons, today=readings.TODAY)
    assert process_time() - start < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "mon fils m'héberge",
        "une personne m'a dit ça",
        "on est le 5 novembre",
        "je suis seul au monde",
        "y a un seul mois",
    ],
)
def test_a_household_is_not_made_up(understander: Understander, text: str) -> None:
    """Words that look like people counted, and are not, count nobody."""
    facts = understander.understand(text, today=readings.TODAY).entities.facts
    assert not {"personnes", "enfants"} & set(facts)
