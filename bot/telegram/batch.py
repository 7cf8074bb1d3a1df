"""The answer of getUpdates, cut into the raw bytes of its updates, without parsing them.

A JSON parser refuses a whole batch for one bottomless update, and rewrites what it read; a cut keeps every
update as Telegram wrote it.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.telegram.updates import chat_of

_OK = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[][{}]', re.DOTALL)
# Telegram writes it first; deeper ones, in somebody's text, must not be taken for it.
_UPDATE_ID = re.compile(rb'\s*\{\s*"update_id"\s*:\s*(\d{1,18})\b')
_IN_RESULT = 3  # depth of an update: the answer's object, the list, the update


class BrokenBatch(Exception):
    """The bytes are no complete answer of getUpdates; nothing of them may be acknowledged."""


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it arrived: a row of the inbox. `key` is the same when the same update arrives again."""

    source: str
    key: str
    chat_id: int | None
    raw: bytes
    received_at: float


def updates(body: bytes) -> list[bytes]:
    """The raw updates of an answer, in order. Raises `BrokenBatch`."""
    if not _OK.match(body):
        raise BrokenBatch("the answer does not begin with ok")
    found: list[bytes] = []
    depth = start = 0
    for token in _TOKEN.finditer(body):
        mark = token.group()
        if mark in (b"{", b"["):
            depth += 1
            if depth == _IN_RESULT:
                start = token.start()
        elif mark in (b"}", b"]"):
            if depth == _IN_RESULT:
                found.append(body[start : token.end()])
            depth -= 1
    if depth:
        raise BrokenBatch("the answer is cut short")
    return found


def update_id(raw: bytes) -> int | None:
    """The update's number, or None when it has none."""
    found = _UPDATE_ID.match(raw)
    return int(found[1]) if found else None


def received(raws: Sequence[bytes], now: float) -> list[Received]:
    """Inbox rows for raw updates.

    Numbers begin anew after a quiet week (Bot API, Update), so the number alone would one day swallow a
    message: the key adds the digest of the content.
    """
    return list(_rows(raws, now))


def _rows(raws: Sequence[bytes], now: float) -> Iterator[Received]:
    for raw in raws:
        number = update_id(raw)
        key = f"{'?' if number is None else number}:{hashlib.sha256(raw).hexdigest()}"
        yield Received("telegram", key, chat_of(raw), raw, now)
