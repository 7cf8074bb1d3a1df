"""Who did what, when: append-only, each row bound to the one before by a keyed hash, without a word or a chat
id.

People appear as keyed hashes, so an erased household leaves the chain whole; a value that could be personal
is refused.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storage.impersonal import Scalar, canonical, code
from storage.room import Room


@dataclass(frozen=True)
class AuditRow:
    """One thing done. `actor` and `subject` are codes or keyed hashes."""

    id: int
    at: float
    actor: str
    action: str
    subject: str
    detail: str
    hash: bytes


class Audit(Room):
    """The register of what was done, and of every reading of a case by staff."""

    def add(
        self,
        actor: int | str,
        action: str,
        subject: int | str | None,
        detail: Mapping[str, Scalar] | None,
        at: float,
    ) -> None:
        """Append a row. An int (a user or a chat) is stored as its keyed hash; a str must be a code or an id.

        Raises PersonalData for a value that could be text, a phone number or a chat id.
        """
        entry = (at, self.pseudonym(actor), code(action), self.pseudonym(subject), canonical(detail or {}))
        digest = self._bound(self._last_hash(), *entry)
        self._run(
            "INSERT INTO audit (at, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (*entry, digest),
        )

    def pseudonym(self, who: int | str | None) -> str:
        """How the audit names `who`: a user or chat id by its keyed hash, a code as it is."""
        if who is None:
            return "-"
        return f"#{self._keys.keyed_hash(str(who))}" if isinstance(who, int) else code(who)

    def of(self, subject: int | str) -> list[AuditRow]:
        """Every row about `subject`, oldest first."""
        return list(self._read("WHERE subject = ?", self.pseudonym(subject)))

    def verify(self) -> list[AuditRow]:
        """The rows that do not follow from the one before; empty when the register is whole.

        A row that is missing shows as a problem of the next one. Missing last rows show as a row of their
        number, whose action is "missing".
        """
        last, known = self._anchor()
        problems = []
        for row in self._read(""):
            if row.id != last + 1 or not hmac.compare_digest(row.hash, self._bound(known, *_entry(row))):
                problems.append(row)
            last, known = row.id, row.hash
        (given,) = self._row("SELECT seq FROM sqlite_sequence WHERE name = 'audit'") or (0,)
        return problems + [
            AuditRow(id, 0.0, "-", "missing", "-", "{}", b"") for id in range(last + 1, given + 1)
        ]

    def purge(self, before: float) -> int:
        """Remove the rows older than `before`, oldest first, and move the anchor of the chain; how many."""
        row = self._row(
            "SELECT id, hash FROM audit"
            " WHERE id < coalesce((SELECT min(id) FROM audit WHERE at >= ?), 1 << 62)"
            " ORDER BY id DESC LIMIT 1",
            before,
        )
        if row is None:
            return 0
        self._run("UPDATE audit_anchor SET id = ?, hash = ?", row)
        return self._run("DELETE FROM audit WHERE id <= ?", row[:1]).rowcount

    def _last_hash(self) -> bytes:
        row = self._row("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")
        return self._anchor()[1] if row is None else row[0]

    def _anchor(self) -> tuple[int, bytes]:
        id, known = self._row("SELECT id, hash FROM audit_anchor WHERE only = 1") or (0, bytes(32))
        return id, known

    def _read(self, where: str, *parameters: object) -> Iterator[AuditRow]:
        sql = f"SELECT id, at, actor, action, subject, detail, hash FROM audit {where} ORDER BY id"
        return (AuditRow(*row) for row in self._run(sql, parameters))

    def _bound(self, previous: bytes, at: float, *words: str) -> bytes:
        """The keyed hash of an entry and of all before it."""
        return self._keys.mac(previous + struct.pack(">d", at) + "\x00".join(words).encode())


def _entry(row: AuditRow) -> tuple[float, str, str, str, str]:
    return row.at, row.actor, row.action, row.subject, row.detail
