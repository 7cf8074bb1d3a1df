"""Cases: one household, one request, one permanence at a time."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from storage.errors import StorageError
from storage.room import Room

# No O or I beside the digits; after the hyphen only digits, so that nothing there can be read as a letter.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_TRIES = 50

_SEALED = ("data", "receipt")


@dataclass(frozen=True)
class CaseRow:
    """A case. `data`, `consent_text` and `receipt` are encrypted at rest; a case is open until
    `closed_at`.
    """

    id: str
    reference: str
    chat_id: int
    permanence: str | None
    group_id: int | None
    topic_id: int | None
    card_message_id: int | None
    state: str
    claimed_by: int | None
    stage: str | None
    urgency: int
    act_before: date | None
    data: dict[str, Any]
    consent_text: str | None
    consent_at: float | None
    receipt: Any
    content_version: str
    opened_at: float
    updated_at: float
    closed_at: float | None
    outcome: str | None


_COLUMNS = tuple(field.name for field in fields(CaseRow))
_PLAIN = frozenset(_COLUMNS) - {"id", "reference", "act_before", "consent_text", *_SEALED}
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM cases"


class Cases(Room):
    """Cases, found by id, by the reference people say aloud, by chat, or by topic."""

    def open(
        self,
        chat_id: int,
        *,
        now: float,
        state: str,
        urgency: int,
        content_version: str,
        data: dict[str, Any] | None = None,
        **details: Any,
    ) -> CaseRow:
        """A new case with a reference of its own. `details` are any other fields of CaseRow."""
        id = "".join(self._chance.choice(_ID_LETTERS) for _ in range(12))
        given = {
            "chat_id": chat_id,
            "state": state,
            "urgency": urgency,
            "content_version": content_version,
            "data": data or {},
            "opened_at": now,
            "updated_at": now,
        } | details
        columns = {"id": id, "reference": self._new_reference()} | self._stored(given)
        places = ", ".join("?" * len(columns))
        self._run(f"INSERT INTO cases ({', '.join(columns)}) VALUES ({places})", tuple(columns.values()))
        return self._existing(id)

    def _new_reference(self) -> str:
        for _ in range(_TRIES):
            start = self._chance.choice(_LETTERS) + self._chance.choice(_DIGITS)
            reference = f"{start}-{self._chance.randrange(10_000):04d}"
            if self._row("SELECT 1 FROM cases WHERE reference = ?", reference) is None:
                return reference
        raise StorageError("no free case reference was found: too many cases are kept, purge the closed ones")

    def _stored(self, given: dict[str, Any]) -> dict[str, Any]:
        return {name: self._stored_value(name, value) for name, value in given.items()}

    def _stored_value(self, name: str, value: Any) -> Any:
        if name in _SEALED:
            return None if value is None else self._keys.seal(value)
        if name == "consent_text":
            return self._sealed_text(value)
        if name == "act_before":
            return value.isoformat() if isinstance(value, date) else value
        if name in _PLAIN:
            return value
        raise StorageError(f"a case has no field {name!r} that can be set")

    def get(self, id: str) -> CaseRow | None:
        """The case of this id."""
        return self._one("WHERE id = ?", id)

    def _existing(self, id: str) -> CaseRow:
        case = self.get(id)
        assert case is not None
        return case

    def by_reference(self, spoken: str) -> CaseRow | None:
        """The case of a reference as people write it: small letters, spaces, O for 0 and I for 1 do not
        matter.
        """
        word = "".join(letter for letter in spoken.upper() if letter.isalnum())
        digits = word[1:].replace("O", "0").replace("I", "1").replace("L", "1")
        return self._one("WHERE reference = ?", f"{word[:1]}{digits[:1]}-{digits[1:]}")

    def by_chat(self, chat_id: int, open_only: bool = True) -> list[CaseRow]:
        """The cases of a household, newest first."""
        only = "AND closed_at IS NULL" if open_only else ""
        return self._all(f"WHERE chat_id = ? {only} ORDER BY opened_at DESC", chat_id)

    def by_topic(self, group_id: int, topic_id: int) -> CaseRow | None:
        """The case whose topic this is."""
        return self._one(
            "WHERE group_id = ? AND topic_id = ? ORDER BY opened_at DESC LIMIT 1", group_id, topic_id
        )

    def update(self, id: str, now: float | None, **changes: Any) -> CaseRow:
        """Change fields of a case; `now` is its last contact, None where this is none and the case is to grow
        no younger. Raises errors.Unknown when there is none.
        """
        columns = self._stored(({} if now is None else {"updated_at": now}) | changes)
        settings = ", ".join(f"{name} = ?" for name in columns)
        self._change(
            f"UPDATE cases SET {settings} WHERE id = ?", *columns.values(), id, what=f"the case {id}"
        )
        return self._existing(id)

    def _one(self, rest: str, *values: Any) -> CaseRow | None:
        row = self._row(f"{_SELECT} {rest}", *values)
        return None if row is None else self._opened(row)

    def _all(self, rest: str, *values: Any) -> list[CaseRow]:
        return [self._opened(row) for row in self._rows(f"{_SELECT} {rest}", *values)]

    def _opened(self, row: tuple[Any, ...]) -> CaseRow:
        values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
        act_before, receipt = values["act_before"], values["receipt"]
        return CaseRow(
            **values
            | {
                "act_before": None if act_before is None else date.fromisoformat(act_before),
                "data": self._keys.unseal(values["data"]),
                "consent_text": self._opened_text(values["consent_text"]),
                "receipt": None if receipt is None else self._keys.unseal(receipt),
            }
        )

    def moved_since(self, permanence: str, at: float) -> tuple[int, int]:
        """How many cases of a permanence were opened, and how many were closed, since then."""
        opened, closed = self._row(
            "SELECT count(*) FILTER (WHERE opened_at >= ?1), count(*) FILTER (WHERE closed_at >= ?1)"
            " FROM cases WHERE permanence = ?2",
            at,
            permanence,
        ) or (0, 0)
        return opened, closed

    def list(
        self,
        *,
        permanence: str | None = None,
        states: Collection[str] = (),
        open_only: bool = True,
        updated_before: float | None = None,
        limit: int = 200,
    ) -> list[CaseRow]:
        """Cases, most urgent first, then the nearest date to act before, then the oldest."""
        conditions: dict[str, Any] = {
            "permanence = ?": permanence,
            "updated_at < ?": updated_before,
            "state IN (SELECT value FROM json_each(?))": json.dumps(sorted(states)) if states else None,
        }
        given = {sql: value for sql, value in conditions.items() if value is not None}
        where = " AND ".join(["closed_at IS NULL" if open_only else "1", *given])
        order = "urgency DESC, act_before IS NULL, act_before, opened_at"
        return self._all(f"WHERE {where} ORDER BY {order} LIMIT ?", *given.values(), limit)
