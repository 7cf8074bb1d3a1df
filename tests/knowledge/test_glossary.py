"""Hard words can be tapped, and carry the names they had before."""

import pytest

from knowledge.glossary import meaning, terms_in
from knowledge.loader import Knowledge


def test_terms_come_in_reading_order(knowledge: Knowledge) -> None:
    """A text's hard words come in the order they are read, the longest name first where two overlap."""
    text = "Le commandement de payer cite la clause résolutoire. Le FSL peut aider."
    assert [term.id for term in terms_in(text, knowledge.terms)] == [
        "commandement_de_payer",
        "clause_resolutoire",
        "FSL",
    ]


def test_old_names_lead_to_the_new_one(knowledge: Knowledge) -> None:
    """«Huissier» is explained as the commissaire de justice of today."""
    assert [term.id for term in terms_in("l'huissier est passé", knowledge.terms)] == [
        "commissaire_de_justice"
    ]


def test_an_acronym_is_not_a_word(knowledge: Knowledge) -> None:
    """An acronym is recognised in capitals only."""
    assert terms_in("une fas et une caf", knowledge.terms) == ()


@pytest.mark.parametrize("language", ["fr", "en", "ar", "tr"])
def test_every_term_has_a_meaning(language: str, knowledge: Knowledge) -> None:
    """Each term is explained in the language asked, in French when it is not translated."""
    assert all(meaning(term, language) for term in knowledge.terms.values())


@pytest.mark.parametrize(
    "old",
    ["huissier", "FNARS", "DDCS", "PDALPD", "Histologe", "Fondation Abbé Pierre", "tribunal d'instance"],
)
def test_renamings_are_kept(old: str, knowledge: Knowledge) -> None:
    """Every name that changed is found under its new one."""
    assert [term for term in knowledge.terms.values() if old in term.formerly]
