"""What could not be answered in time, counted without personal data: the argument for a new half-day.

An event says what was asked, where, at which stage, with how many days left, and why nothing was found; no
case, no name, no message. Where few people live, the intercommunality is written instead of the commune.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge.criteria import RouteRequest
from knowledge.routing import Directory, Routing

Reason = Literal[
    "complet", "hors_zone", "personne_competente", "commune_inconnue", "apres_echeance", "sans_langue"
]
_FEW_PEOPLE = 2_000  # below, a commune and a month may be enough to know who


@dataclass(frozen=True, slots=True)
class UnmetDemand:
    """One demand not met. `place` is an INSEE code, or an intercommunality's SIREN, or a département."""

    day: str
    place: str
    domaine: str
    stage: str
    langue: str
    margin_days: int | None
    reason: Reason


def unmet(
    routing: Routing, request: RouteRequest, knowledge: Directory, now: datetime, stage: str | None = None
) -> UnmetDemand | None:
    """The event to count, or None when somebody can receive the household in time and in its language."""
    reason = _reason(routing)
    if reason is None:
        return None
    margin = (request.act_before - now.date()).days if request.act_before else None
    return UnmetDemand(
        f"{now:%Y-%m-%d}",
        _place(request, knowledge),
        request.domaine or "",
        stage or "",
        request.langue or "",
        margin,
        reason,
    )


def _reason(routing: Routing) -> Reason | None:
    if routing.permanence is None:
        return routing.rule  # type: ignore[return-value]
    if routing.late:
        return "apres_echeance"
    return "sans_langue" if routing.without_language else None


def _place(request: RouteRequest, knowledge: Directory) -> str:
    commune = knowledge.territory.by_insee(request.commune_insee) if request.commune_insee else None
    if commune is None:
        return ""
    if commune.population >= _FEW_PEOPLE:
        return commune.insee
    return commune.epci or commune.departement
