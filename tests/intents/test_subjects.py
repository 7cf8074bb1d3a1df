"""What a message is about besides its first subject."""

from collections.abc import Callable, Mapping

import pytest

from intents.catalogue import Catalogue
from intents.subjects import second

SURE = 0.7
MESSAGE = "Quel préavis dois-je donner pour mon appartement ? Et la caution de l'ancien n'est pas rendue."


def reader(by_word: Mapping[str, str], score: float = 0.9) -> Callable[[str], dict[str, float]]:
    """A reading that is surest about the intent of the word that a part holds, else about the deposit."""

    def read(part: str) -> dict[str, float]:
        found = next((intent for word, intent in by_word.items() if word in part), "surendettement")
        return {"bonjour": 0.01, found: score if found != "surendettement" else 0.2}

    return read


def test_the_other_question_is_found(catalogue: Catalogue) -> None:
    """One sentence about the notice, one about the deposit: the deposit is the second subject."""
    read = reader({"preavis": "preavis_du_locataire", "caution": "depot_de_garantie"})
    first = catalogue.intents["preavis_du_locataire"]
    assert second(catalogue, read, MESSAGE, first, SURE) == ("depot_de_garantie", 0.9)


@pytest.mark.parametrize(
    ("first", "other", "why"),
    [
        ("commandement_de_payer", "assignation_audience", "two steps of the procedure are one subject"),
        ("preavis_du_locataire", "impaye_debut", "arrears are mostly told in passing"),
        ("preavis_du_locataire", "hors_sujet", "another matter is not offered"),
        ("hors_sujet", "depot_de_garantie", "nothing follows what is out of scope"),
    ],
)
def test_some_subjects_are_never_second(catalogue: Catalogue, first: str, other: str, why: str) -> None:
    """A second subject is one that somebody would want answered besides the first."""
    read = reader({"preavis": first, "caution": other})
    assert second(catalogue, read, MESSAGE, catalogue.intents[first], SURE) is None, why


def test_doubt_and_brevity_offer_nothing(catalogue: Catalogue) -> None:
    """A part that is not sure, or a short message, has no second subject."""
    first = catalogue.intents["preavis_du_locataire"]
    words = {"preavis": "preavis_du_locataire", "caution": "depot_de_garantie"}
    assert second(catalogue, reader(words, score=0.6), MESSAGE, first, SURE) is None
    assert second(catalogue, reader(words), "mon préavis ? Et la caution, où est-elle ?", first, SURE) is None


def test_parts_are_cut_at_sentences_and_at_new_thoughts(catalogue: Catalogue) -> None:
    """Full stops cut, and so do words such as «et en plus»; what is too short is left out."""
    text = "J'ai une dette de loyer et en plus mon chauffage est en panne. Merci bien."
    assert catalogue.acts.parts(text) == ["j ai une dette de loyer", "en plus mon chauffage est en panne"]
