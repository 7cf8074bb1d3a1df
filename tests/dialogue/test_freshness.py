"""An old text changes the answer."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from bot.library import Library
from tests.conftest import NOW
from tests.dialogue.household import Household

STAGE = "commandement_de_payer"


def _reviewed_until(library: Library, day: date) -> Library:
    """The library, its stage and fiche of the order to pay to be reviewed by `day`."""
    knowledge = library.knowledge
    stages = dict(knowledge.stages) | {STAGE: replace(knowledge.stages[STAGE], review_by=day)}
    fiches = dict(knowledge.fiches)
    fiches["fr", STAGE] = replace(fiches["fr", STAGE], review_by=day)
    return replace(
        library,
        knowledge=replace(knowledge, stages=MappingProxyType(stages), fiches=MappingProxyType(fiches)),
    )


def _told(library: Library) -> list[str]:
    household = Household(library, NOW)
    household.says("jai recu un comandement de payé hier, j'habite Metz, bail de 2024")
    read = [household.reads]
    if household.session.question:
        household.presses("Hier")
        read.append(household.reads)
    return read


def test_a_fresh_text_is_told_as_it_is(library: Library) -> None:
    """Before its review date the date is told and no caveat."""
    fiche, verdict = _told(_reviewed_until(library, NOW.date()))
    assert "Agissez avant le vendredi 1er janvier 2027" in verdict
    assert "relu" not in fiche + verdict


def test_an_overdue_text_carries_a_caveat(library: Library) -> None:
    """The day after, the same answer carries the sentence."""
    fiche, verdict = _told(_reviewed_until(library, NOW.date() - timedelta(days=1)))
    assert "Agissez avant le vendredi 1er janvier 2027" in verdict
    assert "20/11/2026" in fiche and "20/11/2026" in verdict


def test_a_long_overdue_text_is_withheld_and_a_person_offered(library: Library) -> None:
    """Half a year later no figure is given any more: a number to call, and a person."""
    household = Household(_reviewed_until(library, NOW.date() - timedelta(days=200)), NOW)
    household.says("jai recu un comandement de payé hier, j'habite Metz, bail de 2024")
    assert "semaines" not in household.reads and "2027" not in household.reads
    assert "0 805 160 075" in household.reads
    assert "Parler à quelqu'un" in household.labels
