"""Years put aside for good: what was published of them never changes, whatever is counted or purged later."""

from __future__ import annotations

from dataclasses import dataclass

from storage.room import Room


@dataclass(frozen=True)
class Snapshot:
    """A year as it was published: its `version` (1 the first time), its text, and when (seconds UTC)."""

    year: int
    version: int
    body: str
    frozen_at: float


class Snapshots(Room):
    """The years put aside. Only figures that may be published come in: nobody is in them."""

    def freeze(self, year: int, body: str, now: float) -> Snapshot:
        """Put a year aside beside earlier versions; whoever calls decides whether one more is wanted."""
        last = self.last(year)
        version = last.version + 1 if last else 1
        self._run(
            "INSERT INTO snapshots (year, version, body, frozen_at) VALUES (?, ?, ?, ?)",
            (year, version, body, now),
        )
        return Snapshot(year, version, body, now)

    def last(self, year: int) -> Snapshot | None:
        """The year as it was put aside last; None while it never was."""
        row = self._row(
            "SELECT year, version, body, frozen_at FROM snapshots WHERE year = ?"
            " ORDER BY version DESC LIMIT 1",
            year,
        )
        return None if row is None else Snapshot(*row)
