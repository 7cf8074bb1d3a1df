"""How long what is kept, and how it goes: by the calendar, or when the household asks.

180 days for a masked sentence, by which nobody can be found. For what says whose it is, three durations were
promised: 90 days after the last contact when there is no case, 2 years after the last contact of a case
(CNIL, délibération 2023-095), 3 years for the register of accesses (CNIL, délibération 2021-122).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.audit import Audit
from storage.errors import StorageError
from storage.inbox import Inbox
from storage.mentions import BOUND, CHATS
from storage.room import Ground, Room
from storage.scrub import Scrub


@dataclass(frozen=True)
class RetentionClass:
    """How long rows of a table stay. `after` None: as long as the association keeps them."""

    name: str
    after: timedelta | None


CONVERSATION = RetentionClass("conversation", timedelta(days=90))
CASE = RetentionClass("dossier", timedelta(days=730))
REGISTER = RetentionClass("registre", timedelta(days=3 * 365))
PHRASES = RetentionClass("phrases", timedelta(days=180))
TEAM = RetentionClass("équipe", None)
NOBODY = RetentionClass("sans personne", None)

CLASSES: Mapping[str, RetentionClass] = {
    "inbox": CONVERSATION,
    "outbox": CONVERSATION,
    "sessions": CONVERSATION,
    "messages": CONVERSATION,
    "documents": CONVERSATION,
    "buttons": CONVERSATION,
    "timers": CONVERSATION,
    "jobs": CONVERSATION,
    "codes": CONVERSATION,
    "erasures": CONVERSATION,
    "absences": CONVERSATION,
    "alarms": CONVERSATION,
    "cases": CASE,
    "relays": CASE,
    "appointments": CASE,
    "waiting": CASE,
    "mediations": CASE,
    "landlords": CASE,
    "referrals": CONVERSATION,
    "passes": CONVERSATION,
    "phrases": PHRASES,
    "audit": REGISTER,
    "audit_anchor": NOBODY,
    "members": TEAM,
    "groups": TEAM,
    "statistics": NOBODY,
    "snapshots": NOBODY,
    "marks": NOBODY,
    "_sqlite_migrations": NOBODY,
}
"""Every table's class. A row bound to a case lives as long as the case, whatever its table says."""

# How long before a case goes the staff is told: nothing can be restored afterwards.
NOTICE = timedelta(days=30)

_SILENT = (
    "updated_at < ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE case_id = cases.id AND at >= ?1)"
    " AND NOT EXISTS (SELECT 1 FROM inbox WHERE state = 'new' AND inbox.chat_id = cases.chat_id)"
)
_SILENT_CHATS = """
    SELECT chat_id FROM (
        SELECT chat_id, saved_at AS at FROM sessions
        UNION ALL SELECT chat_id, at FROM messages
        UNION ALL SELECT chat_id, at FROM documents
        UNION ALL SELECT chat_id, received_at FROM inbox WHERE state = 'new'
    )
    WHERE chat_id NOT IN (SELECT chat_id FROM cases UNION SELECT chat_id FROM groups)
    GROUP BY chat_id HAVING max(at) < ?
"""
# What no conversation and no case leads to any more.
_LEFTOVERS = (
    ("inbox", "state <> 'new' AND received_at < ?"),
    ("outbox", "case_id IS NULL AND settled_at < ?"),
    ("buttons", "case_id IS NULL AND expires_at < ?"),
    ("codes", "expires_at < ?"),
    ("erasures", "noted_at < ?"),
    ("absences", "ends_at < ?"),
    ("alarms", "raised_at < ?"),
    ("referrals", "case_id IS NULL AND at < ?"),
    ("passes", "expires_at < ?"),
    ("jobs", "state = 'dead' AND case_id IS NULL AND added_at < ?"),
)
_NOT_BY_CHAT = frozenset({"inbox", "cases", "groups", "alarms"})


@dataclass(frozen=True)
class Purge:
    """What a purge removed, or would remove: rows by table; and the references of cases that go within
    the notice.
    """

    removed: Mapping[str, int]
    soon: tuple[str, ...]


class Retention(Room):
    """Forgetting. After a commit that forgot, the writer scrubs the file; see storage.scrub."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.wanted = Scrub.NOTHING

    def erase(self, chat_id: int, *, up_to: int | None = None) -> dict[str, int]:
        """Forget a household: afterwards no row mentions its chat, save its roles if it is a colleague's
        too.

        `up_to`: the inbox row that asked for it; what the chat wrote after that waits to be worked as
        something new. Returns how many rows of each table went. The audit keeps keyed hashes, and stays
        whole. Raises StorageError for a group that serves a permanence: untie it first.
        """
        if self._row(
            "SELECT 1 FROM groups WHERE chat_id = ?1 UNION SELECT 1 FROM cases WHERE group_id = ?1", chat_id
        ):
            raise StorageError("this chat is the group of a permanence, not a household's: untie it instead")
        removed: Counter[str] = Counter()
        self._forget_chat(chat_id, up_to, removed)
        self._run("INSERT INTO erasures (digest) VALUES (?)", (self._digest(chat_id),))
        self.wanted = max(self.wanted, Scrub.SOMEONE)
        return dict(removed)

    def erased_since(self, id: int) -> list[bytes]:
        """Whom erasing reached after the erasure `id`, by keyed hash, oldest first."""
        return [
            digest for (digest,) in self._rows("SELECT digest FROM erasures WHERE id > ? ORDER BY id", id)
        ]

    def last_erasure(self) -> int:
        """The number of the last erasure, purged or not."""
        (last,) = self._row("SELECT seq FROM sqlite_sequence WHERE name = 'erasures'") or (0,)
        return int(last)

    def erase_again(self, erased: Collection[bytes]) -> None:
        """Erase every household whose keyed hash is here: this is a copy from before it was erased."""
        for table, column in CHATS:
            for (chat_id,) in self._rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"):
                if self._digest(chat_id) in erased:
                    self.erase(chat_id)

    def _digest(self, chat_id: int) -> bytes:
        return self._keys.digest(str(chat_id))

    def purge(self, now: float, dry_run: bool = False) -> Purge:
        """Remove what has had its time; with `dry_run`, only say what that would be."""
        self._run("SAVEPOINT purge")
        removed = self._expire(now)
        if dry_run:
            self._run("ROLLBACK TO purge")
        self._run("RELEASE purge")
        self.wanted = self.wanted if dry_run else Scrub.PURGE
        return Purge(dict(removed), self.soon(now))

    def _expire(self, now: float) -> Counter[str]:
        removed: Counter[str] = Counter()
        for (case,) in self._rows(f"SELECT id FROM cases WHERE {_SILENT}", _cutoff(now, CASE)):
            self._forget_case(case, removed)
        cutoff = _cutoff(now, CONVERSATION)
        for (chat_id,) in self._rows(_SILENT_CHATS, cutoff):
            self._forget_chat(chat_id, None, removed)
        # An erasure happens without a clock: the first night after it gives it its date.
        self._run("UPDATE erasures SET noted_at = ? WHERE noted_at IS NULL", (now,))
        for table, condition in _LEFTOVERS:
            self._delete(removed, table, condition, cutoff)
        self._delete(removed, "phrases", "day < ?", _day(_cutoff(now, PHRASES)))
        removed["audit"] += Audit(self._ground).purge(_cutoff(now, REGISTER))
        return +removed

    def soon(self, now: float) -> tuple[str, ...]:
        """The references of the cases that go within the notice, if nothing more is said."""
        rows = self._rows(
            f"SELECT reference FROM cases WHERE {_SILENT} ORDER BY updated_at",
            _cutoff(now + NOTICE.total_seconds(), CASE),
        )
        return tuple(reference for (reference,) in rows)

    def _forget_chat(self, chat_id: int, up_to: int | None, removed: Counter[str]) -> None:
        for (case,) in self._rows("SELECT id FROM cases WHERE chat_id = ?", chat_id):
            self._forget_case(case, removed)
        for table, column in CHATS:
            if table not in _NOT_BY_CHAT:
                self._delete(removed, table, f"{column} = ?", chat_id)
        removed["inbox"] += Inbox(self._ground).forget(chat_id, up_to)

    def _forget_case(self, case: str, removed: Counter[str]) -> None:
        for table in BOUND:
            self._delete(removed, table, "case_id = ?", case)
        self._delete(removed, "cases", "id = ?", case)

    def _delete(self, removed: Counter[str], table: str, condition: str, value: float | str) -> None:
        removed[table] += self._run(f"DELETE FROM {table} WHERE {condition}", (value,)).rowcount


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _cutoff(now: float, kept: RetentionClass) -> float:
    assert kept.after is not None
    return now - kept.after.total_seconds()
