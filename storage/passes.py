"""The codes printed on households' fiches. Only their keyed hash is stored: a new one revokes the last."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from storage.room import Room

_BYTES = 18
"""144 bits, 24 signs: nobody guesses one, and a link of Telegram takes up to 64 signs."""


@dataclass(frozen=True)
class Pass:
    """Whose fiche a code is printed on."""

    chat_id: int
    case: str | None
    expires_at: float


class Passes(Room):
    """Codes on paper, one a household, good for many readings until they expire."""

    def issue(self, chat_id: int, case: str | None, expires_at: float) -> str:
        """A new code for the household's fiche; the one printed before opens nothing any more."""
        code = base64.urlsafe_b64encode(self._chance.randbytes(_BYTES)).decode("ascii")
        self._run(
            "INSERT INTO passes (chat_id, case_id, digest, expires_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (chat_id) DO UPDATE SET case_id = excluded.case_id, digest = excluded.digest,"
            " expires_at = excluded.expires_at",
            (chat_id, case, self._keys.digest(code), expires_at),
        )
        return code

    def find(self, code: str, now: float) -> Pass | None:
        """Whose fiche has this code; None for a code that is wrong, revoked or expired."""
        row = self._row(
            "SELECT chat_id, case_id, expires_at FROM passes WHERE digest = ? AND expires_at > ?",
            self._keys.digest(code),
            now,
        )
        return None if row is None else Pass(*row)

    def of_chat(self, chat_id: int) -> list[Pass]:
        """The code that the household has, if any."""
        rows = self._rows("SELECT chat_id, case_id, expires_at FROM passes WHERE chat_id = ?", chat_id)
        return [Pass(*row) for row in rows]
