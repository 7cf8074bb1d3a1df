"""The directory: its files are read strictly, and what is wrong is said in French, all at once."""

from pathlib import Path

import pytest

from knowledge import directory, directory_checks
from knowledge.directory import Permanence
from knowledge.reading import Reader
from tests.knowledge.permanence_samples import CONTENT, TERRITORY

GOOD = """
[[permanence]]
id = "metz"
nom = "Permanence de Metz"
description = "Une permanence."
date_maj = 2026-11-21
thematiques = ["logement-hebergement--reduire-les-impayes-de-loyer"]
zone_eligibilite = ["200039865"]
code_insee = "57463"
horaires_accueil = "Tu 14:00-17:00"
capacite = 6
"""


def read(tmp_path: Path, text: str) -> tuple[dict[str, Permanence], list[str]]:
    """The permanences of a file and the problems found in it."""
    folder = tmp_path / "permanences"
    folder.mkdir()
    (folder / "57.toml").write_text(text, encoding="utf-8")
    reader = Reader(tmp_path)
    found = directory.load(reader)
    directory_checks.check_places(reader, found, TERRITORY)
    return dict(found), [str(problem) for problem in reader.problems]


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    """The least a permanence must say, and sensible defaults for the rest."""
    found, problems = read(tmp_path, GOOD)
    assert problems == []
    assert (found["metz"].etat, found["metz"].langues, found["metz"].publics) == (
        "ouverte",
        ("fr",),
        ("tous-publics",),
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id = "metz"', 'id = "Metz Borny"', "Metz Borny"),
        ("capacite = 6", "capacite = 0", "au moins une"),
        ("capacite = 6", "capacite = 6\nplaces_urgentes = 7", "gardée"),
        ("capacite = 6", "capacite = 6\nduree_minutes = 45", "ne tiennent pas"),
        ("capacite = 6", "capacite = 6\nduree_minutes = 2", "minutes"),
        ("capacite = 6", "capacite = 6\nsalles = 0", "salle"),
        ('"Tu 14:00-17:00"', '"mardi 14h"', "mardi 14h"),
        ('"200039865"', '"lorraine"', "lorraine"),
        ('"200039865"', '"57999"', "57999"),
        ('"200039865"', '"13203"', "13055"),
        ('"200039865"', '"57094"', "57463"),
        ('code_insee = "57463"', 'code_insee = "57999"', "57999"),
        ("capacite = 6", 'capacite = 6\ntelephone = "à venir"', "confirmé"),
        ("capacite = 6", "capacite = 6\nexemple = true", "note"),
        ("capacite = 6", 'capacite = 6\npublics = ["tous-publics", "femmes"]', "tous-publics"),
        ("capacite = 6", 'capacite = 6\netat = "ouvert"', "ouverte"),
        ("capacite = 6", "capacite = 6\ncapacitee = 4", "capacite"),
        ("reduire-les-impayes-de-loyer", "impayes", "reduire-les-impayes-de-loyer"),
        ("capacite = 6", "capacite = 6\nfermetures = [{du = 2026-12-31, au = 2026-12-01}]", "finit avant"),
        ("capacite = 6", 'capacite = 6\njours_particuliers = [{date = 2026-12-31, horaires = "9h"}]', "9h"),
        ("capacite = 6", "capacite = 6\n" + GOOD, "autre permanence"),
    ],
)
def test_each_mistake_is_said_in_french(tmp_path: Path, before: str, after: str, said: str) -> None:
    """A wrong value is named, with the file and what to write instead."""
    _, problems = read(tmp_path, GOOD.replace(before, after, 1))
    assert any(said in problem and problem.startswith("permanences/57.toml") for problem in problems), (
        problems
    )


def test_all_mistakes_are_found_at_once(tmp_path: Path) -> None:
    """Four wrong lines give four problems, not one."""
    text = GOOD.replace("capacite = 6", 'capacite = 0\npoids = 0\ntelephone = "x"').replace(
        "Tu 14", "mardi 14"
    )
    _, problems = read(tmp_path, text)
    assert len(problems) == 4


def test_the_shipped_directory_is_sound() -> None:
    """The permanences of Moselle have no problem, and each unconfirmed one says that it is an example."""
    reader = Reader(CONTENT)
    found = directory.load(reader)
    directory_checks.check_places(reader, found, TERRITORY)
    assert reader.problems == []
    assert "entraidbail-metz-borny" in found
    for permanence in found.values():
        assert permanence.exemple and permanence.note
        assert not (permanence.telephone or permanence.adresse or permanence.courriel)
