"""The directory of permanences, in the vocabulary of data·inclusion, plus what routing needs to know.

A record never holds the address of a Telegram group nor a worker's name: those live in the settings or the
database. Contact data nobody confirmed is left out, and the record says `exemple = true`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from knowledge.opening_hours import HoursError, OpeningHours, parse, spans_of
from knowledge.reading import STRICT, Reader
from knowledge.vocabulary import (
    Etat,
    Mobilisateur,
    ModeAccueil,
    ModeMobilisation,
    Public,
    Statut,
    Thematique,
    TypeService,
)
from knowledge.wording import sentence

FOLDER = "permanences"
OWN = "entraidbot"  # the `source` of records written here
EVERYWHERE = frozenset({"france", "99100"})
_SHORTEST = 5  # minutes of a talk
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUE = re.compile(r"[a-z]{2,3}")
_ZONE = re.compile(r"\d{5}|2[AB]\d{3}|\d{2,3}|2[AB]|\d{9}|france|99100")
_TELEPHONE = re.compile(r"\+?\d[\d ]{1,16}")


@dataclass(frozen=True)
class Fermeture:
    """Closed from one day to another, both included."""

    __pydantic_config__ = STRICT

    du: date
    au: date
    motif: str = ""


@dataclass(frozen=True)
class JourParticulier:
    """One day unlike the others: other hours («09:00-12:00»), other places, or closed (no hours)."""

    __pydantic_config__ = STRICT

    date: date
    horaires: str = ""
    places: int | None = None
    motif: str = ""


@dataclass(frozen=True)
class Reserve:
    """What a permanence receives before any other: some domains, some statuses, in its own zone."""

    __pydantic_config__ = STRICT

    domaines: tuple[Thematique, ...] = ()
    statuts: tuple[Statut, ...] = ()


@dataclass(frozen=True)
class Permanence:
    """A service that receives households, described as data·inclusion describes services.

    Project fields follow: `statuts` (empty: all), `langues` spoken, `capacite` places a session of which
    `places_urgentes` are kept for urgent cases, `duree_minutes` of a talk, `salles` rooms at once, `poids` in
    sharing, `zone_debordement` where it takes what others cannot, `liens` the links households come by,
    `etat`, `fermetures`, `jours_particuliers`.
    """

    __pydantic_config__ = STRICT

    id: str
    nom: str
    description: str
    date_maj: date
    thematiques: tuple[Thematique, ...]
    zone_eligibilite: tuple[str, ...]
    code_insee: str
    horaires_accueil: str
    capacite: int
    source: str = OWN
    id_source: str = ""
    structure_id: str = ""
    structure_nom: str = ""
    type: TypeService = "accompagnement"
    frais: Literal["gratuit", "payant"] = "gratuit"
    publics: tuple[Public, ...] = ("tous-publics",)
    publics_precisions: str = ""
    conditions_acces: str = ""
    commune: str = ""
    code_postal: str = ""
    adresse: str = ""
    complement_adresse: str = ""
    telephone: str = ""
    courriel: str = ""
    modes_accueil: tuple[ModeAccueil, ...] = ("en-presentiel",)
    modes_mobilisation: tuple[ModeMobilisation, ...] = ()
    mobilisable_par: tuple[Mobilisateur, ...] = ("usagers", "professionnels")
    mobilisation_precisions: str = ""
    lien_mobilisation: str = ""
    lien_source: str = ""
    statuts: tuple[Statut, ...] = ()
    langues: tuple[str, ...] = ("fr",)
    places_urgentes: int = 0
    duree_minutes: int | None = None
    salles: int = 1
    a_domicile: bool = False
    poids: int = 1
    zone_debordement: tuple[str, ...] = ()
    reserve: Reserve = field(default_factory=Reserve)
    liens: tuple[str, ...] = ()
    etat: Etat = "ouverte"
    fermetures: tuple[Fermeture, ...] = ()
    jours_particuliers: tuple[JourParticulier, ...] = ()
    exemple: bool = False
    note: str = ""


@dataclass(frozen=True)
class PermanenceFile:
    """A file `permanences/<département>.toml`."""

    __pydantic_config__ = STRICT

    permanence: tuple[Permanence, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one field of a record, in French."""

    field: str
    found: str
    message: str


def load(reader: Reader) -> Mapping[str, Permanence]:
    """Every permanence of the content folder, by id; what is wrong is added to the reader's problems."""
    found: dict[str, Permanence] = {}
    for path in sorted((reader.root / FOLDER).glob("*.toml")):
        file = reader.toml(path, PermanenceFile)
        for permanence in file.permanence if file else ():
            _check(reader, path, permanence, found)
            found[permanence.id] = permanence
    return found


def _check(reader: Reader, path: Path, permanence: Permanence, known: Iterable[str]) -> None:
    where = f"permanence.{permanence.id}"
    if permanence.id in known:
        reader.add(path, where, permanence.id, sentence("double_id", found=permanence.id))
    for fault in faults(permanence):
        reader.add(path, f"{where}.{fault.field}", fault.found, fault.message)


def faults(permanence: Permanence) -> Iterator[Fault]:
    """Everything wrong in a record, whether it comes from a content file or is imported."""
    if not _ID.fullmatch(permanence.id):
        yield _fault("id", permanence.id, "bad_id")
    yield from _codes(permanence)
    yield from _numbers(permanence)
    yield from _hours(permanence)
    if permanence.exemple and not permanence.note:
        yield _fault("note", "", "example_without_note")
    if permanence.telephone and not _TELEPHONE.fullmatch(permanence.telephone):
        yield _fault("telephone", permanence.telephone, "bad_phone")


def _codes(permanence: Permanence) -> Iterator[Fault]:
    if not permanence.zone_eligibilite:
        yield _fault("zone_eligibilite", "", "empty_zone")
    for name, codes in (
        ("zone_eligibilite", permanence.zone_eligibilite),
        ("zone_debordement", permanence.zone_debordement),
    ):
        yield from (_fault(name, code, "bad_zone") for code in codes if not _ZONE.fullmatch(code))
    yield from (
        _fault("langues", langue, "bad_language")
        for langue in permanence.langues
        if not _LANGUE.fullmatch(langue)
    )
    for name, values in (("thematiques", permanence.thematiques), ("publics", permanence.publics)):
        if not values:
            yield _fault(name, "", f"no_{name}")
    if not permanence.langues:
        yield _fault("langues", "", "bad_language")
    if "tous-publics" in permanence.publics and len(permanence.publics) > 1:
        yield _fault("publics", ", ".join(permanence.publics), "everybody_and_more")


def _numbers(permanence: Permanence) -> Iterator[Fault]:
    if permanence.capacite < 1:
        yield _fault("capacite", permanence.capacite, "bad_capacity")
    if not 0 <= permanence.places_urgentes <= permanence.capacite:
        yield _fault("places_urgentes", permanence.places_urgentes, "too_many_kept")
    if permanence.poids < 1:
        yield _fault("poids", permanence.poids, "bad_weight")
    if permanence.salles < 1:
        yield _fault("salles", permanence.salles, "bad_rooms")
    if permanence.duree_minutes is not None and permanence.duree_minutes < _SHORTEST:
        yield _fault("duree_minutes", permanence.duree_minutes, "bad_duration")


def _hours(permanence: Permanence) -> Iterator[Fault]:
    try:
        hours = parse(permanence.horaires_accueil)
    except HoursError as error:
        yield _fault("horaires_accueil", error, "bad_hours")
    else:
        yield from _too_many(permanence, hours)
    for day in permanence.jours_particuliers:
        try:
            spans_of(day.horaires or "00:00-00:01")
        except HoursError as error:
            yield _fault("jours_particuliers", error, "bad_hours")
        if day.places is not None and day.places < 0:
            yield _fault("jours_particuliers", day.places, "bad_capacity")
    for closure in permanence.fermetures:
        if closure.au < closure.du:
            yield _fault("fermetures", f"{closure.du} – {closure.au}", "closure_backwards")


def _too_many(permanence: Permanence, hours: OpeningHours) -> Iterator[Fault]:
    """More places than talks fit in a half-day."""
    length = permanence.duree_minutes or 0
    if length < _SHORTEST or permanence.salles < 1:
        return
    spans = {end - start for rule in hours.rules for start, end in rule.spans}
    if spans and permanence.capacite > min(spans) // length * permanence.salles:
        yield _fault("capacite", permanence.capacite, "too_many_places")


def _fault(name: str, found: object, message: str) -> Fault:
    return Fault(name, str(found), sentence(message, found=found))
