"""One year's report: which months it covers, its tables, and how it is written down and read back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pydantic import TypeAdapter

from bot.report.counters import Counted, Counters
from bot.report.indicators import Plan
from bot.report.tables import Names, Table, tables

LAST_MONTH_OF_QUARTER = (3, 6, 9, 12)


@dataclass(frozen=True)
class Report:
    """What may be published of a year. `until` is the last day told; None while no quarter has ended.

    A frozen report never changes: `frozen_on` is the day it was put aside, `version` counts the times it was.
    """

    year: int
    until: date | None
    made_on: date
    tables: tuple[Table, ...]
    frozen_on: date | None = None
    version: int = 0

    @property
    def complete(self) -> bool:
        """The whole year is told."""
        return self.until == date(self.year, 12, 31)

    @property
    def empty(self) -> bool:
        """Nothing at all was counted."""
        return all(table.empty for table in self.tables)

    def frozen(self, on: date, version: int) -> "Report":
        """The same figures, put aside for good."""
        return replace(self, frozen_on=on, version=version)


_STORED = TypeAdapter(Report)


def told_until(year: int, today: date) -> date | None:
    """The last day that a report of `year` tells: only quarters that have ended, so that two reports of one
    quarter are the same, and no month can be worked out from their difference.
    """
    ends = (_end_of_month(year, month) for month in LAST_MONTH_OF_QUARTER)
    return max((end for end in ends if end < today), default=None)


def _end_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def compose(year: int, counted: Iterable[Counted], plan: Plan, names: Names, today: date) -> Report:
    """The report of a year as it stands today."""
    until = told_until(year, today)
    last = until.month if until else 0
    months = {f"{year}-{month:02d}" for month in range(1, last + 1)}
    kept = Counters(tuple(one for one in counted if one.month in months))
    return Report(year, until, today, tables(plan, kept, names))


def dump(report: Report) -> str:
    """The report as JSON; what report.json holds, and what is put aside for good."""
    return _STORED.dump_json(report, indent=1).decode()


def parse(stored: str) -> Report:
    """Read a report back. Raises ValueError where it is none."""
    return _STORED.validate_json(stored)
