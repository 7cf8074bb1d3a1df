"""Answers to the open question: what is taken, and what is asked again."""

import pytest

from tests.dialogue.household import Household


@pytest.mark.parametrize("loose", ["2024", "mars 2024", "en 2026"])
def test_a_year_is_no_day_to_count_from(household: Household, loose: str) -> None:
    """A limit is counted from the very day of the paper: a year or a month alone is asked again."""
    household.says("j'ai reçu un commandement de payer")
    household.says(loose)
    assert household.session.question is not None and household.session.question.fact == "date_acte"
    assert household.session.situation.get("date_acte") is None


@pytest.mark.parametrize("loose", ["2021", "mars 2021", "bail de 2021"])
def test_a_year_is_enough_for_a_lease(household: Household, loose: str) -> None:
    """A lease's year says which law applies."""
    household.says("j'ai reçu un commandement de payer")
    household.says("le 10 novembre")
    household.says(loose)
    assert str(household.session.situation.get("date_bail")).startswith("2021")


@pytest.mark.parametrize(("said", "fact"), [("45/13/2026", "date_acte"), ("le 3 mars 2030", "date_acte")])
def test_an_absurd_date_is_questioned_in_a_sentence(household: Household, said: str, fact: str) -> None:
    """A date that cannot be is never computed with: it is said, and asked again."""
    household.says("j'ai reçu un commandement de payer")
    household.says(said)
    assert household.session.question is not None and household.session.question.fact == fact
    assert household.session.situation.get(fact) is None
    assert "Agissez avant" not in household.reads


def test_the_words_of_a_button_are_as_good_as_the_button(household: Household) -> None:
    """A press can be lost: the same words, written, do the same."""
    household.says("jai recu un comandement de payé hier")
    household.says("Hier, vendredi 20 novembre")
    assert str(household.session.situation.get("date_acte")) == "2026-11-20"
    assert household.session.to_confirm == ()


def test_the_facts_of_an_unclear_message_are_kept(household: Household) -> None:
    """When the bot asks what was meant, what was already said is not asked again."""
    household.says("blorp zyx, j'habite à Metz")
    assert household.session.situation.get("commune_insee") == "57463"


def test_a_lone_number_picks_the_line_to_take_off(household: Household) -> None:
    """«1», written under a list of lines, is the first of them."""
    household.says("jai recu un comandement de payé hier, j'habite Metz, bail de 2024")
    household.presses("Hier")
    household.presses("Demander une place")
    household.presses("Retirer une ligne")
    assert all(len(label) <= 45 for label in household.labels)
    household.says("2")
    assert household.session.withheld == ("dates",)
