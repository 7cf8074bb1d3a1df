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


class _Places:
    """The free places while they are given out."""

    def __init__(self, knowledge: Directory, now: datetime, occupancy: Occupancy) -> None:
        self._knowledge = knowledge
        self._now = now
        self._taken = dict(occupancy)
        self._sessions: dict[str, list[Session]] = {}
        self._fitting: dict[RouteRequest, tuple[tuple[Permanence, int, bool], ...]] = {}

    def offer(self, waiting: Waiting) -> Offer | None:
        """The best place for a case, now taken; None when none fits."""
        found = min(self._open(waiting), key=lambda choice: choice[0], default=None)
        if found is None:
            return None
        (late, without_language, *_), session = found
        self._taken[session.key] = self._taken.get(session.key, 0) + 1
        expires = hold_until(self._now, session)
        return Offer(waiting.case, session, expires, bool(late), bool(without_language))

    def _open(self, waiting: Waiting) -> Iterator[tuple[tuple[bool, bool, int, datetime, str], Session]]:
        """The first session with a place at each fitting permanence, with its rank of preference."""
        request, urgent = waiting.request, waiting.request.urgency >= URGENT
        for permanence, rank, without_language in self._fits(request):
            for session in self._coming(permanence):
                if waiting.before and session.starts_at >= waiting.before:
                    break
                if session.key in waiting.declined:
                    continue
                if places_left(session, urgent, self._taken.get(session.key, 0)) > 0:
                    late = request.act_before is not None and session.starts_at.date() > request.act_before
                    yield (late, without_language, rank, session.starts_at, permanence.id), session
                    break

    def _coming(self, permanence: Permanence) -> list[Session]:
        known = self._sessions.get(permanence.id)
        if known is None:
            end = self._now + HORIZON
            known = (
                [] if permanence.etat == "complete" else list(sessions(permanence, self._now + NOTICE, end))
            )
            self._sessions[permanence.id] = known
        return known

    def _fits(self, request: RouteRequest) -> tuple[tuple[Permanence, int, bool], ...]:
        """Who may receive such a request, by rank; the same for all requests alike but for their dates."""
        alike = replace(request, act_before=None, urgency=URGENT if request.urgency >= URGENT else 0)
        if alike not in self._fitting:
            self._fitting[alike] = tuple(self._ranked(alike))
        return self._fitting[alike]

    def _ranked(self, request: RouteRequest) -> Iterator[tuple[Permanence, int, bool]]:
        territory = self._knowledge.territory
        commune = territory.by_insee(request.commune_insee) if request.commune_insee else None
        case = Case(request, commune, self._now, {})
        deaf = replace(case, with_language=False)
        for permanence in self._knowledge.permanences.values():
            rank = _rank(permanence, case)
            without_language = rank is None
            rank = _rank(permanence, deaf) if rank is None else rank
            if rank is not None:
                yield permanence, rank * 10 + distance(permanence, case), without_language


def _rank(permanence: Permanence, case: Case) -> int | None:
    for rank, (chooses, fit) in enumerate(_ORDER):
        if not chooses(permanence, case) and not any(check(permanence, case) for check in fit):
            return rank
    return None


def by_case(allocation: Allocation) -> Mapping[str, Offer]:
    """The offers by case."""
    return {offer.case: offer for offer in allocation.offers}
