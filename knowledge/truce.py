"""Seasons that come back every year: the winter truce of evictions (CPCE L. 412-6) and of energy cuts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.model import Yearly


@dataclass(frozen=True, slots=True)
class Season:
    """One occurrence, both ends included."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether `day` is inside, ends included."""
        return self.start <= day <= self.end


def season(yearly: Yearly, day: date) -> Season:
    """The season that contains `day`, or else the next one."""
    for year in (day.year - 1, day.year, day.year + 1):
        start = date.fromisoformat(f"{year}-{yearly.starts}")
        end = date.fromisoformat(f"{year + (yearly.ends < yearly.starts)}-{yearly.ends}")
        if end >= day:
            return Season(start, end)
    raise AssertionError("a yearly season always has a next occurrence")


def limit(yearly: Yearly, asked: date | None, today: date) -> date | None:
    """The end (or start) of the season that protects `asked`, of the current or next one when no date is
    asked.
    """
    found = season(yearly, asked or today)
    if asked is not None and not found.holds(asked):
        return None
    if yearly.give == "start":
        return None if found.holds(asked or today) else found.start
    return found.end
