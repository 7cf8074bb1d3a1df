"""What workers told of households, until these have answered; afterwards only whom to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage import nobody
from storage.room import Room

_SELECT = "SELECT id, chat_id, draft, household_chat, case_id, body, at FROM referrals"


@dataclass(frozen=True)
class Referral:
    """A household that a worker told of. `chat_id` is the worker's; `body` is None once it was answered."""

    id: int
    chat_id: int
    draft: int
    household_chat: int | None
    case: str | None
    body: Any
    at: float


class Referrals(Room):
    """Referrals by workers, each about one household."""

    def offer(self, chat_id: int, draft: int, body: Any, at: float) -> int:
        """Keep what a worker told, in place of what they told before of the same household; its id."""
        self.drop(chat_id, draft)
        cursor = self._run(
            "INSERT INTO referrals (chat_id, draft, body, at) VALUES (?, ?, ?, ?)",
            (chat_id, draft, self._keys.seal(body), at),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def drop(self, chat_id: int, draft: int) -> int:
        """Forget what a worker told of a household that has not agreed; how many there were."""
        return self._run(
            "DELETE FROM referrals WHERE chat_id = ? AND draft = ? AND case_id IS NULL", (chat_id, draft)
        ).rowcount

    def get(self, id: int) -> Referral | None:
        """The referral of this id."""
        return next(iter(self._read("WHERE id = ?", id)), None)

    def of_case(self, case: str) -> list[Referral]:
        """Who referred the household of a case."""
        return self._read("WHERE case_id = ? ORDER BY id", case)

    def of_chat(self, chat_id: int) -> list[Referral]:
        """What was told from a chat, or of the household of that chat, oldest first."""
        return self._read("WHERE chat_id = ?1 OR household_chat = ?1 ORDER BY id", chat_id)

    def opened(self, id: int, household_chat: int) -> None:
        """The household has opened it on its own phone."""
        self._run("UPDATE referrals SET household_chat = ? WHERE id = ?", (household_chat, id))

    def agreed(self, id: int, case: str) -> None:
        """The household agreed: what was told is in its case now, and nowhere else."""
        self._run("UPDATE referrals SET case_id = ?, body = NULL WHERE id = ?", (case, id))

    def refused(self, id: int) -> None:
        """The household said no: all that was told is forgotten."""
        self._run("DELETE FROM referrals WHERE id = ?", (id,))

    def without_chat(self) -> int:
        """A number in the place of a household's chat, for one that has none; see `storage.nobody`."""
        return nobody.new(self._chance)

    def _read(self, rest: str, *values: int | str) -> list[Referral]:
        return [
            Referral(id, chat_id, draft, household, case, self._keys.unseal(body) if body else None, at)
            for id, chat_id, draft, household, case, body, at in self._rows(f"{_SELECT} {rest}", *values)
        ]
