"""When a permanence may be written to: not at night, not on closed days. Times are the permanence's own."""

from datetime import date, datetime, time, timedelta

from knowledge.appointments import evening_before
from knowledge.directory import Permanence
from knowledge.holidays import Holidays
from knowledge.schedule import Session, on_day

QUIET_FROM, QUIET_TO = time(21), time(8)
EARLY = time(7, 45)
_HOLIDAYS = Holidays()
_LOOK_AHEAD = 60


def is_open_day(permanence: Permanence, day: date) -> bool:
    """A day on which staff may be written to: one with a session, or a working day out of its closures."""
    if next(on_day(permanence, day), None) is not None:
        return True
    closed = any(closure.du <= day <= closure.au for closure in permanence.fermetures)
    return not closed and _HOLIDAYS.is_working_day(day, permanence.code_insee)


def is_quiet(permanence: Permanence, now: datetime) -> bool:
    """Night (21:00 to 8:00), or a closed day."""
    return not QUIET_TO <= now.time() < QUIET_FROM or not is_open_day(permanence, now.date())


def next_morning(permanence: Permanence, now: datetime) -> datetime:
    """`now` when it is not quiet; else the next morning of an open day, at 8:00.

    A permanence that is closed for longer than sixty days is written to on the first morning.
    """
    if not is_quiet(permanence, now):
        return now
    first = now.date() + timedelta(days=now.time() >= QUIET_TO)
    days = (first + timedelta(days=number) for number in range(_LOOK_AHEAD))
    day = next((one for one in days if is_open_day(permanence, one)), first)
    return datetime.combine(day, QUIET_TO, now.tzinfo)


def digest_at(permanence: Permanence, session: Session) -> datetime:
    """When a session is prepared: the evening before; where that is a closed day, early that morning."""
    eve = evening_before(session)
    if is_open_day(permanence, eve.date()):
        return eve
    return datetime.combine(session.starts_at.date(), EARLY, session.starts_at.tzinfo)
