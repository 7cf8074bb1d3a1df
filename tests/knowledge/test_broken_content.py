"""What a social worker reads when a file is wrong: everything at once, in French, with the nearest valid
value.
"""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.checks import check
from knowledge.errors import ContentError
from knowledge.freshness import due, notice, state
from knowledge.loader import CONTENT, Knowledge, load
from knowledge.plainness import banned, naked_acronyms, remarks_on_text, unknown_phones


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real content that a test may break."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


def change(path: Path, old: str, new: str) -> None:
    """Replace `old`, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_problems_at_once(folder: Path) -> None:
    """Five mistakes in five files give five problems, each naming its file, its key and a French way out."""
    change(folder / "stages" / "commandement_de_payer.toml", "urgency = 2", 'urgency = "deux"')
    change(folder / "parameters" / "appel_jugement.toml", '"1 mois"', '"1 lune"')
    change(folder / "fiches" / "fr" / "fsl.md", 'contacts = ["fsl"', 'contacts = ["fls"')
    change(folder / "contacts.toml", 'confidence = "haute"', 'confidence = "haut"')
    change(folder / "stages" / "conge.toml", "leads_to", "lead_to")
    with pytest.raises(ContentError) as error:
        load(folder)
    found = {problem.file: problem for problem in error.value.problems}
    assert "sans guillemets" in found["stages/commandement_de_payer.toml"].message
    assert "6 semaines, 2 mois" in found["parameters/appel_jugement.toml"].message
    assert "« haute »" in found["contacts.toml"].message
    assert "« leads_to »" in found["stages/conge.toml"].message


def test_a_reference_to_nothing_names_the_nearest(folder: Path) -> None:
    """A contact that does not exist is named with the closest one."""
    change(folder / "fiches" / "fr" / "fsl.md", 'contacts = ["fsl"', 'contacts = ["fls"')
    with pytest.raises(ContentError) as error:
        load(folder)
    assert "Vouliez-vous écrire « fsl » ?" in error.value.problems[0].message


@pytest.mark.parametrize(
    "sentence",
    [
        "Arrêtez de payer le loyer.",
        "On ne peut pas vous expulser avec des enfants.",
        "L'appel suspend l'expulsion.",
        "N'ouvrez pas la porte.",
        "L'huissier vient demain.",
        "Le tribunal d'instance décide.",
        "Appelez le 0 810 001 505.",
        "La trêve hivernale suspend la procédure.",
        "Le dossier de surendettement suspend l'expulsion.",
        "Demandez à la Fondation Abbé Pierre.",
        "Dès 450 € la CAF coupe l'aide.",
        "Metz est en zone tendue.",
        "Inform'elles vous reçoit au 3 rue des Lilas.",
        "Le juge peut donner jusqu'à 3 ans.",
        "Une date garantie est affichée.",
        "Appelez le 03 99 99 99 99.",
    ],
)
def test_forbidden_and_stale_sentences_fail(knowledge: Knowledge, sentence: str) -> None:
    """A sentence the register forbids, an outdated one, or a number nobody confirmed is refused."""
    shown = frozenset(contact.phone for contact in knowledge.contacts.values() if contact.shown)
    assert [*banned("", sentence, knowledge.plain), *unknown_phones("", sentence, shown)]


@pytest.mark.parametrize(
    "sentence",
    [
        "L'appel n'arrête pas l'expulsion.",
        "Un commissaire de justice (on disait « huissier ») remet le papier.",
        "À partir du 1er janvier 2027, plus de 450 euros suffisent.",
        "Metz n'est pas en zone tendue.",
        "Ne refusez rien sans avis.",
        "La trêve arrête la sortie de force.",
    ],
)
def test_right_sentences_pass(knowledge: Knowledge, sentence: str) -> None:
    """The correct wording of the same subjects is not refused."""
    assert [*banned("", sentence, knowledge.plain)] == []


def test_a_forbidden_sentence_fails_the_build(folder: Path) -> None:
    """Written in a fiche, it is a problem of `check` that names the file and says why."""
    path = folder / "fiches" / "fr" / "budget.md"
    change(path, "# En savoir plus\n", "# En savoir plus\nArrêtez de payer le loyer.\n")
    found = [problem for problem in check(folder).problems if problem.file == "fiches/fr/budget.md"]
    assert "arrêter de payer" in found[0].message


@pytest.mark.parametrize(
    "sentence",
    [
        "Cette somme est exigible nonobstant toute opposition de votre part.",
        "Le FJT vous accueille.",
        "Vous ne devez pas ne pas venir si vous n'êtes pas sûr de ne rien devoir.",
        " ".join(["mot"] * 40) + ".",
    ],
)
def test_plain_language_is_checked(knowledge: Knowledge, sentence: str) -> None:
    """Rare words, naked acronyms, piled negations and endless sentences are refused."""
    fiche = replace(knowledge.fiches["fr", "mutation"], short=sentence)
    acronyms = {term.word: term.meaning["fr"] for term in knowledge.terms.values() if term.acronym}
    assert [*remarks_on_text("", sentence, knowledge.plain), *naked_acronyms(fiche, acronyms)]


def test_what_falls_due_is_listed(knowledge: Knowledge) -> None:
    """`check` lists what must be read again within 90 days, the soonest first."""
    found = due(knowledge, date(2027, 3, 1))
    assert found
    assert [item.review_by for item in found] == sorted(item.review_by for item in found)
    assert due(knowledge, date(2026, 8, 1)) == ()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 21), "fresh"),
        (date(2027, 5, 21), "fresh"),
        (date(2027, 5, 22), "caveat"),
        (date(2027, 12, 31), "withheld"),
    ],
)
def test_an_old_text_changes_the_answer(knowledge: Knowledge, today: date, expected: str) -> None:
    """Past its review date a text carries a caveat; far past it, the figure is withheld and a human is
    offered.
    """
    found = state(date(2027, 5, 21), today)
    assert found == expected
    assert (notice(found, date(2027, 5, 21), knowledge) is None) == (expected == "fresh")


def test_a_text_outside_its_validity_is_withheld() -> None:
    """A text that is not yet, or no longer, in force is never shown."""
    assert state(date(2027, 5, 21), date(2026, 11, 21), valid_from=date(2027, 1, 1)) == "withheld"
    assert state(date(2027, 5, 21), date(2026, 11, 21), valid_to=date(2026, 11, 20)) == "withheld"
