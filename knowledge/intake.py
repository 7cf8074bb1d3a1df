"""A directory coming in, as JSON or CSV: from data·inclusion's vocabulary to permanences.

A foreign record comes in with sensible defaults; what the project has no use for is left out and said. All
problems of all records are reported at once, in French; a record with an error is not used.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from knowledge.directory import OWN, Permanence, faults
from knowledge.errors import Problem
from knowledge.exchange import BETWEEN, NAMES, PROJECT, SERVICE_FIELDS, Record
from knowledge.names import plain
from knowledge.reading import Reader
from knowledge.vocabulary import ModeAccueil, ModeMobilisation, Public, Thematique, TypeService
from knowledge.wording import sentence

_LISTS = frozenset(
    {
        "thematiques",
        "publics",
        "modes_accueil",
        "modes_mobilisation",
        "mobilisable_par",
        "zone_eligibilite",
        "statuts",
        "langues",
        "zone_debordement",
        "liens",
    }
)
_NUMBERS = frozenset({"capacite", "places_urgentes", "poids", "duree_minutes", "salles"})
_FLAGS = frozenset({"a_domicile", "exemple"})
_NESTED = frozenset({"reserve", "fermetures", "jours_particuliers"})
_KNOWN: Mapping[str, frozenset[str]] = {
    "thematiques": frozenset(get_args(Thematique)),
    "publics": frozenset(get_args(Public)),
    "modes_accueil": frozenset(get_args(ModeAccueil)),
    "modes_mobilisation": frozenset(get_args(ModeMobilisation)),
    "type": frozenset(get_args(TypeService)),
}
# A worker's name is personal data: it is never taken in.
_LEFT_OUT = frozenset({"contact_nom_prenom", "longitude", "latitude", "frais_precisions"})
_DEFAULT_CAPACITY = 1
_LETTERS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Imported:
    """The records that can be used, and everything found wrong; a record with an error is not used."""

    permanences: tuple[Permanence, ...]
    problems: tuple[Problem, ...]


def from_bytes(raw: bytes, name: str) -> Imported:
    """A directory from a file's bytes, JSON or CSV by the ending of its name.

    A spreadsheet on a French computer saves CSV as Windows-1252 rather than UTF-8: both are read.
    """
    table = name.lower().endswith(".csv")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        if not table or b"\0" in raw:
            return _unreadable(name, sentence("not_text"))
        text = raw.decode("cp1252", errors="replace")
    return from_csv(text, name) if table else from_json(text, name)


def from_json(text: str, name: str = "annuaire.json") -> Imported:
    """A directory from JSON: a list of services, or an object with a list under `services`."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return _unreadable(name, sentence("no_json", line=error.lineno, column=error.colno))
    except (ValueError, RecursionError):
        return _unreadable(name, sentence("no_list"))
    if isinstance(data, dict):
        data = data.get("services")
    if not isinstance(data, list):
        return _unreadable(name, sentence("no_list"))
    return _imported(data, name)


def from_csv(text: str, name: str = "annuaire.csv") -> Imported:
    """A directory from CSV, with «,» or «;» between the columns."""
    text = text.removeprefix("\ufeff")
    heading = text.partition("\n")[0]
    between = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=between, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return _unreadable(name, sentence("no_csv", line=reader.line_num + 1))
    return _imported([_from_cells(row) for row in rows], name)


def _from_cells(row: Mapping[str | None, Any]) -> Record:
    record: Record = {}
    for column, cell in row.items():
        if column is None:
            record["?"] = cell
        elif cell not in ("", None):
            record[column] = _from_cell(column.removeprefix(PROJECT), str(cell).strip())
    return record


def _from_cell(name: str, cell: str) -> Any:
    if name in _LISTS:
        return [part.strip() for part in cell.split(BETWEEN) if part.strip()]
    if name in _FLAGS and cell.lower() in ("oui", "non", "true", "false"):
        return cell.lower() in ("oui", "true")
    if name in _NUMBERS and cell.lstrip("-").isdigit():
        return int(cell)
    if name in _NESTED:
        try:
            return json.loads(cell)
        except ValueError:
            return cell
    return cell


def _imported(records: Sequence[Any], name: str) -> Imported:
    reader = Reader(Path())
    good: list[Permanence] = []
    seen: set[str] = set()
    for index, record in enumerate(records, start=1):
        found, problems = _read(record, name, index)
        reader.problems += problems
        if found is None:
            continue
        if found.id in seen:
            reader.add(Path(name), f"{index}.id", found.id, sentence("double_id", found=found.id))
        elif not any(problem.severity == "error" for problem in problems):
            good.append(found)
        seen.add(found.id)
    return Imported(tuple(good), tuple(_once(reader.problems)))


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A column that nobody knows is said of the first record that has it, not of every one."""
    told: set[str] = set()
    for problem in problems:
        column = problem.key.partition(".")[2]
        unknown = problem.message == sentence("unknown_column", found=column)
        if not (unknown and column in told):
            yield problem
        if unknown:
            told.add(column)


def _read(record: Any, name: str, index: int) -> tuple[Permanence | None, list[Problem]]:
    """One record: what the project does not use is reported and left out, what is wrong is an error."""
    reader, path = Reader(Path()), Path(name)
    if not isinstance(record, Mapping):
        reader.add(path, str(index), record, sentence("not_a_record"))
        return None, reader.problems
    values = dict(_fields(record, reader, path))
    values |= _identity(values)
    if values.get("structure_id") == record.get("id"):
        values.pop("structure_id", None)
    values.setdefault("capacite", _DEFAULT_CAPACITY)
    found = reader.build(path, values, Permanence)
    reader.problems = [_numbered(problem, index) for problem in reader.problems]
    for fault in faults(found) if found else ():
        reader.add(path, f"{index}.{fault.field}", fault.found, fault.message)
    return found, reader.problems


def _fields(record: Mapping[str, Any], reader: Reader, path: Path) -> Iterator[tuple[str, Any]]:
    for column, value in record.items():
        field = column.removeprefix(PROJECT)
        if value in (None, "", []) or column in _LEFT_OUT:
            continue
        if field not in NAMES:
            if column not in SERVICE_FIELDS:
                reader.add(path, column, value, sentence("unknown_column", found=column), "warning")
            continue
        yield field, _kept(field, value, reader, path)


def _identity(values: Mapping[str, Any]) -> dict[str, str]:
    """A short id of our own; the foreign one is kept, so that the record can be recognised later."""
    known, source = str(values.get("id", "")), str(values.get("source", OWN))
    if source == OWN or not known:
        return {"id": known.removeprefix(f"{OWN}--")}
    return {"id": "-".join(_LETTERS.findall(plain(known))), "id_source": known}


def _kept(field: str, value: Any, reader: Reader, path: Path) -> Any:
    """Values the project has no use for (themes other than housing) are left out, and said."""
    known = _KNOWN.get(field)
    if known is None or not isinstance(value, list):
        return value
    foreign = [item for item in value if item not in known]
    for item in foreign:
        reader.add(path, field, item, sentence("not_used", found=item), "warning")
    return [item for item in value if item in known]


def _numbered(problem: Problem, index: int) -> Problem:
    if problem.key.startswith(f"{index}."):
        return problem
    return Problem(problem.file, f"{index}.{problem.key}", problem.found, problem.message, problem.severity)


def _unreadable(name: str, error: object) -> Imported:
    return Imported((), (Problem(name, "", "", sentence("unreadable", found=error)),))
