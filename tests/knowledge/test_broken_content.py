"""What a social worker reads when a file is wrong: everything at once, in French, with the nearest valid
value.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.checks import check
from knowledge.errors import ContentError
from knowledge.loader import CONTENT, load


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
def test_forbidden_and_stale_sentences_fail(folder: Path, sentence: str) -> None:
    """A sentence the register forbids, or an outdated one, is refused wherever a household could read it."""
    path = folder / "fiches" / "fr" / "budget.md"
    change(path, "# En savoir plus\n", f"# En savoir plus\n{sentence}\n")
    assert any(problem.file == "fiches/fr/budget.md" for problem in check(folder).problems)


@pytest.mark.parametrize(
    "sentence",
    [
        "Cette somme est exigible nonobstant toute opposition de votre part.",
        "Le FJT vous accueille.",
        "Vous ne devez pas ne pas venir si vous n'êtes pas sûr de ne rien devoir.",
        " ".join(["mot"] * 40) + ".",
    ],
)
def test_plain_language_is_checked(folder: Path, sentence: str) -> None:
    """Rare words, naked acronyms, piled negations and endless sentences are refused."""
    change(folder / "fiches" / "fr" / "mutation.md", "# En savoir plus\n", f"# En savoir plus\n{sentence}\n")
    assert check(folder).problems


def test_what_falls_due_is_listed(folder: Path) -> None:
    """`check` lists what must be read again within 90 days, the soonest first."""
    report = check(folder, date(2027, 3, 1))
    assert report.due
    assert [item.review_by for item in report.due] == sorted(item.review_by for item in report.due)
    assert check(folder, date(2026, 8, 1)).due == ()
