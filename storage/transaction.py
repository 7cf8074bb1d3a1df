"""What a work is given: every room, over one connection, inside one transaction."""

from __future__ import annotations

import random
import sqlite3
from typing import Any

from storage.absences import Absences
from storage.alarms import Alarms
from storage.appointments import Appointments, Waiting
from storage.audit import Audit
from storage.buttons import Buttons
from storage.cases import Cases
from storage.codes import Codes
from storage.crypto import Keyring
from storage.documents import Documents
from storage.export import Export
from storage.groups import Groups
from storage.health import Health
from storage.inbox import Inbox
from storage.jobs import Jobs
from storage.marks import Marks
from storage.mediations import Mediations
from storage.members import Members
from storage.messages import Messages
from storage.outbox import Outbox
from storage.passes import Passes
from storage.phrases import Phrases
from storage.referrals import Referrals
from storage.relays import Relays
from storage.retention import Retention
from storage.room import Ground
from storage.sessions import Sessions
from storage.snapshots import Snapshots
from storage.statistics import Statistics
from storage.timers import Timers


class Transaction:
    """The rooms. What a work does through them is stored whole or not at all.

    A work may be run again when a commit fails, so it must not change anything but the store. It must not
    keep the transaction: outside its work it is nobody's.
    """

    def __init__(self, connection: sqlite3.Connection, keys: Keyring, chance: random.Random) -> None:
        ground = Ground(connection, keys, chance)
        self._connection = connection
        self.inbox = Inbox(ground)
        self.outbox = Outbox(ground)
        self.sessions = Sessions(ground)
        self.cases = Cases(ground)
        self.appointments = Appointments(ground)
        self.waiting = Waiting(ground)
        self.mediations = Mediations(ground)
        self.messages = Messages(ground)
        self.relays = Relays(ground)
        self.documents = Documents(ground)
        self.referrals = Referrals(ground)
        self.passes = Passes(ground)
        self.members = Members(ground)
        self.groups = Groups(ground)
        self.absences = Absences(ground)
        self.alarms = Alarms(ground)
        self.codes = Codes(ground)
        self.buttons = Buttons(ground)
        self.timers = Timers(ground)
        self.jobs = Jobs(ground)
        self.audit = Audit(ground)
        self.statistics = Statistics(ground)
        self.snapshots = Snapshots(ground)
        self.phrases = Phrases(ground)
        self.marks = Marks(ground)
        self.retention = Retention(ground)
        self.health = Health(ground)
        self._export = Export(ground)

    def erase(self, chat_id: int, *, up_to: int | None = None) -> dict[str, int]:
        """Forget a household; see Retention.erase."""
        return self.retention.erase(chat_id, up_to=up_to)

    def export(self, chat_id: int) -> dict[str, Any]:
        """Everything that mentions the chat; see Export.of."""
        return self._export.of(chat_id)

    def pragma(self, name: str) -> int | str:
        """A setting of this connection, as SQLite tells it."""
        (value,) = self._connection.execute(f"PRAGMA {name}").fetchone()
        found: int | str = value
        return found
