"""The trained decision: shipped with its content, the same after storage, refused when it is something
else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from intents.brevity import brief
from intents.catalogue import Catalogue, Intent
from intents.decider import CALM, TrainedDecider
from intents.encoder import NoEncoder, Vectors
from intents.errors import ModelError
from intents.language import telling
from intents.model import from_bytes
from intents.shipped import SHIPPED
from intents.training import train
from intents.understanding import Understander
from intents.windows import windows

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def shipped() -> Understander:
    """What runs in production: the shipped model, with the encoder where it can be loaded."""
    return Understander.from_content()


def small(catalogue: Catalogue) -> Catalogue:
    """Three intents and a few dangers only, so that a test can train."""
    kept: dict[str, Intent] = {}
    for name in ("merci", "fsl", "hors_sujet"):
        intent = catalogue.intents[name]
        kept[name] = replace(intent, examples={"fr": intent.examples["fr"][:60]})
    few = {kind: {"fr": lines["fr"][:60]} for kind, lines in catalogue.crises.items()}
    return replace(catalogue, intents=kept, crises=few)


def test_the_shipped_model_fits_the_shipped_content(catalogue: Catalogue) -> None:
    """A first start does not train: the model in the package was learnt from this content."""
    assert from_bytes(SHIPPED.read_bytes()).digest == catalogue.learning_digest


def test_the_shipped_model_knows_the_words_of_its_examples(catalogue: Catalogue) -> None:
    """What a start would work out of twenty thousand examples is kept with the model, and is the same."""
    model = from_bytes(SHIPPED.read_bytes())
    assert model.ordinary == catalogue.ordinary
    assert model.taught == telling(catalogue.bare)


def test_training_is_deterministic_and_survives_storage(catalogue: Catalogue) -> None:
    """The same content gives the same bytes, and a stored model decides like the one it was."""
    content = small(catalogue)
    first, second = train(content, NoEncoder()), train(content, NoEncoder())
    assert first.to_bytes() == second.to_bytes()
    before = TrainedDecider(first, NoEncoder(), content.spelling).opinions("c'est quoi le fsl", "fr")[
        "intent"
    ]
    after = TrainedDecider(from_bytes(first.to_bytes()), NoEncoder(), content.spelling)
    read = after.opinions("c'est quoi le fsl", "fr")["intent"]
    assert max(before, key=lambda k: before[k]) == "fsl"
    assert all(abs(before[k] - read[k]) < 0.02 for k in before)


@pytest.mark.parametrize("data", [b"", b"not a model", SHIPPED.read_bytes()[:5000]])
def test_other_bytes_are_refused(data: bytes) -> None:
    """Bytes that are no model, or half of one, are refused with the way out."""
    with pytest.raises(ModelError, match="train it again"):
        from_bytes(data)


def test_a_broken_model_leaves_the_lexical_reading(tmp_path: Path) -> None:
    """With an unreadable model the messages are still read, and the warning says so."""
    reader = Understander.from_content(model=b"broken", encoder=NoEncoder())
    assert reader.warnings
    assert reader.understand("commandement de payer", today=TODAY).intent == "commandement_de_payer"


def test_without_encoder_letters_and_words_decide(catalogue: Catalogue) -> None:
    """Where the sentence encoder cannot be loaded, the same model reads letters and words."""
    reader = Understander.from_content(encoder=NoEncoder())
    assert reader.understand("comment demander le fsl", today=TODAY).intent == "fsl"


@pytest.mark.parametrize(
    "text",
    [
        "bonjour, le huissier est passé le 10 novembre avec un commandement de payer, le bail est de 2021",
        "jai recu un comandement de payé hier",
        "L'huissier a laissé un commandement de payer. Je ne sais pas quoi faire. J'ai deux enfants.",
    ],
)
def test_an_act_named_in_full_decides(shipped: Understander, text: str) -> None:
    """The name of the act is enough, whatever is told around it."""
    understood = shipped.understand(text, today=TODAY)
    assert (understood.intent, understood.ambiguous) == ("commandement_de_payer", False)


@pytest.mark.parametrize("text", ["j habite a metz", "bail de 2024", "mon loyer est de 600 euros"])
def test_a_bare_fact_means_nothing_more(shipped: Understander, text: str) -> None:
    """A place, a date or a sum alone fills the situation and opens no subject."""
    assert shipped.understand(text, today=TODAY).intent is None


@pytest.mark.parametrize(
    "text", ["oui", "Non.", "ok", "je sais pas", "evet", "нет", "نعم", "sim", "d'accord"]
)
def test_a_bare_answer_opens_no_subject(shipped: Understander, text: str) -> None:
    """Yes, no, I don't know: whoever asked reads it; it is no greeting."""
    assert shipped.understand(text, today=TODAY).intent is None


@pytest.mark.parametrize("text", ["un jeune homme", "je suis infirmière", "aide"])
def test_few_words_must_be_sure(shipped: Understander, text: str) -> None:
    """Two or three words that may mean anything are asked back, never answered."""
    understood = shipped.understand(text, today=TODAY)
    assert understood.intent is None or understood.ambiguous


def test_a_follow_up_is_read_in_the_open_fiche(shipped: Understander) -> None:
    """«et après ?» goes on with what is open; a new subject is noticed."""
    assert shipped.understand("et après ?", today=TODAY, fiche="fsl").intent == "fsl"
    assert (
        shipped.understand("et la trêve hivernale c'est quand", today=TODAY, fiche="fsl").intent
        == "treve_hivernale"
    )


def test_long_messages_are_cut_into_pieces() -> None:
    """Only long messages are read piece by piece: by sentence, or by runs of words without full stops."""
    assert windows("Bonjour. Merci.") == []
    assert len(windows("Je dois deux loyers depuis l'été. " * 5)) == 5
    assert len(windows("alors voilà je dois deux loyers depuis cet été et je sais plus quoi faire " * 4)) > 2
    assert len(windows("Je dois deux loyers depuis l'été. " * 60)) <= 14


class Counting(NoEncoder):
    """An encoder that counts the texts it is asked to read, and hears the same in all."""

    size = 384

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        return np.zeros((len(texts), self.size), dtype=np.float32)


@pytest.mark.parametrize(
    "text", ["bonjour", "أريد موعدا", "Je dois trois mois de loyer à mon bailleur. " * 9]
)
def test_the_encoder_is_asked_once_at_most(catalogue: Catalogue, text: str) -> None:
    """Meaning costs milliseconds: one reading of a few words per message, whatever its length."""
    model = from_bytes(SHIPPED.read_bytes())
    encoder = Counting(model.encoder_name)
    language = "fr" if text.isascii() or "é" in text else "ar"
    TrainedDecider(model, encoder, catalogue.spelling).opinions(text, language)
    assert encoder.asked <= 1


def test_a_danger_told_inside_a_story_is_heard(catalogue: Catalogue) -> None:
    """One worrying sentence weighs as much alone as between four others about rent."""
    model = from_bytes(SHIPPED.read_bytes())
    decider = TrainedDecider(model, NoEncoder(), catalogue.spelling)
    told = "mon compagnon me frappe quand il a bu"
    around = "Nous louons cet appartement depuis six ans. Le loyer est de 600 euros avec les charges. "
    alone = 1 - decider.opinions(told, "fr")["danger"][CALM]
    inside = 1 - decider.opinions(f"{around}{told}. {around}", "fr")["danger"][CALM]
    assert inside > 0.8 * alone > 0.6


def test_quiet_words_are_kept_from_the_encoder_only_where_the_message_is_long(catalogue: Catalogue) -> None:
    """The encoder's time grows with the words: a long message gives it those that say something."""
    assert brief("J'ai reçu un papier", catalogue.quiet, "fr") == "j'ai reçu un papier"
    message = "Bonjour, je suis locataire et j'ai un retard de loyer avec mon bailleur"
    told = brief(message, catalogue.quiet, "fr")
    assert len(told) <= 64
    assert "bailleur" in told
    assert " de " not in told
    assert len(brief(message * 3, catalogue.quiet, "tr")) == 100


class AtEase(TrainedDecider):
    """Reads every message as a greeting that worries nobody."""

    def __init__(self) -> None:
        """Needs no model."""

    def opinions(self, cleaned: str, language: str | None) -> dict[str, dict[str, float]]:
        return {"intent": {"bonjour": 1.0}, "danger": {CALM: 0.98, "violences": 0.02}}


def test_a_phrase_of_danger_that_worries_nobody_is_possible(catalogue: Catalogue) -> None:
    """In a longer message the model may lower a phrase to the gentle line; it never silences it."""
    understander = Understander(catalogue, AtEase())
    told = "Mon mari me frappe"
    assert (short := understander.understand(told, today=TODAY).danger) is not None
    assert short.level == "certain"
    around = "Je vous raconte une scène du film que nous avons vu dimanche au cinéma : "
    assert (long := understander.understand(around + told, today=TODAY).danger) is not None
    assert (long.kind, long.level) == ("violences", "possible")


@pytest.mark.parametrize("text", ["impôts sur un investissement locatif", "déclarer mes loyers aux impôts"])
def test_a_subject_near_ours_is_not_taken_for_ours(shipped: Understander, text: str) -> None:
    """Investing, taxes of a landlord: other people's business, and never a household's rent."""
    assert shipped.understand(text, today=TODAY).intent in (None, "hors_sujet", "cote_bailleur")
