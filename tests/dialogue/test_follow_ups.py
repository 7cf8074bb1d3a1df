"""What people go on with under an open fiche gets a short answer; a change of subject is noticed."""

import pytest

from bot import library
from bot.library import Library
from tests.dialogue import follow_ups

LEAST = 0.9
"""Share of the labelled follow-ups answered by the right question: `python -m tests.dialogue.follow_ups`."""


@pytest.fixture(scope="module")
def loaded() -> Library:
    """The whole content."""
    return library.load()


def test_follow_ups_are_read_in_the_open_fiche(loaded: Library) -> None:
    """Nine in ten of the labelled follow-ups get the answer they ask for, or the subject they change to."""
    every = list(follow_ups.follow_ups())
    faults = {
        (case.fiche, case.text): found
        for case in every
        if (found := follow_ups.fault(case, follow_ups.answered(case, loaded)))
    }
    assert len(faults) <= len(every) * (1 - LEAST), faults


@pytest.mark.parametrize(
    ("fiche", "text"),
    [("commandement_de_payer", "et alors ?"), ("fsl", "pourquoi ?"), ("dalo", "et sinon ?")],
)
def test_a_follow_up_without_an_answer_gets_the_rest_of_the_fiche(
    loaded: Library, fiche: str, text: str
) -> None:
    """Words that no question answers never bring the first words of the same fiche again."""
    case = follow_ups.FollowUp(fiche, "fr", text, (), None)
    said = " ".join(reply.text for reply in follow_ups.answered(case, loaded).replies)
    written = loaded.knowledge.fiche(fiche, "fr")
    assert written.short.split(".")[0] not in said
    assert "question" not in follow_ups.answered(case, loaded).understood
