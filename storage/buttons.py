"""Buttons: an opaque id, bound here to who may press it, on what, until when. The id itself says nothing."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Any

from storage.room import Room

_SECRET_BYTES = 10
_ROW_BYTES = 6


@dataclass(frozen=True)
class Button:
    """What a press means. The caller authorises chat, user and expiry on every use."""

    id: str
    chat_id: int
    user_id: int | None
    case: str | None
    question: str
    value: Any
    expires_at: float


class Buttons(Room):
    """Buttons that were shown. An id is 22 url-safe characters: the row, and 80 bits nobody can guess."""

    def bind(
        self,
        chat_id: int,
        user_id: int | None,
        case: str | None,
        question: str,
        value: Any,
        expires_at: float,
    ) -> str:
        """Remember a button; the opaque id to show. `value` is any JSON value. `user_id` None: anyone of
        the chat.
        """
        secret = self._chance.randbytes(_SECRET_BYTES)
        cursor = self._run(
            "INSERT INTO buttons (secret, chat_id, user_id, case_id, meaning, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (secret, chat_id, user_id, case, self._keys.seal([question, value]), expires_at),
        )
        assert cursor.lastrowid is not None
        return _written(cursor.lastrowid.to_bytes(_ROW_BYTES, "big") + secret)

    def forget(self, chat_id: int, case: str) -> int:
        """The case's buttons in this chat serve no more; how many."""
        return self._run("DELETE FROM buttons WHERE chat_id = ? AND case_id = ?", (chat_id, case)).rowcount

    def press(self, id: str) -> Button | None:
        """What the id means, however often it is pressed; None for an id never given, or purged."""
        try:
            raw = base64.b64decode(id.encode("ascii") + b"==", altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error):
            return None
        if _written(raw) != id:  # the last sign has bits to spare: only one spelling was given out
            return None
        row = self._row(
            "SELECT secret, chat_id, user_id, case_id, meaning, expires_at FROM buttons WHERE id = ?",
            int.from_bytes(raw[:_ROW_BYTES], "big"),
        )
        if row is None or not hmac.compare_digest(row[0], raw[_ROW_BYTES:]):
            return None
        _, chat_id, user_id, case, meaning, expires_at = row
        question, value = self._keys.unseal(meaning)
        return Button(id, chat_id, user_id, case, question, value, expires_at)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw)[:22].decode("ascii")
