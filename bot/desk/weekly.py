"""The week of a permanence in a few lines, for whoever coordinates it: references only, never a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.i18n import Safe, Voice
from knowledge.directory import Permanence
from knowledge.holidays import Holidays
from knowledge.pressure import Pressure
from knowledge.schedule import zone_of

AT = time(8, 30)
LISTED = 12
LOST_AFTER = timedelta(days=30)
_HOLIDAYS = Holidays()
_WORKING_DAYS = 5
Basket = Literal["silent", "owed", "lost"]


@dataclass(frozen=True)
class Standing:
    """What tells whether an open case is forgotten. `sessions_since`: those held since it waits."""

    claimed: bool
    household_spoke_last: bool
    last_word: datetime
    sessions_since: int
    appointment: bool


@dataclass(frozen=True)
class Week:
    """What happened at a permanence since `since`, and what waits there now."""

    since: date
    opened: int
    closed: int
    open: int
    silent: tuple[str, ...]
    owed: tuple[str, ...]
    lost: tuple[str, ...]
    near: tuple[tuple[str, date], ...]
    pressure: Pressure | None
    unmet: int
    leaving: tuple[str, ...]


def basket(case: Standing, now: datetime) -> Basket | None:
    """Where a case is told: nobody took it, it waits for a word of ours, or nothing was heard of it.

    Counted in sessions that were held: nobody is pressed before the permanence was there.
    """
    if not case.claimed:
        return "silent" if case.sessions_since else None
    if case.household_spoke_last:
        return "owed" if case.sessions_since else None
    return "lost" if not case.appointment and now - case.last_word > LOST_AFTER else None


def next_one(permanence: Permanence, now: datetime) -> datetime:
    """When the next digest comes: Monday morning, or the first day of that week which is no holiday and on
    which the permanence is not closed; a week closed whole has none.
    """
    here = now.astimezone(zone_of(permanence.code_insee))
    monday = here.date() - timedelta(days=here.weekday())
    while True:
        for day in (monday + timedelta(days=number) for number in range(_WORKING_DAYS)):
            due = datetime.combine(day, AT, here.tzinfo)
            if _open(permanence, day):
                if due > now:
                    return due
                break
        monday += timedelta(weeks=1)


def _open(permanence: Permanence, day: date) -> bool:
    closed = any(closure.du <= day <= closure.au for closure in permanence.fermetures)
    return not closed and _HOLIDAYS.is_working_day(day, permanence.code_insee)


def text(week: Week, voice: Voice) -> Safe:
    """The digest. What does not concern this week is left out."""
    lines = [
        voice.say("weekly.week", day=voice.near_day(week.since)),
        voice.say("weekly.moved", opened=week.opened, closed=week.closed, open=week.open),
        _listed("weekly.silent", week.silent, voice),
        _near(week, voice),
        _listed("weekly.owed", week.owed, voice),
        _listed("weekly.lost", week.lost, voice),
        _places(week.pressure, voice),
        voice.say("weekly.unmet", count=week.unmet) if week.unmet else Safe(""),
        _listed("weekly.leaving", week.leaving, voice),
    ]
    return Safe("\n".join(line for line in lines if line))


def _listed(key: str, references: Iterable[str], voice: Voice) -> Safe:
    named = tuple(references)
    if not named:
        return Safe("")
    more = len(named) - LISTED
    said = ", ".join(named[:LISTED]) + (voice.label("weekly.more", count=more) if more > 0 else "")
    return voice.say(key, references=said, count=len(named))


def _near(week: Week, voice: Voice) -> Safe:
    return _listed("weekly.near", (f"{name} ({voice.near_day(day)})" for name, day in week.near), voice)


def _places(pressure: Pressure | None, voice: Voice) -> Safe:
    if pressure is None:
        return Safe("")
    if not pressure.sessions:
        return voice.say("weekly.no_session", waiting=pressure.waiting)
    key = "weekly.short" if pressure.is_short else "weekly.places"
    told = {"sessions": pressure.sessions, "free": pressure.free, "waiting": pressure.waiting}
    return voice.say(key, **told)
