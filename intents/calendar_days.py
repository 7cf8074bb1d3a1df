"""Arithmetic of calendar days: incomplete dates placed around today, and dates moved by a length of
time."""

from calendar import monthrange
from datetime import date, timedelta

OLDEST, FURTHEST = 1900, 2100
"""Years outside these are no dates a household means."""


def safe_date(year: int, month: int, day: int) -> date | None:
    """A date, or None when the calendar has no such day or the year is absurd."""
    try:
        return date(year, month, day) if OLDEST <= year <= FURTHEST else None
    except ValueError:
        return None


def day_month(day: int, month: int, today: date, ahead: bool | None) -> date | None:
    """A day and month without a year: the last one, the next one, or the nearest (ties to the past)."""
    candidates = [d for y in (-1, 0, 1) if (d := safe_date(today.year + y, month, day))]
    return _chosen(candidates, today, ahead)


def day_near(day: int, today: date, ahead: bool | None) -> date | None:
    """A day of the month alone: the last one up to today unless it leans ahead."""
    months = [month_shift(today.replace(day=1), n) for n in (-2, -1, 0, 1, 2)]
    candidates = [d for m in months if (d := safe_date(m.year, m.month, day))]
    return _chosen(candidates, today, bool(ahead))


def _chosen(candidates: list[date], today: date, ahead: bool | None) -> date | None:
    past = [d for d in candidates if d <= today]
    future = [d for d in candidates if d >= today]
    if ahead is None:
        return min(candidates, key=lambda d: (abs((d - today).days), d), default=None)
    return min(future, default=None) if ahead else max(past, default=None)


def weekday_near(weekday: int, today: date, ahead: bool) -> date:
    """The last such weekday before today, or the next one after it (never today itself)."""
    if ahead:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def moved(start: date, amount: int, unit: str) -> date | None:
    """A date moved by days, weeks, months or years; a short month gives its last day."""
    try:
        if unit in ("day", "week"):
            return start + timedelta(days=amount * (7 if unit == "week" else 1))
        return month_shift(start, amount * (12 if unit == "year" else 1))
    except (OverflowError, ValueError):
        return None


def month_shift(start: date, months: int) -> date:
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def full_year(year: int) -> int:
    """«24» is 2024 and «85» is 1985; four digits stay."""
    return year if year >= 100 else 2000 + year if year < 70 else 1900 + year
