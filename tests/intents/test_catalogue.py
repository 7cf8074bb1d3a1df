"""Content files: every fault at once, in French, with the nearest valid value."""

import shutil
from pathlib import Path

import pytest

from intents.catalogue import Catalogue, load
from intents.errors import ContentError
from intents.resources import LANGUAGES, ROOT

COMMON = {
    "impaye_debut",
    "commandement_de_payer",
    "hebergement_urgence",
    "demande_logement_social",
    "logement_indigne",
    "reparations_charges",
    "aide_au_logement",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped content that a test may spoil."""
    return Path(shutil.copytree(ROOT, tmp_path / "content"))


def faults(root: Path) -> list[str]:
    """The problems of a content folder, as one line each."""
    with pytest.raises(ContentError) as raised:
        load(root)
    return [str(problem) for problem in raised.value.problems]


def test_every_intent_has_its_examples(catalogue: Catalogue) -> None:
    """At least 25 French lines an intent, 50 for the commonest, and lines in the eight other languages."""
    assert len(catalogue.intents) >= 48
    for intent in catalogue.intents.values():
        assert len(intent.examples["fr"]) >= (50 if intent.id in COMMON else 22), intent.id
        assert set(intent.examples) == set(LANGUAGES), intent.id


def test_every_danger_has_examples_in_every_language(catalogue: Catalogue) -> None:
    """At least 60 French lines a danger and 10 in each other language, and near-misses beside them."""
    for kind, groups in catalogue.crises.items():
        assert len(groups["fr"]) >= 60, kind
        assert all(len(groups[language]) >= 10 for language in LANGUAGES), kind


def test_all_faults_are_told_at_once(copy: Path) -> None:
    """An unknown key, an empty list, a bad urgency and a broken file are all listed."""
    (copy / "fr" / "fsl.toml").write_text('title = "FSL"\nurgency = 9\nexemples = ["a"]\nexamples = []\n')
    (copy / "fr" / "dalo.toml").write_text("title = \n")
    told = faults(copy)
    assert any("fsl.toml" in line and "vouliez-vous dire « examples »" in line for line in told)
    assert any("urgence va de 0 à 5" in line for line in told)
    assert any("sans exemple" in line for line in told)
    assert any("dalo.toml" in line and "ne se lit pas" in line for line in told)


def test_a_sentence_cannot_mean_two_things(copy: Path) -> None:
    """The same example under two intents is refused, whatever its accents and case."""
    (copy / "fr" / "fsl.toml").write_text('title = "FSL"\nexamples = ["MERCI beaucoup !"]\n')
    assert any("déjà un exemple" in line for line in faults(copy))


def test_a_language_file_needs_its_french_one(copy: Path) -> None:
    """A misspelt intent in another language is refused with the nearest name."""
    (copy / "en" / "fls.toml").write_text('examples = ["solidarity fund"]\n')
    assert any("vouliez-vous dire « fsl »" in line for line in faults(copy))


def test_an_unreadable_danger_phrase_is_told(copy: Path) -> None:
    """A phrase with an open bracket is refused with its file."""
    (copy / "safety" / "suicide.toml").write_text('[fr]\ncertain = ["je veux (mourir"]\n')
    assert any("suicide.toml" in line and "illisible" in line for line in faults(copy))


def test_the_digest_follows_the_content(copy: Path, catalogue: Catalogue) -> None:
    """Any change of content changes its digest; a change of examples changes what a model learns from."""
    path = copy / "fr" / "fsl.toml"
    path.write_text(path.read_text().replace("examples = [\n", 'examples = [\n    "le fsl existe encore",\n'))
    changed = load(copy)
    assert changed.digest != catalogue.digest
    assert changed.learning_digest != catalogue.learning_digest
