"""One small predicate a criterion of routing. Each says why a permanence is dropped, or None when it fits.

The answer names a sentence of wording.toml; the criteria know nothing of each other nor of their order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile

from knowledge.directory import EVERYWHERE, Permanence
from knowledge.schedule import Session, upcoming
from knowledge.territory import Commune

URGENT = 3  # from this urgency on, the places kept for urgent cases may be taken
_HORIZON = timedelta(weeks=10)
_FURTHEST = timedelta(weeks=30)
Occupancy = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class RouteRequest:
    """What routing knows of a household. `act_before`: the prudent last day; no session comes after it.

    `came_by` is the link the household followed, `known_by` the permanence that already met it, `urgency` is
    from 0 to 5.
    """

    commune_insee: str | None = None
    domaine: str | None = None
    statut: str | None = None
    langue: str | None = None
    urgency: int = 0
    act_before: date | None = None
    came_by: str | None = None
    known_by: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A request with what the criteria need: the place, the time, the places already taken."""

    request: RouteRequest
    commune: Commune | None
    now: datetime
    occupancy: Occupancy
    with_language: bool = True
    before_deadline: bool = True
    codes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        commune = self.commune
        codes = {commune.insee, commune.departement, commune.epci or ""} if commune else set[str]()
        object.__setattr__(self, "codes", frozenset(codes | EVERYWHERE))

    @property
    def is_urgent(self) -> bool:
        """Whether the places kept for urgent cases may be used."""
        return self.request.urgency >= URGENT

    def covers(self, zone: tuple[str, ...]) -> bool:
        """Whether the household's commune lies in a zone of communes, départements or intercommunalities."""
        return not self.codes.isdisjoint(zone)

    def free(self, permanence: Permanence) -> Iterator[Session]:
        """The coming sessions with a place for this household, in order, up to a far horizon."""
        if permanence.etat == "complete":
            return
        for session in self.coming(permanence):
            if self.places_left(session) > 0:
                yield session

    def coming(self, permanence: Permanence) -> Iterator[Session]:
        """The coming sessions, full or not, made one by one as they are asked for."""
        return upcoming(permanence, self.now, self.limit)

    @property
    def limit(self) -> datetime:
        """How far ahead sessions are looked for: ten weeks, or until the deadline when it is further."""
        act_before = self.request.act_before
        if act_before is None:
            return self.now + _HORIZON
        margin = timedelta(days=(act_before - self.now.date()).days + 1)
        return self.now + min(max(_HORIZON, margin), _FURTHEST)

    def places_left(self, session: Session) -> int:
        """Places of a session this household may take."""
        kept = 0 if self.is_urgent else session.kept_for_urgent
        return session.places - kept - self.occupancy.get(session.key, 0)

    def is_useful(self, session: Session) -> bool:
        """Whether the session does not come after the last day to act; always, when there is no deadline."""
        act_before = self.request.act_before
        return act_before is None or session.starts_at.date() <= act_before

    def last_useful(self, permanence: Permanence) -> Session | None:
        """The last free session before the last day to act; on that very day only if there is no other."""
        act_before = self.request.act_before
        if act_before is None:
            return None
        useful = list(takewhile(self.is_useful, self.free(permanence)))
        before = [session for session in useful if session.starts_at.date() < act_before]
        return (before or useful)[-1] if useful else None


Criterion = Callable[[Permanence, Case], str | None]


def is_open(permanence: Permanence, case: Case) -> str | None:
    """Neither suspended nor, unless the case is urgent, reserved to urgent cases."""
    if permanence.etat == "suspendue":
        return "suspendue"
    return "urgences_seules" if permanence.etat == "urgences" and not case.is_urgent else None


def in_zone(permanence: Permanence, case: Case) -> str | None:
    """The household's commune is in its zone."""
    return None if case.covers(permanence.zone_eligibilite) else "hors_zone"


def in_overflow_zone(permanence: Permanence, case: Case) -> str | None:
    """The commune is where it takes what the others cannot."""
    return None if case.covers(permanence.zone_debordement) else "hors_zone"


def is_competent(permanence: Permanence, case: Case) -> str | None:
    """One of its thematiques is the asked one, or the whole of housing."""
    domaine = case.request.domaine
    if domaine is None or domaine in permanence.thematiques:
        return None
    return None if "logement-hebergement" in permanence.thematiques else "autre_domaine"


def receives_status(permanence: Permanence, case: Case) -> str | None:
    """It receives people of that status; unknown is not "no"."""
    statut = case.request.statut
    return "autre_public" if statut and permanence.statuts and statut not in permanence.statuts else None


def speaks_language(permanence: Permanence, case: Case) -> str | None:
    """It speaks the household's language; French needs no mention. Not asked in the second pass."""
    langue = case.request.langue
    if not case.with_language or langue in (None, "fr") or langue in permanence.langues:
        return None
    return "autre_langue"


def has_place(permanence: Permanence, case: Case) -> str | None:
    """A place is free, before the deadline in the first passes."""
    first = next(case.free(permanence), None)
    if first is None:
        return "complet" if next(case.coming(permanence), None) else "sans_permanence"
    return "apres_echeance" if case.before_deadline and not case.is_useful(first) else None


def is_reserved_for(permanence: Permanence, case: Case) -> str | None:
    """Its special competence is what is asked."""
    reserve, request = permanence.reserve, case.request
    fits = request.domaine in reserve.domaines or request.statut in reserve.statuts
    return None if fits else "sans_reserve"


def is_link(permanence: Permanence, case: Case) -> str | None:
    """The household came by its link."""
    came_by = case.request.came_by
    return None if came_by and (came_by == permanence.id or came_by in permanence.liens) else "autre_lien"


def knows_household(permanence: Permanence, case: Case) -> str | None:
    """It already met the household."""
    return None if case.request.known_by == permanence.id else "pas_connue"
