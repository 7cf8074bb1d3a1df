"""Places in the sessions of permanences, and the people who wait for one.

A place is given by reading the session's rows and adding one in the same write: the writer makes one
transaction after the other, so that two households never get the last place.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.errors import Unknown
from storage.room import Room

COMING = ("tenue", "reservee")
_COLUMNS = (
    "appointments.id, cases.reference, case_id, appointments.permanence, starts_at, at, appointments.state,"
    " urgent, expires_at, revision"
)
_SELECT = f"SELECT {_COLUMNS} FROM appointments JOIN cases ON cases.id = case_id"


@dataclass(frozen=True)
class AppointmentRow:
    """A place of a session given to a case. Times are seconds UTC; `expires_at` ends a place only held.

    `revision` counts the changes, for calendar files.
    """

    id: int
    reference: str
    case: str
    permanence: str
    starts_at: float
    at: float
    state: str
    urgent: bool
    expires_at: float | None
    revision: int


@dataclass(frozen=True)
class WaitingRow:
    """A case that waits for a place, as urgent as the case is now. `before`: it has one and wants an earlier
    one. `declined`: the starts of the sessions it refused or let pass.
    """

    reference: str
    case: str
    permanence: str
    urgency: int
    act_before: date | None
    since: float
    before: float | None
    declined: tuple[float, ...]


class Appointments(Room):
    """Appointments, found by session or by case."""

    def add(
        self,
        case: str,
        permanence: str,
        starts_at: float,
        at: float,
        state: str,
        now: float,
        *,
        urgent: bool = False,
        expires_at: float | None = None,
    ) -> int:
        """Give a place; its id. A case with a place booked, or held, cannot be given a second one: that
        raises sqlite3.IntegrityError.
        """
        cursor = self._run(
            "INSERT INTO appointments"
            " (case_id, permanence, starts_at, at, state, urgent, expires_at, revision, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (case, permanence, starts_at, at, state, urgent, expires_at, now),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def change(self, id: int, state: str, now: float) -> None:
        """The appointment is now in this state, and no longer only held. Raises Unknown."""
        self._change(
            "UPDATE appointments SET state = ?, expires_at = NULL, revision = revision + 1, changed_at = ?"
            " WHERE id = ?",
            state,
            now,
            id,
            what=f"the appointment {id}",
        )

    def drop(self, id: int) -> None:
        """A place that was only held, and not taken in time, was never an appointment."""
        self._run("DELETE FROM appointments WHERE id = ? AND state = 'tenue'", (id,))

    def get(self, id: int) -> AppointmentRow:
        """The appointment of this id. Raises Unknown."""
        found = self._all("WHERE appointments.id = ?", id)
        if not found:
            raise Unknown(f"the appointment {id} does not exist: it was erased or never stored")
        return found[0]

    def coming(self, after: float, permanence: str) -> list[AppointmentRow]:
        """Every place booked or held in the permanence's sessions that begin later."""
        return self._all(
            "WHERE appointments.permanence = ? AND starts_at > ?"
            " AND appointments.state IN ('tenue', 'reservee')",
            permanence,
            after,
        )

    def taken(self, now: float) -> list[tuple[str, float, int]]:
        """How many places are taken in each session to come: its permanence, its start, their number."""
        return self._rows(
            "SELECT permanence, starts_at, count(*) FROM appointments"
            " WHERE state IN ('tenue', 'reservee') AND starts_at > ?1 AND coalesce(expires_at > ?1, 1)"
            " GROUP BY permanence, starts_at",
            now,
        )

    def of_session(self, permanence: str, starts_at: float) -> list[AppointmentRow]:
        """Everything ever given in one session, in the order people are expected."""
        return self._all(
            "WHERE appointments.permanence = ? AND starts_at = ? ORDER BY at, appointments.id",
            permanence,
            starts_at,
        )

    def of_case(self, case: str, states: Collection[str] = ()) -> list[AppointmentRow]:
        """The case's appointments, the newest first, in these states only where any is named."""
        found = self._all("WHERE case_id = ? ORDER BY appointments.id DESC", case)
        return [row for row in found if not states or row.state in states]

    def _all(self, rest: str, *values: Any) -> list[AppointmentRow]:
        rows = self._rows(f"{_SELECT} {rest}", *values)
        return [
            AppointmentRow(id, reference, case, permanence, starts_at, at, state, bool(urgent), *rest)
            for id, reference, case, permanence, starts_at, at, state, urgent, *rest in rows
        ]


class Waiting(Room):
    """Who waits for a place, one row a case."""

    def put(self, case: str, permanence: str, now: float, before: float | None = None) -> None:
        """The case waits; where it did already, since when and what it declined stay."""
        self._run(
            "INSERT INTO waiting (case_id, permanence, since, before, declined) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT (case_id) DO UPDATE SET permanence = ?2, before = ?4",
            (case, permanence, now, before, self._keys.seal([])),
        )

    def decline(self, case: str, starts_at: float) -> None:
        """The session of that start is not offered to the case again. Nothing where it does not wait."""
        for row in self._all("WHERE case_id = ?", case):
            declined = sorted({*row.declined, starts_at})
            self._run("UPDATE waiting SET declined = ? WHERE case_id = ?", (self._keys.seal(declined), case))

    def of_case(self, case: str) -> WaitingRow | None:
        """What the case waits for, or None."""
        return next(iter(self._all("WHERE case_id = ?", case)), None)

    def of_permanence(self, permanence: str) -> list[WaitingRow]:
        """Who waits at a permanence, those whose place is held just now left out."""
        held = "SELECT 1 FROM appointments WHERE case_id = waiting.case_id AND state = 'tenue'"
        return self._all(f"WHERE waiting.permanence = ? AND NOT EXISTS ({held})", permanence)

    def permanences(self) -> list[str]:
        """Where somebody waits."""
        return [name for (name,) in self._rows("SELECT DISTINCT permanence FROM waiting ORDER BY permanence")]

    def remove(self, case: str) -> bool:
        """The case waits no longer; whether it did."""
        return self._run("DELETE FROM waiting WHERE case_id = ?", (case,)).rowcount > 0

    def _all(self, rest: str, *values: Any) -> list[WaitingRow]:
        rows = self._rows(
            "SELECT declined, cases.reference, case_id, waiting.permanence, urgency, act_before, since,"
            f" before FROM waiting JOIN cases ON cases.id = case_id {rest}",
            *values,
        )
        return [
            WaitingRow(
                reference=reference,
                case=case,
                permanence=permanence,
                urgency=urgency,
                act_before=None if act_before is None else date.fromisoformat(act_before),
                since=since,
                before=before,
                declined=tuple(self._keys.unseal(declined)),
            )
            for declined, reference, case, permanence, urgency, act_before, since, before in rows
        ]
