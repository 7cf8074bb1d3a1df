"""How often what happened, month by month, without anyone in it: the association's figures of the year."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from storage.impersonal import Scalar, canonical, code
from storage.room import Room


@dataclass(frozen=True)
class Count:
    """How often an event with these dimensions happened in a month ("2026-11")."""

    month: str
    event: str
    dimensions: dict[str, Scalar]
    count: int


class Statistics(Room):
    """Counters. Only the month is kept, so that a rare event does not point at a day, hence at a person."""

    def count(self, event: str, day: date, **dimensions: Scalar) -> None:
        """One more. Raises PersonalData for a dimension that is not a code or a small number."""
        self._run(
            "INSERT INTO statistics (month, event, dimensions, count) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (month, event, dimensions) DO UPDATE SET count = count + 1",
            (f"{day:%Y-%m}", code(event), canonical(dimensions)),
        )

    def report(self, since: date, until: date, event: str | None = None) -> list[Count]:
        """The counts of the months from `since`'s to `until`'s, both included."""
        rows = self._rows(
            "SELECT month, event, dimensions, count FROM statistics"
            " WHERE month BETWEEN ?1 AND ?2 AND coalesce(event = ?3, 1) ORDER BY month, event, dimensions",
            f"{since:%Y-%m}",
            f"{until:%Y-%m}",
            event,
        )
        return [Count(month, name, json.loads(dimensions), count) for month, name, dimensions, count in rows]
