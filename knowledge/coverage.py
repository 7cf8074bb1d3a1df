"""Which communes have nobody competent: what `entraidbot check` lists, the map of half-days to open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.directory import EVERYWHERE, Permanence
from knowledge.routing import Directory


@dataclass(frozen=True, slots=True)
class Coverage:
    """For one domain and one département served: the communes without a permanence, and the people there."""

    domaine: str
    departement: str
    communes: int
    without: tuple[str, ...]
    people: int
    people_without: int


def coverage(knowledge: Directory, domaines: Iterable[str]) -> tuple[Coverage, ...]:
    """For each domain, each département that has permanences. Suspended permanences cover nobody."""
    served = sorted(knowledge.territory.home)
    return tuple(
        _of(knowledge, domaine, departement, _zones(knowledge.permanences, domaine))
        for domaine in domaines
        for departement in served
    )


def covered(knowledge: Directory, domaine: str) -> int:
    """How many communes of France have a permanence for a domain, zone or overflow."""
    zones = _zones(knowledge.permanences, domaine)
    return sum(
        _is_in(zones, commune.insee, commune.epci, commune.departement)
        for commune in knowledge.territory.register
    )


def _of(knowledge: Directory, domaine: str, departement: str, zones: frozenset[str]) -> Coverage:
    register = knowledge.territory.register
    communes = [register.at(position) for position in register.of_departement(departement)]
    without = [one for one in communes if not _is_in(zones, one.insee, one.epci, one.departement)]
    without.sort(key=lambda one: -one.population)
    return Coverage(
        domaine,
        departement,
        len(communes),
        tuple(one.insee for one in without),
        sum(one.population for one in communes),
        sum(one.population for one in without),
    )


def _zones(permanences: Mapping[str, Permanence], domaine: str) -> frozenset[str]:
    return frozenset(
        code
        for one in permanences.values()
        if one.etat != "suspendue"
        and (domaine in one.thematiques or "logement-hebergement" in one.thematiques)
        for code in (*one.zone_eligibilite, *one.zone_debordement)
    )


def _is_in(zones: frozenset[str], *codes: str | None) -> bool:
    return not zones.isdisjoint(codes) or not zones.isdisjoint(EVERYWHERE)
