"""What a work is given: every room, over one connection, inside one transaction."""

from __future__ import annotations

import random
import sqlite3

from storage.audit import Audit
from storage.buttons import Buttons
from storage.cases import Cases
from storage.crypto import Keyring
from storage.inbox import Inbox
from storage.marks import Marks
from storage.outbox import Outbox
from storage.room import Ground
from storage.sessions import Sessions
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
        self.buttons = Buttons(ground)
        self.timers = Timers(ground)
        self.audit = Audit(ground)
        self.marks = Marks(ground)

    def pragma(self, name: str) -> int | str:
        """A setting of this connection, as SQLite tells it."""
        (value,) = self._connection.execute(f"PRAGMA {name}").fetchone()
        found: int | str = value
        return found
