"""Disguises come off, nothing raises, twice is once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.normalise import LONGEST, clean, fold, words_of

ANY = st.text(st.characters(), max_size=300)


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_any_text_is_accepted_and_twice_is_once(text: str) -> None:
    """Both forms accept any string, lone surrogates included, and are idempotent."""
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "masked",
    [
        "JE VEUX MOURIR",
        "je\u200b ve\u200dux mou\u00adrir",
        "je veux \u202emourir\u202c",
        "j̶e̷ v̸e̡ux m̴o̵u̶r̷i̸r̡",
        "je veux mоurir",
        "ｊｅ ｖｅｕｘ ｍｏｕｒｉｒ",
        "je veux mouriiiir",
        "𝐣𝐞 𝐯𝐞𝐮𝐱 𝐦𝐨𝐮𝐫𝐢𝐫",
        "je… veux,,, mourir!!!",
    ],
)
def test_disguises_fold_to_the_plain_words(masked: str) -> None:
    """Invisible marks, look-alike letters, styles and stretching do not change the bare words."""
    assert fold(masked) == "je veux mourir"


def test_digits_of_every_script_become_plain() -> None:
    """A date in Arabic or Persian digits reads like any other."""
    assert clean("١٢ نوفمبر ۲۰۲۶") == "12 نوفمبر 2026"


def test_long_and_broken_texts_are_cut_not_refused() -> None:
    """Ten thousand characters and lone surrogates are read up to the limit."""
    assert len(clean("a é" * 5000)) <= LONGEST
    assert clean("a\ud800b\udc00") == "a b"


def test_sms_spelling_becomes_usual_words() -> None:
    """Elisions without apostrophe and phonetic spelling read like the usual words."""
    table = {"jai": "j ai", "comandement": "commandement"}
    assert words_of("jai reçu l’comandement", table) == ["j", "ai", "recu", "l", "commandement"]
