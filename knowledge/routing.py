"""Which permanence receives a household: a short cascade, each step explained, replayable on other content.

Special competence → the link the household came by → the permanence that knows it → zone and competence
with a free place before the deadline, shared by weight → overflow → the same without the language → the same
after the deadline → a named result with the telephone fallbacks. Never an empty answer.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Protocol

from knowledge import criteria
from knowledge.criteria import Case, Criterion, Occupancy, RouteRequest
from knowledge.directory import Permanence
from knowledge.schedule import Session
from knowledge.territory import Territory
from knowledge.wording import sentence

__all__ = ["Directory", "ReceiptLine", "RouteRequest", "Routing", "route"]

SHOWN = 3  # sessions proposed at once
_NOT_FOR_THEM = ("autre_domaine", "autre_public", "urgences_seules")


class Directory(Protocol):
    """What routing needs of the knowledge base."""

    @property
    def permanences(self) -> Mapping[str, Permanence]: ...
    @property
    def territory(self) -> Territory: ...
    @property
    def version(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One thing tried: the rule, the permanence («» for a group), kept or dropped, and why in French."""

    rule: str
    permanence: str
    kept: bool
    why: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """The decision. `permanence` is None for the named results: `complet`, `hors_zone`,
    `personne_competente`, `commune_inconnue`.

    `late`: places are free only after the last day to act (`last_useful_session` is None; tell the
    coordinator). `without_language`: nobody who speaks the household's language has a place. `waiting`: the
    competent ones that are full. `fallback`: ids of contacts to call, always given.
    """

    permanence: str | None
    rule: str
    last_useful_session: Session | None
    next_sessions: tuple[Session, ...]
    receipt: tuple[ReceiptLine, ...]
    fallback: tuple[str, ...]
    content_version: str
    late: bool = False
    without_language: bool = False
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    chooses: Criterion  # who the rule speaks about; the others get no line in the receipt
    criteria: tuple[Criterion, ...]


_COMMON = (criteria.is_open, criteria.is_competent, criteria.receives_status, criteria.speaks_language)
_RULES = (
    _Rule(
        "competence_speciale",
        criteria.is_reserved_for,
        (criteria.in_zone, *_COMMON, criteria.has_place),
    ),
    _Rule("lien", criteria.is_link, (*_COMMON, criteria.has_place)),
    _Rule("deja_suivi", criteria.knows_household, (criteria.is_open, criteria.has_place)),
    _Rule("zone", criteria.in_zone, (*_COMMON, criteria.has_place)),
    _Rule("debordement", criteria.in_overflow_zone, (*_COMMON, criteria.has_place)),
)
# Language gives way before the deadline does.
_PASSES = ((True, True), (False, True), (True, False), (False, False))


def route(request: RouteRequest, knowledge: Directory, now: datetime, occupancy: Occupancy) -> Routing:
    """The permanence for a household, or a named result. Pure: the same arguments give the same receipt.

    `now` is aware; `occupancy` counts the places taken, by (permanence id, session start in ISO form).
    """
    commune = knowledge.territory.by_insee(request.commune_insee) if request.commune_insee else None
    case = Case(request, commune, now, occupancy)
    considered = [one for one in knowledge.permanences.values() if _is_concerned(one, case)]
    receipt = _elsewhere(knowledge.permanences, considered, case)
    for with_language, before_deadline in _passes(request):
        attempt = replace(case, with_language=with_language, before_deadline=before_deadline)
        for rule in _RULES:
            kept = _kept(rule, considered, attempt, receipt)
            if kept:
                return _found(rule, kept, attempt, receipt, knowledge)
    return _nobody(case, knowledge, receipt)


def _passes(request: RouteRequest) -> list[tuple[bool, bool]]:
    language = request.langue not in (None, "fr")
    deadline = request.act_before is not None
    return [
        (with_language, before)
        for with_language, before in _PASSES
        if (with_language or language) and (before or deadline)
    ]


def _kept(
    rule: _Rule, permanences: Iterable[Permanence], case: Case, receipt: list[ReceiptLine]
) -> list[Permanence]:
    kept: list[Permanence] = []
    for permanence in permanences:
        if rule.chooses(permanence, case):
            continue
        reason = next((found for check in rule.criteria if (found := check(permanence, case))), None)
        if reason is None:
            kept.append(permanence)
        else:
            receipt.append(ReceiptLine(rule.name, permanence.id, False, _why(reason, case), reason))
    return kept


def _is_concerned(permanence: Permanence, case: Case) -> bool:
    """Covers the commune, sent the household, or knows it: the others need no closer look."""
    if case.covers(permanence.zone_eligibilite) or case.covers(permanence.zone_debordement):
        return True
    return not (criteria.is_link(permanence, case) and criteria.knows_household(permanence, case))


def _elsewhere(
    permanences: Mapping[str, Permanence], considered: list[Permanence], case: Case
) -> list[ReceiptLine]:
    """The first line of the receipt: how many permanences are of other territories."""
    here = sum(case.covers(permanence.zone_eligibilite) for permanence in considered)
    if here == len(permanences):
        return []
    why = sentence("why_others", count=len(permanences) - here)
    return [ReceiptLine("zone", "", False, why, "hors_zone")]


def _found(
    rule: _Rule, kept: list[Permanence], case: Case, receipt: list[ReceiptLine], knowledge: Directory
) -> Routing:
    """The nearest zone first; among equals the least loaded for its weight, then the earliest, then by id."""
    distances = {permanence.id: distance(permanence, case) for permanence in kept}
    nearest = min(distances.values())
    equals = [permanence for permanence in kept if distances[permanence.id] == nearest]
    chosen = _lightest(equals, case)
    name = "partage" if rule.name == "zone" and len(equals) > 1 else rule.name
    for permanence_id, far in distances.items():
        if permanence_id != chosen.id:
            reason = "moins_de_place" if far == nearest else "plus_loin"
            receipt.append(ReceiptLine("partage", permanence_id, False, _why(reason, case), reason))
    reason = "retenue" if case.before_deadline else "retenue_apres"
    receipt.append(ReceiptLine(name, chosen.id, True, _why(reason, case), reason))
    return _decision(chosen, name, case, tuple(receipt), knowledge)


def _lightest(equals: list[Permanence], case: Case) -> Permanence:
    """Whoever has the fewest places taken for its weight, then the earliest free session, then by id."""
    if len(equals) == 1:
        return equals[0]
    load = Counter[str]()
    for (permanence_id, _), taken in case.occupancy.items():
        load[permanence_id] += taken

    def order(permanence: Permanence) -> tuple[float, datetime, str]:
        return load[permanence.id] / permanence.poids, next(case.free(permanence)).starts_at, permanence.id

    return min(equals, key=order)


def _decision(
    chosen: Permanence, name: str, case: Case, receipt: tuple[ReceiptLine, ...], knowledge: Directory
) -> Routing:
    return Routing(
        chosen.id,
        name,
        case.last_useful(chosen),
        tuple(islice(case.free(chosen), SHOWN)),
        tuple(dict.fromkeys(receipt)),
        _fallback(case, knowledge),
        knowledge.version,
        late=not case.before_deadline,
        without_language=not case.with_language,
    )


def _nobody(case: Case, knowledge: Directory, receipt: list[ReceiptLine]) -> Routing:
    """`complet`, `personne_competente`, `hors_zone`, `commune_inconnue`: by what stopped the nearest."""
    here = {line.permanence: line.reason for line in receipt if line.permanence and line.rule == "zone"}
    waiting = tuple(sorted(id for id, reason in here.items() if reason not in _NOT_FOR_THEM))
    if case.commune is None:
        rule = "commune_inconnue"
    elif waiting:
        rule = "complet"
    else:
        rule = "personne_competente" if here else "hors_zone"
    line = ReceiptLine(rule, "", False, sentence(f"why_{rule}"), rule)
    fallback = _fallback(case, knowledge)
    lines = tuple(dict.fromkeys((*receipt, line)))
    return Routing(None, rule, None, (), lines, fallback, knowledge.version, waiting=waiting)


def _fallback(case: Case, knowledge: Directory) -> tuple[str, ...]:
    departement = case.commune.departement if case.commune else None
    return knowledge.territory.fallback(case.request.domaine, departement)


def _why(reason: str, case: Case) -> str:
    request = case.request
    return sentence(f"why_{reason}", langue=request.langue, act_before=_day(request.act_before))


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def distance(permanence: Permanence, case: Case) -> int:
    """0: its zone names the commune; 1: the intercommunality; 2: the département; 3: wider, or another."""
    commune, zone = case.commune, permanence.zone_eligibilite
    codes = (commune.insee, commune.epci, commune.departement) if commune else ()
    return next((distance for distance, code in enumerate(codes) if code in zone), 3)
