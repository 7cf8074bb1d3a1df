"""When a permanence receives: sessions made from its opening hours, closures, particular days and holidays.

Times are local to the permanence's commune (Paris, or an overseas zone) and aware, so that a session that
crosses a clock change keeps its wall-clock hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from knowledge.directory import Permanence
from knowledge.holidays import Holidays, departement_of
from knowledge.opening_hours import Span, parse, spans_of

_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
_MARQUESAS = "Pacific/Marquesas"
_MARQUESAS_COMMUNES = frozenset({"98723", "98731", "98732", "98746", "98750", "98756"})
_HOLIDAYS = Holidays()


@dataclass(frozen=True, slots=True)
class Session:
    """A half-day when a permanence receives: `places` in all, of which `kept_for_urgent` for urgent cases."""

    permanence_id: str
    starts_at: datetime
    ends_at: datetime
    places: int
    kept_for_urgent: int

    @property
    def key(self) -> tuple[str, str]:
        """How occupancy is counted: the permanence, and the start in ISO form."""
        return self.permanence_id, self.starts_at.isoformat()


@cache
def zone_of(insee: str) -> ZoneInfo:
    """The time zone of a commune."""
    if insee in _MARQUESAS_COMMUNES:
        return ZoneInfo(_MARQUESAS)
    return ZoneInfo(_ZONES.get(departement_of(insee), "Europe/Paris"))


def sessions(permanence: Permanence, start: datetime, end: datetime) -> tuple[Session, ...]:
    """The sessions that begin from `start` to before `end` (aware), in order; none while it is suspended."""
    return tuple(upcoming(permanence, start, end))


def upcoming(permanence: Permanence, start: datetime, end: datetime) -> Iterator[Session]:
    """The same sessions, made one by one as they are asked for."""
    if permanence.etat == "suspendue":
        return
    zone = zone_of(permanence.code_insee)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        for session in on_day(permanence, date.fromordinal(ordinal)):
            if start <= session.starts_at < end:
                yield session


def on_day(permanence: Permanence, day: date) -> Iterator[Session]:
    """The sessions that begin on a day: closures first, then the particular day, then the weekly hours."""
    if any(closure.du <= day <= closure.au for closure in permanence.fermetures):
        return
    places, spans = _day(permanence, day)
    if not places:
        return
    zone = zone_of(permanence.code_insee)
    kept = min(permanence.places_urgentes, places)
    for begins, ends in spans:
        yield Session(permanence.id, _at(day, begins, zone), _at(day, ends, zone), places, kept)


def _day(permanence: Permanence, day: date) -> tuple[int, tuple[Span, ...]]:
    for particular in permanence.jours_particuliers:
        if particular.date == day:
            places = permanence.capacite if particular.places is None else particular.places
            return places, spans_of(particular.horaires) if particular.horaires else ()
    is_holiday = _HOLIDAYS.is_holiday(day, permanence.code_insee)
    return permanence.capacite, _weekly(permanence.horaires_accueil, day, is_holiday)


@lru_cache(maxsize=16_384)
def _weekly(hours: str, day: date, is_holiday: bool) -> tuple[Span, ...]:
    return parse(hours).on(day, is_holiday)


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A wall-clock time; one that a clock change skips becomes the same instant written after the change."""
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minutes)
    return wall.astimezone(UTC).astimezone(zone)
