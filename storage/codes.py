"""One-time codes: for tying a group, inviting a worker, handing a link over. Only their keyed hash is
stored.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from storage.room import Room

# Read aloud and typed by hand: no O, I, L, U, no 0, no 1. 16 of 30 signs are 78 bits: nobody guesses one.
_SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_LENGTH = 16
_BLOCK = 4


class Codes(Room):
    """Codes that were given out. Each serves once, until it expires."""

    def issue(self, kind: str, data: Any, expires_at: float) -> str:
        """A new code, "ABCD-EFGH-JKMN-PQRS", carrying a JSON value. It is never readable again."""
        signs = "".join(self._chance.choice(_SIGNS) for _ in range(_LENGTH))
        self._run(
            "INSERT INTO codes (kind, digest, data, expires_at) VALUES (?, ?, ?, ?)",
            (kind, self._digest(signs), self._keys.seal(data), expires_at),
        )
        return "-".join(signs[start : start + _BLOCK] for start in range(0, _LENGTH, _BLOCK))

    def redeem(self, kind: str, code: str, by: int, now: float) -> Any:
        """What a code carries, once; None for a code that is wrong, of another kind, used or expired.

        Small letters, spaces and hyphens do not matter. Who used it is kept as a keyed hash.
        """
        found = self.redeem_among((kind,), code, by, now)
        return None if found is None else found[1]

    def redeem_among(self, kinds: Collection[str], code: str, by: int, now: float) -> tuple[str, Any] | None:
        """The kind of a code of one of these kinds and what it carries, once; None as for `redeem`."""
        row = self._row(
            "UPDATE codes SET used_at = ?1, used_by = ?2"
            " WHERE digest = ?3 AND kind IN (SELECT value FROM json_each(?4))"
            " AND used_at IS NULL AND expires_at > ?1 RETURNING kind, data",
            now,
            self._keys.digest(str(by)),
            self._digest(code),
            json.dumps(sorted(kinds)),
        )
        return None if row is None else (row[0], self._keys.unseal(row[1]))

    def _digest(self, code: str) -> bytes:
        return self._keys.digest("".join(sign for sign in code.upper() if sign.isalnum()))
