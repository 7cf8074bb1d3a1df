"""Lengths of time as the law counts them: days, working days, weeks of seven days, months by quantième.

CPC 641: the day of the act does not count; a period in months ends on the same day number, or on the last
day of the month when that number does not exist. Weeks are not named by the code: seven days each.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["heures", "jours", "jours ouvrés", "semaines", "mois", "ans"]

_SPELLINGS: dict[str, Unit] = {
    "heure": "heures",
    "heures": "heures",
    "hour": "heures",
    "hours": "heures",
    "jour": "jours",
    "jours": "jours",
    "day": "jours",
    "days": "jours",
    "jours ouvrés": "jours ouvrés",
    "semaine": "semaines",
    "semaines": "semaines",
    "week": "semaines",
    "weeks": "semaines",
    "mois": "mois",
    "month": "mois",
    "months": "mois",
    "an": "ans",
    "ans": "ans",
    "year": "ans",
    "years": "ans",
}
_SINGULAR = {
    "heures": "heure",
    "jours": "jour",
    "jours ouvrés": "jour ouvré",
    "semaines": "semaine",
    "mois": "mois",
    "ans": "an",
}
_SHAPE = re.compile(r"^\s*([+-]?\d{1,4})\s+(\S+(?: ouvrés)?)\s*$")
SHAPES = "6 semaines, 2 mois, 15 jours, 15 jours ouvrés, 24 heures, 2 ans"


@dataclass(frozen=True, slots=True)
class Duration:
    """A signed count of one unit, e.g. `Duration(6, "semaines")`."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        unit = self.unit if abs(self.count) > 1 else _SINGULAR[self.unit]
        return f"{self.count} {unit}"

    @property
    def reversed(self) -> Duration:
        """The same length, counted the other way."""
        return Duration(-self.count, self.unit)

    @property
    def rough_days(self) -> int:
        """A size for comparing two lengths, never for computing a date."""
        scale = {"heures": 1 / 24, "jours": 1, "jours ouvrés": 1.4, "semaines": 7, "mois": 30, "ans": 365}
        return round(self.count * scale[self.unit])


def parse_duration(text: object) -> Duration:
    """Read «6 semaines», «-14 days», «15 jours ouvrés». Raises ValueError when it has no known shape."""
    found = _SHAPE.match(text) if isinstance(text, str) else None
    unit = _SPELLINGS.get(found[2].lower()) if found else None
    if found is None or unit is None:
        raise ValueError(SHAPES)
    return Duration(int(found[1]), unit)


def add_months(start: date, months: int) -> date:
    """Same day number `months` later (or earlier), or the last day of that month (CPC 641 al. 2)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(start: date, count: int) -> date:
    """Monday-to-Friday days only; holidays are the caller's: they may only move the later date."""
    day, step = start, 1 if count >= 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while day.weekday() >= 5:
            day += timedelta(days=step)
    return day


def add(start: date, duration: Duration) -> date:
    """The last day of `duration` counted from `start`, whose own day does not count (CPC 641).

    Hours are rounded up to whole days: 24 h is the next day.
    """
    if duration.unit == "mois":
        return add_months(start, duration.count)
    if duration.unit == "ans":
        return add_months(start, 12 * duration.count)
    if duration.unit == "jours ouvrés":
        return add_working_days(start, duration.count)
    if duration.unit == "heures":
        return start + timedelta(days=-(-duration.count // 24))
    return start + timedelta(days=duration.count * (7 if duration.unit == "semaines" else 1))
