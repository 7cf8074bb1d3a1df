"""Danger first: every kind in every language, whatever is put around or over it, and not the figures of
speech."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.catalogue import Catalogue
from intents.safety import KINDS

PLAIN = {
    "suicide": "je veux mourir",
    "urgence_medicale": "il ne respire plus",
    "enfant_en_danger": "il frappe ses enfants",
    "violences": "mon mari me frappe",
    "expulsion_illegale": "le propriétaire a changé la serrure",
    "expulsion_imminente": "expulsion demain avec la police",
    "sans_abri_ce_soir": "je suis à la rue ce soir",
}

OTHER = [
    ("suicide", "I want to kill myself"),
    ("suicide", "quiero morir"),
    ("suicide", "хочу умереть"),
    ("suicide", "не хочу жити"),
    ("suicide", "ölmek istiyorum"),
    ("suicide", "vreau sa mor"),
    ("suicide", "quero morrer"),
    ("suicide", "أريد أن أموت"),
    ("suicide", "bghit nmout"),
    ("violences", "my husband beats me"),
    ("violences", "زوجي يضربني"),
    ("violences", "rajli kaydrbni"),
    ("violences", "kocam beni dövüyor"),
    ("violences", "муж меня бьет"),
    ("violences", "чоловік мене б'є"),
    ("violences", "ma bate"),
    ("violences", "o meu marido bate-me"),
    ("violences", "mi marido me pega"),
    ("sans_abri_ce_soir", "we sleep in the car"),
    ("sans_abri_ce_soir", "dormimos en la calle"),
    ("sans_abri_ce_soir", "мы ночуем на улице"),
    ("sans_abri_ce_soir", "sokakta kalıyoruz"),
    ("sans_abri_ce_soir", "kan3as f zan9a"),
    ("sans_abri_ce_soir", "ننام في الشارع"),
    ("sans_abri_ce_soir", "dormim pe strada"),
    ("sans_abri_ce_soir", "estamos na rua"),
    ("sans_abri_ce_soir", "ми спимо в машині"),
]

FIGURES = [
    "je suis mort de rire",
    "ces charges me tuent",
    "j'habite au 15 rue de la gare",
    "les voisins font du bruit dehors",
    "je suis mort de fatigue après le travail",
    "merci vous me sauvez la vie",
    "j'ai sorti les poubelles dehors",
    "le loyer me tue",
    "je me tue au travail",
    "on tue le temps en attendant la caf",
]

WORDS = st.lists(
    st.sampled_from(
        [
            "bonjour",
            "alors",
            "voila",
            "donc",
            "aussi",
            "hier",
            "mon",
            "loyer",
            "et",
            "puis",
            "madame",
            "svp",
            "600",
            "euros",
            "la",
            "caf",
        ]
    ),
    max_size=6,
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_certain_when_said_plainly(catalogue: Catalogue, kind: str) -> None:
    """Each crisis of the taxonomy has a plain French phrase that brings its screen."""
    danger = catalogue.safety.danger(PLAIN[kind])
    assert danger is not None
    assert (danger.kind, danger.level) == (kind, "certain")


@pytest.mark.parametrize(("kind", "text"), OTHER)
def test_danger_is_seen_in_the_other_languages(catalogue: Catalogue, kind: str, text: str) -> None:
    """A plain phrase of the other eight languages brings the same screen."""
    assert [d.kind for d in catalogue.safety.dangers(text) if d.level == "certain"][:1] == [kind]


@pytest.mark.parametrize("text", FIGURES)
def test_figures_of_speech_are_no_danger(catalogue: Catalogue, text: str) -> None:
    """Words of danger in an idiom or an address bring nothing certain."""
    danger = catalogue.safety.danger(text)
    assert danger is None or danger.level == "possible"


@pytest.mark.parametrize("kind", KINDS)
@given(before=WORDS, after=WORDS)
@settings(max_examples=30, deadline=None)
def test_words_around_never_remove_the_danger(
    catalogue: Catalogue, kind: str, before: list[str], after: list[str]
) -> None:
    """Adding words before or after a danger phrase leaves its kind among the dangers seen."""
    text = " ".join([*before, PLAIN[kind], *after])
    assert kind in {danger.kind for danger in catalogue.safety.dangers(text)}


def test_a_professional_question_is_not_certain(catalogue: Catalogue) -> None:
    """A worker asking in general gets the answer, opened by one gentle line at most."""
    danger = catalogue.safety.danger(
        "je suis assistante sociale, comment orienter une femme victime de violences conjugales"
    )
    assert danger is None or danger.level == "possible"
