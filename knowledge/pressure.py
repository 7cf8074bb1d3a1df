"""Demand against places over the next sessions: what the coordinator is told before all is full."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from knowledge.allocation import Waiting
from knowledge.appointments import places_left
from knowledge.criteria import Occupancy
from knowledge.directory import Permanence
from knowledge.routing import Directory, route
from knowledge.schedule import Session, upcoming

SESSIONS = 4
_HORIZON = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class Pressure:
    """One permanence: the free places of its next sessions, kept ones included, and who waits for it."""

    permanence_id: str
    sessions: int
    places: int
    free: int
    waiting: int

    @property
    def is_short(self) -> bool:
        """More people wait than places are free, or nothing is free at all."""
        return self.waiting > self.free or self.free == 0


def pressure(
    waiting: Iterable[Waiting], knowledge: Directory, now: datetime, occupancy: Occupancy
) -> tuple[Pressure, ...]:
    """Every permanence that is not suspended, the most wanting first. A case waits for the nearest one."""
    wanted = Counter(_wanted(one, knowledge, now, occupancy) for one in waiting)
    found = [
        _of(permanence, wanted[permanence.id], now, occupancy)
        for permanence in knowledge.permanences.values()
        if permanence.etat != "suspendue"
    ]
    return tuple(sorted(found, key=lambda one: (one.free - one.waiting, one.permanence_id)))


def _wanted(one: Waiting, knowledge: Directory, now: datetime, occupancy: Occupancy) -> str:
    routing = route(one.request, knowledge, now, occupancy)
    return routing.permanence or next(iter(routing.waiting), "")


def _of(permanence: Permanence, waiting: int, now: datetime, occupancy: Occupancy) -> Pressure:
    coming = list(islice(upcoming(permanence, now, now + _HORIZON), SESSIONS))
    free = 0 if permanence.etat == "complete" else sum(_free(session, occupancy) for session in coming)
    return Pressure(permanence.id, len(coming), sum(session.places for session in coming), free, waiting)


def _free(session: Session, occupancy: Occupancy) -> int:
    return max(0, places_left(session, urgent=True, taken=occupancy.get(session.key, 0)))
