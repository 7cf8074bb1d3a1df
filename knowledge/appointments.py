"""Appointments as pure rules: who may take a place, what may happen to it, and when people are reminded.

Nothing here stores anything: the caller reads the appointments of a session and writes the answer back in one
transaction, so that two households never get the last place. «Venue» and «non_vue» are neutral words, and
neither is a cancellation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Literal

from knowledge.directory import Permanence
from knowledge.errors import KnowledgeError
from knowledge.schedule import Session, on_day, zone_of
from knowledge.wording import sentence

State = Literal["tenue", "reservee", "annulee_menage", "annulee_permanence", "deplacee", "venue", "non_vue"]
Action = Literal["confirmer", "annuler_menage", "annuler_permanence", "deplacer", "venue", "non_vue"]
TAKES_A_PLACE = frozenset({"tenue", "reservee", "venue", "non_vue"})
HOLD = timedelta(hours=2)
_QUIET_FROM, _QUIET_TO = time(21), time(8)
_MORNING, _TWO_DAYS_AT, _EVENING = time(8), time(10), time(18)
_AT_LEAST_BEFORE = timedelta(minutes=90)
_ALLOWED: Mapping[Action, tuple[frozenset[str], State]] = {
    "confirmer": (frozenset({"tenue"}), "reservee"),
    "annuler_menage": (frozenset({"tenue", "reservee"}), "annulee_menage"),
    "annuler_permanence": (frozenset({"tenue", "reservee"}), "annulee_permanence"),
    "deplacer": (frozenset({"tenue", "reservee"}), "deplacee"),
    "venue": (frozenset({"reservee", "non_vue"}), "venue"),
    "non_vue": (frozenset({"reservee", "venue"}), "non_vue"),
}
_AFTER_IT_BEGAN = frozenset({"venue", "non_vue"})


class NoPlace(KnowledgeError):
    """The session has no place left for this case, or it already began. The text is French."""


class NotAllowed(KnowledgeError):
    """What is asked cannot happen to an appointment in that state. The text is French."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A place of a session given to a case. `at` is when the person is expected; `expires_at` ends a hold."""

    case: str
    permanence_id: str
    starts_at: datetime
    at: datetime
    state: State
    urgent: bool = False
    expires_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The session's key, as occupancy counts it."""
        return self.permanence_id, self.starts_at.isoformat()

    def takes_place(self, now: datetime) -> bool:
        """Whether the place is taken: a hold that ran out no longer takes it."""
        held = self.state != "tenue" or self.expires_at is None or now < self.expires_at
        return self.state in TAKES_A_PLACE and held


def occupancy(appointments: Iterable[Appointment], now: datetime) -> Mapping[tuple[str, str], int]:
    """The places taken in each session."""
    return Counter(one.key for one in appointments if one.takes_place(now))


def places_left(session: Session, urgent: bool, taken: int) -> int:
    """The places a case may still take in a session where `taken` are gone."""
    return session.places - (0 if urgent else session.kept_for_urgent) - taken


def take(
    case: str,
    session: Session,
    permanence: Permanence,
    there: Iterable[Appointment],
    now: datetime,
    *,
    urgent: bool = False,
    hold: bool = False,
) -> Appointment:
    """A place of `session` for a case, booked, or held for two hours. `there`: the session's appointments.

    Asking again for a place the case already has gives the same one. Raises NoPlace when full or begun.
    """
    present = [one for one in there if one.key == session.key and one.takes_place(now)]
    mine = next((one for one in present if one.case == case), None)
    if mine is not None:
        return mine if hold or mine.state != "tenue" else replace(mine, state="reservee", expires_at=None)
    if now >= session.starts_at:
        raise NoPlace(sentence("rdv_commence"))
    if places_left(session, urgent, len(present)) <= 0:
        raise NoPlace(sentence("rdv_complet"))
    at = _slot(session, permanence, Counter(one.at for one in present))
    expires = hold_until(now, session) if hold else None
    return Appointment(
        case, session.permanence_id, session.starts_at, at, "tenue" if hold else "reservee", urgent, expires
    )


def act(appointment: Appointment, action: Action, now: datetime) -> Appointment:
    """The appointment after `action`. Raises NotAllowed when its state or the time does not allow it."""
    states, after = _ALLOWED[action]
    began = now >= appointment.starts_at
    if appointment.state not in states or not (appointment.takes_place(now) or action != "confirmer"):
        raise NotAllowed(sentence("rdv_impossible", state=sentence(f"rdv_etat_{appointment.state}")))
    if (action in _AFTER_IT_BEGAN) != began:
        raise NotAllowed(sentence("rdv_trop_tard" if began else "rdv_trop_tot"))
    return replace(appointment, state=after, expires_at=None)


def hold_until(now: datetime, session: Session) -> datetime:
    """Two hours from now, counted from the end of the night (21:00 to 8:00 there), and before the session."""
    zone = session.starts_at.tzinfo
    local = now.astimezone(zone)
    if local.time() >= _QUIET_FROM:
        local = datetime.combine(local.date() + timedelta(days=1), _QUIET_TO, zone)
    elif local.time() < _QUIET_TO:
        local = datetime.combine(local.date(), _QUIET_TO, zone)
    return min(local + HOLD, session.starts_at)


def reminders(appointment: Appointment, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """When to remind: two days before («deux_jours») and that morning («matin»), if still to come."""
    local, day = appointment.at, appointment.at.date()
    two_days = datetime.combine(day - timedelta(days=2), _TWO_DAYS_AT, local.tzinfo)
    morning = min(datetime.combine(day, _MORNING, local.tzinfo), local - _AT_LEAST_BEFORE)
    return tuple((kind, at) for kind, at in (("deux_jours", two_days), ("matin", morning)) if at > now)


def evening_before(session: Session) -> datetime:
    """When the permanence receives its list for the day: 18:00 on the eve, there."""
    eve = session.starts_at.date() - timedelta(days=1)
    return datetime.combine(eve, _EVENING, session.starts_at.tzinfo)


def displaced(
    appointments: Iterable[Appointment], permanences: Mapping[str, Permanence], now: datetime
) -> tuple[Appointment, ...]:
    """Coming appointments whose session no longer exists or has fewer places than people.

    After a closure or a smaller capacity: the least urgent, then the last of the list, give way.
    """
    sessions: dict[tuple[str, str], list[Appointment]] = {}
    for one in appointments:
        if one.starts_at > now and one.takes_place(now):
            sessions.setdefault(one.key, []).append(one)
    gone: list[Appointment] = []
    for present in sessions.values():
        places = _places(present[0], permanences.get(present[0].permanence_id))
        kept_first = sorted(present, key=lambda one: (not one.urgent, one.state == "tenue", one.at, one.case))
        gone += kept_first[places:]
    return tuple(gone)


def _places(appointment: Appointment, permanence: Permanence | None) -> int:
    if permanence is None or permanence.etat == "suspendue":
        return 0
    day = appointment.starts_at.astimezone(zone_of(permanence.code_insee)).date()
    return next((one.places for one in on_day(permanence, day) if one.starts_at == appointment.starts_at), 0)


def _slot(session: Session, permanence: Permanence, taken: Mapping[datetime, int]) -> datetime:
    """The first time of arrival with a free room, when the permanence says how long a talk lasts."""
    if permanence.duree_minutes is None:
        return session.starts_at
    zone = session.starts_at.tzinfo
    first = session.starts_at.timestamp()
    times = (
        datetime.fromtimestamp(first + index * permanence.duree_minutes * 60, zone)
        for index in range(session.places)
    )
    free = (at for at in times if taken.get(at, 0) < permanence.salles and at < session.ends_at)
    return next(free, session.starts_at)
