"""The budget talk: a few questions, one page, and never a trap."""

from decimal import Decimal

import pytest

from bot.dialogue.effects import Refer
from bot.dialogue.events import ANYTIME, Pressed
from knowledge.budget import assess, summary

UNKNOWN = "Je ne sais pas"
REFER, PERSON = "Demander une place à la permanence", "Parler à quelqu'un"
ANSWERS = ("1400", "500", "80", "220", "1200", "non", "on est 2")


def begin(household):
    """Press «Faire mon budget», as under the budget fiche."""
    household.happens(Pressed(ANYTIME, "about:budget"))
    return household.presses("Faire mon budget")


@pytest.mark.parametrize("fiche", ["budget", "plan_apurement"])
def test_the_fiche_offers_it(household, fiche):
    """Under the fiches on budget and repayment there is a button, and never more than five."""
    household.happens(Pressed(ANYTIME, f"about:{fiche}"))
    assert "Faire mon budget" in household.labels
    assert len(household.labels) <= 5


def test_the_answer_to_a_first_debt_offers_it(household):
    """Once the first questions about a debt are answered, the budget is one of the next steps."""
    for said in ("j'ai du mal à payer mon loyer, j'habite metz", "2 mois", "1100", "520"):
        household.says(said)
    assert "Faire mon budget" in household.labels
    assert len(household.labels) <= 5


def test_the_answers_give_the_page(household, library):
    """Seven answers in the person's words give exactly the page that the rules compute, and a way on."""
    begin(household)
    for said in ANSWERS:
        assert UNKNOWN in household.labels
        household.says(said)
    found = assess(household.session.situation, library.knowledge.budget)
    assert (found.left, found.instalment, found.missing) == (Decimal(1040), Decimal(205), ())
    assert summary(found, library.knowledge.budget).replace("**", "") == household.reads
    assert {REFER, PERSON} <= set(household.labels)


def test_what_is_known_is_not_asked(household):
    """A rent and a debt said before are not asked again."""
    household.says("j'ai du mal à payer mon loyer, je dois 1100 euros, mon loyer est de 520 euros")
    asked = []
    begin(household)
    while household.session.aim:
        asked.append(household.session.question.fact)
        household.says("3" if asked[-1] == "personnes" else "1300")
    assert asked == ["ressources", "charges", "aide_logement", "dettes_autres", "personnes"]


def test_what_is_not_known_is_said(household):
    """An amount that was declined counts for nothing, and the page says so."""
    begin(household)
    household.says("1400")
    household.says("500")
    while household.session.aim:
        household.presses(UNKNOWN)
    assert "n'est pas compté" in household.reads
    assert "900" in household.reads


def test_without_income_there_is_a_person(household):
    """Without the income no figure is made up: a person, and another try when the papers are there."""
    begin(household)
    household.presses(UNKNOWN)
    assert "€" not in household.reads
    assert {REFER, PERSON} <= set(household.labels)
    household.presses("Faire mon budget")
    assert household.session.question.fact == "ressources"


def test_nothing_is_nought(household):
    """«Rien», pressed or said, is nought, not an unknown."""
    begin(household)
    household.says("1400")
    household.says("500 euros par mois")
    household.presses("Rien")
    household.says("rien")
    household.says("non")
    known = household.session.situation
    assert [known.get(fact) for fact in ("loyer", "charges", "aide_logement", "dette")] == [500, 0, 0, 0]


@pytest.mark.parametrize("leaving", ["j'ai reçu un commandement de payer hier", "laissez tomber"])
def test_it_can_be_left_in_the_middle(household, leaving):
    """Another subject or a goodbye ends it: what is asked next is what that subject needs."""
    begin(household)
    household.says("1400")
    household.says(leaving)
    assert household.session.aim is None
    assert household.session.question is None or household.session.question.fact != "loyer"


def test_danger_comes_first(household):
    """A danger in the middle is answered as danger, and the budget is not asked after it."""
    begin(household)
    household.says("mon mari me frappe")
    assert "3919" in household.reads
    assert household.session.aim is None


def test_a_question_in_the_middle_is_answered_and_the_budget_goes_on(household):
    """«C'est quoi le FSL ?» gets its answer, then the same question again."""
    begin(household)
    household.says("1400")
    household.says("c'est quoi le FSL ?")
    assert household.session.question.fact == "loyer"
    household.says("500")
    assert household.session.question.fact == "charges"


def test_the_stage_is_asked_again_afterwards(household):
    """The budget's questions do not use up those that a date needs."""
    household.says("j'ai reçu un commandement de payer")
    before = household.session.question.fact
    begin(household)
    for said in ANSWERS:
        household.says(said)
    household.happens(Pressed(ANYTIME, "about:commandement_de_payer"))
    assert household.session.question.fact == before


def test_nothing_leaves_without_agreement(household):
    """A budget is never passed on by itself."""
    begin(household)
    for said in ANSWERS:
        household.says(said)
        assert not household.effects(Refer)


@pytest.mark.parametrize("language", ["en", "ar", "tr"])
def test_it_is_asked_in_the_household_s_language(household, library, language):
    """The questions are asked in the household's language; the page says that it is French."""
    household.happens(Pressed(ANYTIME, "about:budget"))
    household.session = type(household.session)(1, language=language, language_from="choice")
    household.happens(Pressed(ANYTIME, "budget"))
    while household.session.aim:
        assert library.voice(language).label("button.unknown") in household.labels
        household.says("900")
    assert str(library.voice(language).say("fiche.french_only")) in household.reads
