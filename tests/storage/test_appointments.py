"""Places in sessions: given once, read by session and by case, gone with the case; and who waits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from storage import errors
from storage.crypto import Keyring
from storage.database import Database
from storage.transaction import Transaction

from .conftest import open_case
from .household import DAY, NOW

Write = Callable[..., Any]
STARTS = NOW + DAY


def _take_the_last(tx: Transaction, case: str) -> bool:
    """One place in all: taken if nobody has it."""
    if tx.appointments.of_session("borny", STARTS):
        return False
    tx.appointments.add(case, "borny", STARTS, STARTS, "reservee", NOW)
    return True


def test_the_last_place_goes_to_one_of_many(path: Path, keys: Keyring) -> None:
    """Forty threads ask for the only place at the same time: exactly one has it, and the file says so."""
    with Database(path, keys, durable=False) as database:
        cases = [
            database.write(lambda tx, n=n: open_case(tx, n).id).result()  # type: ignore[misc]
            for n in range(1, 41)
        ]
        with ThreadPoolExecutor(40) as threads:
            asked = list(
                threads.map(lambda case: database.write(lambda tx: _take_the_last(tx, case)).result(), cases)
            )
        assert sum(asked) == 1
        rows = database.read(lambda tx: tx.appointments.of_session("borny", STARTS))
        assert [row.case for row in rows] == [cases[asked.index(True)]]


def test_a_case_has_one_place_booked_and_one_held(write: Write) -> None:
    """A second booked place for one case is refused by the file itself; a held one beside it is not."""
    case = write(lambda tx: open_case(tx).id)
    write(lambda tx: tx.appointments.add(case, "borny", STARTS, STARTS, "reservee", NOW))
    write(lambda tx: tx.appointments.add(case, "borny", STARTS + 1, STARTS, "tenue", NOW, expires_at=NOW + 9))
    with pytest.raises(sqlite3.IntegrityError):
        write(lambda tx: tx.appointments.add(case, "borny", STARTS + 2, STARTS, "reservee", NOW))


def test_a_change_frees_the_place_and_is_counted(write: Write) -> None:
    """A cancelled appointment no longer comes; its revision grows, for the calendar file."""
    case = write(lambda tx: open_case(tx).id)
    id = write(lambda tx: tx.appointments.add(case, "borny", STARTS, STARTS + 60, "reservee", NOW))
    (row,) = write(lambda tx: tx.appointments.coming(NOW, "borny"))
    assert (row.reference, row.at, row.revision) == (
        write(lambda tx: tx.cases.get(case)).reference,
        STARTS + 60,
        0,
    )
    write(lambda tx: tx.appointments.change(id, "annulee_menage", NOW))
    assert write(lambda tx: tx.appointments.coming(NOW, "borny")) == []
    assert write(lambda tx: tx.appointments.get(id)).revision == 1
    assert [r.state for r in write(lambda tx: tx.appointments.of_case(case))] == ["annulee_menage"]
    assert write(lambda tx: tx.appointments.of_case(case, ("reservee",))) == []
    with pytest.raises(errors.Unknown):
        write(lambda tx: tx.appointments.change(id + 1, "venue", NOW))


def test_who_waits_keeps_since_when_and_what_was_declined(write: Write) -> None:
    """Asking to wait again changes the wish, not the place in the list; a held place takes the case off."""
    case = write(lambda tx: open_case(tx).id)
    write(lambda tx: tx.waiting.put(case, "borny", NOW))
    write(lambda tx: tx.waiting.decline(case, STARTS))
    write(lambda tx: tx.waiting.put(case, "borny", NOW + 9, before=STARTS))
    (row,) = write(lambda tx: tx.waiting.of_permanence("borny"))
    assert (row.since, row.before, row.declined, row.urgency) == (NOW, STARTS, (STARTS,), 2)
    write(lambda tx: tx.appointments.add(case, "borny", STARTS + 1, STARTS, "tenue", NOW, expires_at=NOW + 9))
    assert write(lambda tx: tx.waiting.of_permanence("borny")) == []
    assert write(lambda tx: tx.waiting.permanences()) == ["borny"]
    assert write(lambda tx: tx.waiting.remove(case)) and not write(lambda tx: tx.waiting.remove(case))
