"""Sentences that were not understood, masked before they came here, for colleagues to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.room import Room

_LARGEST = 2**62


@dataclass(frozen=True)
class Phrase:
    """One masked sentence, the meanings that came nearest, and the day, without an hour."""

    id: int
    language: str
    text: str
    candidates: tuple[str, ...]
    day: date


class Phrases(Room):
    """Nothing here says whose a sentence is: no chat, no case, no hour, and numbers in no order."""

    def keep(self, text: str, language: str, candidates: Sequence[str], day: date) -> None:
        """Keep a sentence. Whoever calls has masked it: the store cannot tell a name from a word."""
        body = self._keys.seal([text, list(candidates)])
        self._run(
            "INSERT INTO phrases (id, language, day, body) VALUES (?, ?, ?, ?)",
            (self._chance.randrange(1, _LARGEST), language, day.isoformat(), body),
        )

    def since(self, day: date | None = None, language: str | None = None) -> list[Phrase]:
        """The sentences kept from that day on, in that language; all of them by default. The oldest first."""
        rows = self._rows(
            "SELECT id, language, day, body FROM phrases"
            " WHERE day >= ?1 AND coalesce(language = ?2, 1) ORDER BY day, id",
            day.isoformat() if day else "",
            language,
        )
        return [self._read(*row) for row in rows]

    def drop(self, ids: Iterable[int]) -> int:
        """Forget these sentences; how many there were."""
        return sum(self._run("DELETE FROM phrases WHERE id = ?", (id,)).rowcount for id in ids)

    def _read(self, id: int, language: str, day: str, body: bytes) -> Phrase:
        text, candidates = self._keys.unseal(body)
        return Phrase(id, language, text, tuple(candidates), date.fromisoformat(day))
