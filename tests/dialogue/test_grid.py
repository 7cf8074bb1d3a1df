"""The grid of access to housing, filled by a worker with the household."""

import pytest

from bot.dialogue.events import ANYTIME, Pressed
from bot.dialogue.session import dump


def fill(household, given):
    """Give each answer by its value, in the order the bot asks."""
    household.commands("grille")
    for question in household.library.knowledge.grid.question:
        asked = household.session.question
        assert question.text in household.reads
        assert len(household.labels) <= 5
        household.happens(Pressed(asked.id, given[question.id]))


@pytest.mark.parametrize("number", range(4))
def test_the_written_examples_open_their_first_suggestion(household, library, number):
    """Each example of the content, answered button by button, gives its first suggestion and its reasons."""
    grid = library.knowledge.grid
    example = grid.example[number]
    fill(household, example.given)
    first = min(household.reads.find(answer.text) % 10_000 for answer in grid.answers.values())
    assert household.reads.find(grid.answers[example.first].text) == first
    for question in grid.question:
        label = next(c.label for c in question.choices if c.value == example.given[question.id])
        assert f"{question.text} {label}." in household.reads
    assert grid.text["together"] in household.reads
    assert "Parler à quelqu'un" in household.labels


def test_nothing_is_kept(household, library):
    """Once read, or stopped, the answers are gone."""
    household.commands("grille")
    household.presses("La personne s'en occupe seule")
    assert household.session.question.given == {"entretien": "seul"}
    household.presses("Arrêter la grille")
    assert "entretien" not in dump(household.session)
    fill(household, library.knowledge.grid.example[0].given)
    assert "entretien" not in dump(household.session)
    assert household.session.facts == {}


def test_an_incomplete_grid_concludes_nothing(household, library):
    """Another subject in the middle is answered, and no suggestion is made of the answers given so far."""
    household.commands("grille")
    old = household.presses("La personne s'en occupe seule").session.question
    household.says("j'ai reçu un commandement de payer hier")
    assert household.session.stage == "commandement_de_payer"
    assert "entretien" not in dump(household.session)
    household.happens(Pressed(old.id, "oui"))
    assert not any(answer.text in household.reads for answer in library.knowledge.grid.answers.values())


def test_the_words_on_a_button_can_be_written(household):
    """«En partie» written is the button."""
    household.commands("grille")
    household.says("avec un peu d'aide")
    assert household.session.question.given == {"entretien": "aide"}


def test_a_forged_answer_is_refused(household):
    """A value the grid does not hold is an old button, not an answer."""
    household.commands("grille")
    household.happens(Pressed(household.session.question.id, "nimporte"))
    assert "nimporte" not in dump(household.session)
    assert household.replies


def test_a_worker_finds_it(household):
    """Who writes to refer a household is offered the grid."""
    household.says("je suis assistante sociale, je veux orienter un ménage")
    assert household.turn.understood.startswith("intent orienter_un_menage")
    household.presses("Remplir la grille")
    assert household.session.question.kind == "grid"
    household.happens(Pressed(ANYTIME, "grid"))
    assert household.session.question.given == {}


def test_a_slip_loses_nothing(household):
    """Words that cannot be read get the same question again, the answers before it kept."""
    household.commands("grille")
    household.presses("La personne s'en occupe seule")
    household.says("xyzzy blorp")
    assert household.session.question.given == {"entretien": "seul"}
    assert "Oui" in household.labels
