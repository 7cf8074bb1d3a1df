"""Who of a permanence is away, from when until when, and who stands in."""

from __future__ import annotations

from dataclasses import dataclass

from storage.room import Room

_COLUMNS = "id, user_id, permanence, starts_at, ends_at, substitute_user_id"


@dataclass(frozen=True)
class AbsenceRow:
    """One absence at one permanence, from `starts_at` to before `ends_at`; `substitute` None: nobody."""

    id: int
    user_id: int
    permanence: str
    starts_at: float
    ends_at: float
    substitute: int | None


class Absences(Room):
    """Absences. A person has one at a time in a permanence: a new one takes the place of those it meets."""

    def add(
        self, user_id: int, permanence: str, starts_at: float, ends_at: float, substitute: int | None
    ) -> int:
        """Write an absence down; its id."""
        self._run(
            "DELETE FROM absences WHERE user_id = ? AND permanence = ? AND starts_at < ? AND ends_at > ?",
            (user_id, permanence, ends_at, starts_at),
        )
        cursor = self._run(
            "INSERT INTO absences (user_id, permanence, starts_at, ends_at, substitute_user_id)"
            " VALUES (?, ?, ?, ?, ?)",
            (user_id, permanence, starts_at, ends_at, substitute),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def of_permanence(self, permanence: str, now: float) -> list[AbsenceRow]:
        """The absences of a permanence that are not over, the earliest first."""
        return self._read("WHERE permanence = ? AND ends_at > ?", permanence, now)

    def of_person(self, user_id: int, now: float) -> list[AbsenceRow]:
        """A person's absences that are not over, the earliest first."""
        return self._read("WHERE user_id = ? AND ends_at > ?", user_id, now)

    def end(self, user_id: int, now: float) -> int:
        """The person is back: what has begun ends now; how many absences that were."""
        return self._run(
            "UPDATE absences SET ends_at = ?1 WHERE user_id = ?2 AND starts_at <= ?1 AND ends_at > ?1",
            (now, user_id),
        ).rowcount

    def forget(self, user_id: int, permanence: str) -> None:
        """The person has left the permanence: away no more, and standing in for nobody."""
        self._run("DELETE FROM absences WHERE user_id = ? AND permanence = ?", (user_id, permanence))
        self._run(
            "UPDATE absences SET substitute_user_id = NULL WHERE substitute_user_id = ? AND permanence = ?",
            (user_id, permanence),
        )

    def _read(self, where: str, *values: object) -> list[AbsenceRow]:
        rows = self._rows(f"SELECT {_COLUMNS} FROM absences {where} ORDER BY starts_at, id", *values)
        return [AbsenceRow(*row) for row in rows]
