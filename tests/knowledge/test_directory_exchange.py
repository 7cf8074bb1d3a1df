"""The directory goes out and comes back unchanged; what is wrong in a foreign record is said in French."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import directory
from knowledge.directory import Fermeture, JourParticulier, Permanence, Reserve
from knowledge.exchange import SERVICE_FIELDS, as_records, to_csv, to_json
from knowledge.intake import from_csv, from_json
from knowledge.reading import Reader
from tests.knowledge.permanence_samples import CONTENT, SHELTER, STAY, permanence

FOREIGN = {
    "source": "dora",
    "structure_id": "dora--42",
    "id": "dora--AidantsConnect:2024-47BXY",
    "nom": "Point conseil logement",
    "description": "Des juristes répondent aux questions des locataires.",
    "date_maj": "2026-03-01",
    "type": "information",
    "thematiques": [STAY, "numerique--acquerir-un-equipement"],
    "publics": ["tous-publics"],
    "code_insee": "54395",
    "zone_eligibilite": ["54"],
    "horaires_accueil": "Mo-Fr 08:30-12:30; PH off",
    "telephone": "+33383000000",
    "contact_nom_prenom": "Dupont Jeanne",
    "score_qualite": 0.7,
}

texts = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="|"), max_size=30)
names = texts.map(str.strip).filter(bool)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
permanences = st.builds(
    permanence,
    st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,5})?", fullmatch=True),
    nom=names,
    description=names,
    note=names,
    adresse=texts.map(str.strip),
    exemple=st.booleans(),
    date_maj=days,
    thematiques=st.sampled_from([(STAY,), (STAY, SHELTER)]),
    publics=st.sampled_from([("tous-publics",), ("femmes", "familles")]),
    statuts=st.sampled_from([(), ("heberge", "foyer")]),
    langues=st.sampled_from([("fr",), ("fr", "ar")]),
    capacite=st.integers(2, 9),
    places_urgentes=st.integers(0, 2),
    duree_minutes=st.none() | st.integers(10, 20),
    reserve=st.sampled_from([Reserve(), Reserve(statuts=("heberge",))]),
    etat=st.sampled_from(["ouverte", "urgences", "suspendue"]),
    fermetures=st.lists(st.builds(lambda day: Fermeture(day, day, "congés"), days), max_size=2).map(tuple),
    jours_particuliers=st.lists(
        st.builds(JourParticulier, days, horaires=st.sampled_from(["", "09:00-12:00"])), max_size=2
    ).map(tuple),
    source=st.sampled_from(["entraidbot", "dora"]),
)


def with_source(one: Permanence) -> Permanence:
    """A foreign record keeps the id it came with."""
    return (
        replace(one, id_source=f"{one.source}--{one.id}", id=f"{one.source}-{one.id}")
        if one.source == "dora"
        else one
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(permanences.map(with_source), max_size=4, unique_by=lambda one: one.id))
def test_what_goes_out_comes_back(listed: list[Permanence]) -> None:
    """JSON and CSV, both ways, field for field, without a problem."""
    for imported in (from_json(to_json(listed)), from_csv(to_csv(listed))):
        assert imported.problems == ()
        assert imported.permanences == tuple(listed)


def test_the_shipped_directory_is_exported_in_the_schema() -> None:
    """Every field is the schema's own, or named as the project's; required ones are there."""
    found = directory.load(Reader(CONTENT))
    for record in as_records(found.values()):
        assert {"source", "structure_id", "id", "nom", "description", "date_maj"} <= set(record)
        assert all(name in SERVICE_FIELDS or name.startswith("entraidbot_") for name in record)
        assert record["id"].startswith("entraidbot--")
    assert from_json(to_json(found.values())).permanences == tuple(found.values())


def test_a_foreign_record_comes_in() -> None:
    """Its identity is kept, a worker's name is not, what is not used is said as a warning."""
    imported = from_json(json.dumps([FOREIGN]))
    (one,) = imported.permanences
    assert (one.id, one.id_source) == ("dora-aidantsconnect-2024-47bxy", "dora--AidantsConnect:2024-47BXY")
    assert (one.thematiques, one.capacite, one.langues) == ((STAY,), 1, ("fr",))
    assert "Jeanne" not in to_json([one])
    assert {problem.severity for problem in imported.problems} == {"warning"}
    assert {problem.found for problem in imported.problems} == {"numerique--acquerir-un-equipement", "0.7"}


def test_every_problem_of_every_record_is_reported() -> None:
    """Three bad records: each problem names its record, and the good record is still taken."""
    bad = [
        {**FOREIGN, "id": "dora--1", "horaires_accueil": "sur rendez-vous"},
        {**FOREIGN, "id": "dora--2", "zone_eligibilite": ["Lorraine"], "date_maj": "hier"},
        "texte",
        {**FOREIGN, "id": "dora--3"},
        {**FOREIGN, "id": "dora--3"},
    ]
    imported = from_json(json.dumps(bad))
    errors = {(problem.key, problem.found) for problem in imported.problems if problem.severity == "error"}
    assert {one.id for one in imported.permanences} == {"dora-3"}
    assert ("1.horaires_accueil", "sur rendez-vous") in errors
    assert any(key == "2.date_maj" for key, _ in errors)
    assert any(key == "3" for key, _ in errors)
    assert any(key == "5.id" for key, _ in errors)


@pytest.mark.parametrize("text", ["", "{", "42", '{"x": 1}', "\x00"])
def test_a_file_that_is_no_directory_is_refused(text: str) -> None:
    """One French sentence, no permanence, no exception."""
    imported = from_json(text)
    assert imported.permanences == ()
    assert len(imported.problems) == 1


def test_a_spreadsheet_with_semicolons_is_read() -> None:
    """As a French spreadsheet saves it, with its byte order mark."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(
        csv.reader(io.StringIO(to_csv([permanence(nom="Du mardi; et plus")])))
    )
    text = "\ufeff" + out.getvalue()
    assert from_csv(text).permanences == (permanence(nom="Du mardi; et plus"),)


@given(st.text(max_size=200))
def test_no_text_breaks_the_intake(text: str) -> None:
    """Anything is read or refused."""
    assert from_csv(text).permanences == ()
    assert from_json(text).permanences == ()
