"""Gives freed places to waiting cases, the most urgent first, so that none waits while a place fits it.

Run again whenever something frees or adds a place: a cancellation, an expired hold, a new capacity, a closed
case. The preferences of a case are those of routing: special competence, link, known, nearest zone, overflow;
first before the deadline, and with the language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from knowledge import criteria
from knowledge.appointments import hold_until, places_left
from knowledge.criteria import URGENT, Case, Criterion, Occupancy, RouteRequest
from knowledge.directory import Permanence
from knowledge.routing import Directory, distance
from knowledge.schedule import Session, sessions

HORIZON = timedelta(weeks=10)
NOTICE = timedelta(hours=3)  # nobody is offered a session that begins sooner
_FIT = (
    criteria.is_open,
    criteria.is_competent,
    criteria.receives_status,
    criteria.speaks_language,
)
_ORDER: tuple[tuple[Criterion, tuple[Criterion, ...]], ...] = (
    (criteria.is_reserved_for, (criteria.in_zone, *_FIT)),
    (criteria.is_link, _FIT),
    (criteria.knows_household, (criteria.is_open,)),
    (criteria.in_zone, _FIT),
    (criteria.in_overflow_zone, _FIT),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits. `before`: it has an appointment and only wants an earlier one.

    `declined`: the keys of sessions it already refused.
    """

    case: str
    request: RouteRequest
    since: datetime
    before: datetime | None = None
    declined: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """A place held for a case until `expires_at`. `late`: the session comes after its last day to act."""

    case: str
    session: Session
    expires_at: datetime
    late: bool
    without_language: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """The offers made, and the cases for which no place fits."""

    offers: tuple[Offer, ...]
    left: tuple[str, ...]


def priority(waiting: Waiting) -> tuple[int, date, datetime, str]:
    """The order of the list: urgency, then the nearest last day to act, then who waited longest."""
    return (
        -waiting.request.urgency,
        waiting.request.act_before or date.max,
        waiting.since,
        waiting.case,
    )


def allocate(
    waiting: Iterable[Waiting], knowledge: Directory, now: datetime, occupancy: Occupancy
) -> Allocation:
    """Offers for the waiting cases. Pure; `occupancy` counts the places taken, holds included."""
    places = _Places(knowledge, now, occupancy)
    offers: list[Offer] = []
    left: list[str] = []
    for one in sorted(waiting, key=priority):
        offer = places.offer(one)
        if offer is None:
            left.append(one.case)
        else:
            offers.append(offer)
    return Allocation(tuple(offers), tuple(left))


@dataclass(frozen=True, slots=True)
class _Group:
    """Permanences equally fit for a request, by what is preferred first: the language, then the rank."""

    without_language: bool
    rank: int
    members: tuple[Permanence, ...]


class _Places:
    """The free places while they are given out."""

    def __init__(self, knowledge: Directory, now: datetime, occupancy: Occupancy) -> None:
        self._knowledge = knowledge
        self._now = now
        self._taken = dict(occupancy)
        self._sessions: dict[str, list[Session]] = {}
        self._groups: dict[RouteRequest, tuple[_Group, ...]] = {}
        self._covering: dict[str, list[Permanence]] = {}
        for permanence in knowledge.permanences.values():
            for code in {*permanence.zone_eligibilite, *permanence.zone_debordement}:
                self._covering.setdefault(code, []).append(permanence)

    def offer(self, waiting: Waiting) -> Offer | None:
        """The best place for a case, now taken; None when none fits."""
        late: Offer | None = None
        for group in self._fitting(waiting.request):
            first = min(self._open(group, waiting), key=_soonest, default=None)
            if first is None:
                continue
            found = self._held(waiting, first, group)
            if not found.late:
                return self._given(found)
            late = late or found
        return self._given(late) if late else None

    def _held(self, waiting: Waiting, session: Session, group: _Group) -> Offer:
        act_before = waiting.request.act_before
        late = act_before is not None and session.starts_at.date() > act_before
        return Offer(waiting.case, session, hold_until(self._now, session), late, group.without_language)

    def _given(self, offer: Offer) -> Offer:
        session = offer.session
        taken = self._taken.get(session.key, 0) + 1
        self._taken[session.key] = taken
        if taken >= session.places:
            self._sessions[session.permanence_id].remove(session)
        return offer

    def _open(self, group: _Group, waiting: Waiting) -> Iterator[Session]:
        """The first session with a place for the case at each permanence of the group."""
        urgent = waiting.request.urgency >= URGENT
        for permanence in group.members:
            for session in self._coming(permanence):
                if waiting.before and session.starts_at >= waiting.before:
                    break
                if session.key not in waiting.declined and self._left(session, urgent) > 0:
                    yield session
                    break

    def _left(self, session: Session, urgent: bool) -> int:
        return places_left(session, urgent, self._taken.get(session.key, 0))

    def _coming(self, permanence: Permanence) -> list[Session]:
        known = self._sessions.get(permanence.id)
        if known is None:
            end = self._now + HORIZON
            made = () if permanence.etat == "complete" else sessions(permanence, self._now + NOTICE, end)
            known = [session for session in made if self._left(session, urgent=True) > 0]
            self._sessions[permanence.id] = known
        return known

    def _fitting(self, request: RouteRequest) -> tuple[_Group, ...]:
        """Who may receive such a request; the same for all requests alike but for their dates."""
        alike = replace(request, act_before=None, urgency=URGENT if request.urgency >= URGENT else 0)
        if alike not in self._groups:
            self._groups[alike] = self._grouped(alike)
        return self._groups[alike]

    def _grouped(self, request: RouteRequest) -> tuple[_Group, ...]:
        territory = self._knowledge.territory
        commune = territory.by_insee(request.commune_insee) if request.commune_insee else None
        case = Case(request, commune, self._now, {})
        deaf = None if request.langue in (None, "fr") else replace(case, with_language=False)
        groups: dict[tuple[bool, int], list[Permanence]] = {}
        for permanence in self._possible(case):
            rank, without_language = _rank(permanence, case), False
            if rank is None and deaf:
                rank, without_language = _rank(permanence, deaf), True
            if rank is not None:
                preference = (without_language, rank * 10 + distance(permanence, case))
                groups.setdefault(preference, []).append(permanence)
        return tuple(_Group(*preference, tuple(groups[preference])) for preference in sorted(groups))

    def _possible(self, case: Case) -> Iterable[Permanence]:
        """Who covers the commune, sent the household, or knows it: nobody else needs a closer look."""
        request, every = case.request, self._knowledge.permanences
        found = {one.id: one for code in case.codes for one in self._covering.get(code, ())}
        if request.came_by:
            found |= {one.id: one for one in every.values() if not criteria.is_link(one, case)}
        if request.known_by and request.known_by in every:
            found[request.known_by] = every[request.known_by]
        return found.values()


def _soonest(session: Session) -> tuple[datetime, str]:
    return session.starts_at, session.permanence_id


def _rank(permanence: Permanence, case: Case) -> int | None:
    for rank, (chooses, fit) in enumerate(_ORDER):
        if not chooses(permanence, case) and not any(check(permanence, case) for check in fit):
            return rank
    return None


def by_case(allocation: Allocation) -> Mapping[str, Offer]:
    """The offers by case."""
    return {offer.case: offer for offer in allocation.offers}
