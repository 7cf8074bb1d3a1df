"""«Je viens», «je ne peux pas», «plus tôt», «un autre jour»: short words about an appointment."""

import pytest

from intents.attendance import read
from intents.resources import LANGUAGES


@pytest.mark.parametrize(
    ("text", "language", "meaning"),
    [
        ("Je viens", "fr", "come"),
        ("oui je serai là", "fr", "come"),
        ("désolé je peux pas venir mardi", "fr", "cannot"),
        ("j'annule", "fr", "cannot"),
        ("je ne peux pas mardi, un autre jour possible ?", "fr", "move"),
        ("c'est possible plus tôt svp ?", "fr", "sooner"),
        ("I can't come", "en", "cannot"),
        ("لا أستطيع الحضور", "ar", "cannot"),
        ("سآتي", "ar", "come"),
        ("gelemeyeceğim", "tr", "cannot"),
        ("я не приду", "ru", "cannot"),
        ("не зможу прийти", "uk", "cannot"),
        ("nu pot veni", "ro", "cannot"),
        ("não posso ir", "pt", "cannot"),
        ("otra fecha por favor", "es", "move"),
        ("je peux pas", "tr", "cannot"),
        ("Rendez-vous", "fr", "ask"),
        ("randevu", "tr", "ask"),
    ],
)
def test_short_words_about_an_appointment_are_read(text: str, language: str, meaning: str) -> None:
    """In the household's language, and in French whatever the language is."""
    assert read(text, language) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "merci",
        "mon rendez-vous est gratuit",
        "mon bailleur est venu hier avec une lettre",
        "depuis trois mois je ne peux pas payer le loyer parce que j'ai perdu mon travail"
        " et que ma fille est malade",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    """A story, or anything else, says nothing of an appointment."""
    assert read(text, "fr") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_say_all_of_it(language: str) -> None:
    """Nobody has to press a button for want of words."""
    from intents.attendance import _tables

    assert set(_tables()[language].values.values()) == {"come", "cannot", "sooner", "move", "ask"}
