"""What could not be answered in time, counted without personal data: the argument for a new half-day.

An event says what was asked, where, at which stage, with how many days left, and why nothing was found; no
case, no name, no message; the intercommunality, never the commune.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from knowledge.criteria import RouteRequest
from knowledge.routing import Directory, Routing
from knowledge.tally import area

Reason = Literal[
    "complet", "hors_zone", "personne_competente", "commune_inconnue", "apres_echeance", "sans_langue"
]


@dataclass(frozen=True, slots=True)
class UnmetDemand:
    """One demand not met. `place` is an area: an intercommunality's SIREN cut in threes, or a département."""

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
        area(request.commune_insee or "", knowledge.territory),
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
