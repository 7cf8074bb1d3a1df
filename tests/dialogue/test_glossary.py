"""A hard word of an answer can be tapped."""

from bot.dialogue.events import ANYTIME, Pressed

ASKS = "C'est quoi"


def offered(household):
    """The buttons that explain a word."""
    return [label for label in household.labels if label.startswith(ASKS)]


def test_a_hard_word_is_explained_and_the_question_stays(household, library):
    """A tap says what the word means; the open question and its buttons are still good."""
    household.says("j'ai du mal à payer mon loyer, j'habite metz")
    open_question = household.session.question
    before = household.choices
    (label,) = offered(household)
    household.presses(label)
    assert library.knowledge.terms["commissaire_de_justice"].meaning["fr"] in household.reads
    assert "attend toujours" in household.reads
    assert household.session.question == open_question
    household.happens(Pressed(before[0].question, before[0].value))
    assert household.session.question.fact != open_question.fact


def test_each_word_once_and_one_a_turn(household):
    """A word is offered once in a conversation, one word a turn, five buttons at most."""
    seen = []
    for fiche in ("impaye_debut", "fsl", "impaye_debut", "assignation_audience", "jugement"):
        household.happens(Pressed(ANYTIME, f"about:{fiche}"))
        found = offered(household)
        assert len(found) <= 1
        assert all(len(reply.choices) <= 5 for reply in household.replies)
        seen += found
    assert seen and len(seen) == len(set(seen))


def test_a_word_the_text_explains_is_not_offered(household):
    """«FSL (Fonds de solidarité pour le logement)» needs no button, nor does the subject's own name."""
    household.happens(Pressed(ANYTIME, "about:fsl"))
    assert not any("FSL" in label for label in offered(household))
    household.says("c'est quoi un commandement de payer ?")
    assert not any("commandement de payer" in label for label in offered(household))


def test_danger_and_consent_are_left_alone(household):
    """A danger screen and a text that agreement is given on get no other button."""
    household.says("mon mari me frappe")
    assert offered(household) == []
    household.says("jai recu un commandement de payer hier a metz, bail de 2024")
    household.happens(Pressed(ANYTIME, "refer"))
    assert "D'accord" in household.labels
    assert offered(household) == []


def test_an_unknown_word_is_an_old_button(household):
    """A forged or old word changes nothing and is answered."""
    household.happens(Pressed(ANYTIME, "term:nimporte"))
    assert household.replies
    assert household.labels
