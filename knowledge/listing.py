"""The permanences near a commune, each with its state and what to do instead: what a worker looks for.

None is hidden because it is full or closed; each says when it receives next, or who can.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from knowledge import criteria
from knowledge.criteria import Case, Occupancy, RouteRequest
from knowledge.directory import Permanence
from knowledge.routing import Directory, distance
from knowledge.schedule import Session
from knowledge.wording import sentence

State = Literal["ouverte", "complete", "urgences", "fermee", "suspendue"]
_ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """One permanence as the directory shows it. `until`: the last day of the closure under way.

    `next_session` has a free place; `text` is one French sentence on its state, with the alternative.
    """

    permanence_id: str
    state: State
    until: date | None
    next_session: Session | None
    distance: int
    text: str


def listing(
    request: RouteRequest, knowledge: Directory, now: datetime, occupancy: Occupancy, limit: int = 5
) -> tuple[Listed, ...]:
    """The competent permanences that cover the commune, the nearest and the soonest first."""
    commune = knowledge.territory.by_insee(request.commune_insee) if request.commune_insee else None
    case = Case(replace(request, urgency=criteria.URGENT, act_before=None), commune, now, occupancy)
    found = [
        _listed(permanence, case)
        for permanence in knowledge.permanences.values()
        if not criteria.is_competent(permanence, case) and _covers(permanence, case)
    ]
    return tuple(sorted(found, key=lambda one: _order(one, now))[:limit])


def _covers(permanence: Permanence, case: Case) -> bool:
    return case.covers(permanence.zone_eligibilite) or case.covers(permanence.zone_debordement)


def _order(listed: Listed, now: datetime) -> tuple[int, bool, datetime, str]:
    first = listed.next_session.starts_at if listed.next_session else now
    return listed.distance, listed.next_session is None, first, listed.permanence_id


def _listed(permanence: Permanence, case: Case) -> Listed:
    state, until = _state(permanence, case)
    session = next(case.free(permanence), None)
    said = sentence(f"etat_{state}", until=f"{until:%d/%m/%Y}" if until else "")
    instead = (
        sentence("etat_prochaine", day=f"{session.starts_at:%d/%m/%Y}", hour=_hour(session.starts_at))
        if session
        else sentence("etat_ailleurs")
    )
    text = f"{said} {instead}"
    return Listed(permanence.id, state, until, session, min(distance(permanence, case), _ELSEWHERE), text)


def _hour(moment: datetime) -> str:
    return f"{moment.hour} h" + (f" {moment.minute:02d}" if moment.minute else "")


def _state(permanence: Permanence, case: Case) -> tuple[State, date | None]:
    if permanence.etat == "suspendue":
        return "suspendue", None
    today = case.now.date()
    closed = next((one for one in permanence.fermetures if one.du <= today <= one.au), None)
    if closed:
        return "fermee", closed.au
    if permanence.etat == "complete" or next(case.free(permanence), None) is None:
        return "complete", None
    return ("urgences" if permanence.etat == "urgences" else "ouverte"), None
