"""One message from end to end with the lexical matcher: meaning, doubt, danger and facts together."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.catalogue import Catalogue
from intents.language import Languages, telling
from intents.understanding import Understander

TODAY = date(2026, 11, 21)


def test_the_first_sentence_of_the_design(understander: Understander) -> None:
    """«jai recu un comandement de payé hier» is an order to pay, served on the 20th."""
    understood = understander.understand("jai recu un comandement de payé hier", today=TODAY)
    assert understood.intent == "commandement_de_payer"
    assert understood.stage == "commandement_de_payer"
    assert understood.entities.facts["date_acte"] == date(2026, 11, 20)
    assert understood.language == "fr"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("jai reçu un comandemant de payer", "commandement_de_payer"),
        ("commandement de payer les loyers par huissier", "commandement_de_payer"),
        ("commandement de quitter les lieux", "commandement_de_quitter"),
        ("l'huissier m'a donné un papier pour quitter l'appartement", "commandement_de_quitter"),
    ],
)
def test_payer_and_quitter_are_never_confused(understander: Understander, text: str, intent: str) -> None:
    """The two orders bring different limits: one is never taken for the other."""
    assert understander.understand(text, today=TODAY).intent == intent


def test_danger_comes_with_the_meaning(understander: Understander) -> None:
    """«expulsion demain avec la police» gives the crisis and the legal path."""
    understood = understander.understand("expulsion demain avec la police", today=TODAY)
    assert understood.danger is not None
    assert understood.danger.kind == "expulsion_imminente"
    assert understood.intent == "concours_force_publique"
    assert understood.urgency == 5


@pytest.mark.parametrize("text", ["", "🙂🙂", "....", "\u200b\u202e", "\ud800"])
def test_nothing_said_is_not_understood(understander: Understander, text: str) -> None:
    """Empty, emoji-only or invisible messages have no meaning and no danger."""
    understood = understander.understand(text, today=TODAY)
    assert (understood.intent, understood.danger, understood.alternatives) == (None, None, ())


@given(st.text(st.characters(), max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read_without_raising(understander: Understander, text: str) -> None:
    """Whatever is written, an understanding comes back with at most three alternatives."""
    understood = understander.understand(text, today=TODAY)
    assert len(understood.alternatives) <= 3
    assert 0 <= understood.score <= 1


def test_ten_thousand_characters_are_read(understander: Understander) -> None:
    """A story of 10,000 characters is read up to the limit."""
    understood = understander.understand("je dois trois mois de loyer " * 400, today=TODAY)
    assert len(understood.text) <= 4096


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ce acte trebuie să duc", "ro"),
        ("a caução não foi devolvida", "pt"),
        ("no llego a fin de mes", "es"),
        ("la CAF me quitó la ayuda", "es"),
        ("proprietarul a tăiat curentul", "ro"),
        ("la caf m'a coupé les apl", "fr"),
        ("quel préavis pour partir", "fr"),
    ],
)
def test_romance_languages_are_told_apart(catalogue: Catalogue, text: str, language: str) -> None:
    """Short messages with words that several Romance languages share are still read in the right one."""
    assert Languages(catalogue.languages, None, telling(catalogue.bare)).identify(text) == language
