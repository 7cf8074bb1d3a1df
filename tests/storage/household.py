"""A household that left a trace everywhere: what erasing, exporting and migrating are tried on.

`python -m tests.storage.household 0002` writes the dump of today's schema to keep beside a new migration.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path

from storage.crypto import Keyring
from storage.database import Database
from storage.outbox import OutboxRow
from storage.transaction import Transaction

KEY = "cyUZ0BCJVVjsYx4eb5ktUWQ_3PhzEZRVj2wPb3wmKqk="
NOW = 1_795_255_200.0
CHAT = 5_812_345_678
LANDLORD = 5_900_000_001
GROUP = -1_002_223_334_445
CANARY = "CANARI-7f3a"
DAY = 86_400.0


def fill(tx: Transaction, chat: int = CHAT, at: float = NOW) -> str:
    """A household that left a trace in every table that can hold one; its case's id."""
    tx.inbox.add("telegram", f"{chat}:done", chat, CANARY.encode(), at)
    tx.inbox.done([row.id for row in tx.inbox.of_chat(chat)])
    tx.inbox.add("telegram", f"{chat}:waits", chat, CANARY.encode(), at)
    tx.inbox.add("telegram", f"{chat}:dead", chat, CANARY.encode(), at)
    tx.inbox.dead(max(row.id for row in tx.inbox.of_chat(chat)), CANARY)
    tx.sessions.save(chat, json.dumps({"said": CANARY}), at)
    case = tx.cases.open(
        chat,
        now=at,
        state="waiting",
        urgency=2,
        content_version="abc",
        group_id=GROUP,
        topic_id=3,
        data={"said": CANARY},
        consent_text=CANARY,
    )
    tx.messages.keep(chat, None, "in", "household", CANARY, at, 1)
    tx.messages.keep(chat, case.id, "in", "household", CANARY, at, 2)
    card = tx.outbox.add(OutboxRow(GROUP, "message", {"text": CANARY}, 3, case=case.id))
    tx.outbox.sent(card, 4_000_001, at)
    tx.outbox.add(OutboxRow(chat, "message", {"text": CANARY}, 2))
    tx.relays.link(case.id, chat, 2, GROUP, card)
    tx.documents.keep(chat, case.id, "lettre", CANARY, "image/jpeg", CANARY.encode(), at)
    tx.buttons.bind(chat, chat, None, "q", CANARY, at + DAY)
    tx.buttons.bind(GROUP, None, case.id, "claim", CANARY, at + DAY)
    tx.timers.set("rappel", chat, None, at + DAY, {"said": CANARY}, "rappel")
    tx.timers.set("silence", GROUP, case.id, at + DAY, {}, f"silence:{case.id}")
    tx.jobs.add("ocr", {"said": CANARY}, at, chat_id=chat)
    tx.appointments.add(case.id, "borny", at + DAY, at + DAY, "reservee", at)
    tx.waiting.put(case.id, "borny", at, before=at + DAY)
    tx.mediations.save(case.id, "discussion", {"said": CANARY}, at)
    tx.mediations.join(case.id, LANDLORD, at)
    tx.referrals.offer(chat, 1, {"said": CANARY}, at)
    told = tx.referrals.offer(7, 1, {"said": CANARY}, at)
    tx.referrals.opened(told, chat)
    tx.referrals.agreed(told, case.id)
    tx.passes.issue(chat, case.id, at + DAY)
    tx.audit.add(chat, "turn", case.id, {}, at)
    return case.id


def everything(tx: Transaction) -> None:
    """The household, and the people and figures around it: at least one row in every table."""
    fill(tx)
    tx.members.add(7, "staff", "borny", "Zoé", NOW)
    tx.groups.tie(GROUP, "borny", "Borny", NOW)
    tx.codes.issue("group", {}, NOW)
    tx.sessions.save(999_999_999, "{}", NOW)
    tx.erase(999_999_999)
    tx.statistics.count("orientation", date(2026, 11, 21), permanence="borny")
    tx.snapshots.freeze(2001, "{}", NOW)
    tx.phrases.keep("mon [mot] ne marche plus", "fr", ["reparations_charges"], date(2026, 11, 21))


def dump() -> str:
    """Today's schema with a row in every table, as SQL."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dumped.db"
        with Database(path, Keyring.from_text(KEY), chance=random.Random(1)) as database:
            database.write(everything).result()
        connection = sqlite3.connect(path)
        text = "\n".join(connection.iterdump()) + "\n"
        connection.close()
    return text


if __name__ == "__main__":
    (Path(__file__).parent / "schemas" / f"{sys.argv[1]}.sql").write_text(dump(), "utf-8")
