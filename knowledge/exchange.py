"""The directory going out, as JSON or CSV, in data·inclusion's vocabulary (schema 1.0.10).

A record is a data·inclusion *service*; what only this project needs travels beside it under `entraidbot_…`
names, so that a record goes out and comes back (`intake`) unchanged.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from knowledge.directory import Permanence

BETWEEN = "|"
PROJECT = "entraidbot_"
SERVICE_FIELDS = (
    "source",
    "structure_id",
    "id",
    "nom",
    "description",
    "lien_source",
    "date_maj",
    "type",
    "thematiques",
    "frais",
    "frais_precisions",
    "publics",
    "publics_precisions",
    "conditions_acces",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "longitude",
    "latitude",
    "telephone",
    "courriel",
    "modes_accueil",
    "zone_eligibilite",
    "contact_nom_prenom",
    "lien_mobilisation",
    "modes_mobilisation",
    "mobilisable_par",
    "mobilisation_precisions",
    "volume_horaire_hebdomadaire",
    "nombre_semaines",
    "horaires_accueil",
)
NAMES = tuple(field.name for field in fields(Permanence))
_PROJECT_FIELDS = tuple(name for name in NAMES if name not in (*SERVICE_FIELDS, "id_source"))
Record = dict[str, Any]


def as_records(permanences: Iterable[Permanence]) -> list[Record]:
    """The permanences as data·inclusion services, empty fields left out."""
    return [_record(permanence) for permanence in permanences]


def to_json(permanences: Iterable[Permanence]) -> str:
    """The directory as a JSON list."""
    return json.dumps(as_records(permanences), ensure_ascii=False, indent=2) + "\n"


def to_csv(permanences: Iterable[Permanence]) -> str:
    """The directory as CSV: one line a record, lists parted by «|», particular days and closures as JSON."""
    columns = [*SERVICE_FIELDS, *(PROJECT + name for name in _PROJECT_FIELDS)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for record in as_records(permanences):
        writer.writerow({name: _cell(value) for name, value in record.items()})
    return out.getvalue()


def _record(permanence: Permanence) -> Record:
    values = asdict(permanence)
    record: Record = {}
    for name in SERVICE_FIELDS:
        if name in values and values[name] not in ("", (), None):
            record[name] = _plain(values[name])
    record["id"] = permanence.id_source or f"{permanence.source}--{permanence.id}"
    record.setdefault("structure_id", record["id"])
    for name in _PROJECT_FIELDS:
        if values[name] != _default(name):
            record[PROJECT + name] = _plain(values[name])
    return record


def _default(name: str) -> Any:
    field = next(field for field in fields(Permanence) if field.name == name)
    if name == "reserve":
        return {"domaines": (), "statuts": ()}
    return field.default


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _cell(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return BETWEEN.join(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
