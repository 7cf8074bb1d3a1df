"""What the service holds about one household, as one JSON object: the right of access (RGPD art. 15 and
20).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from storage.appointments import Appointments, Waiting
from storage.cases import Cases
from storage.documents import Documents
from storage.inbox import Inbox
from storage.mediations import MediationRow, Mediations
from storage.members import Members
from storage.messages import Messages
from storage.outbox import Outbox
from storage.passes import Passes
from storage.referrals import Referral, Referrals
from storage.room import Ground, Room
from storage.sessions import Sessions
from storage.timers import Timers


class Export(Room):
    """Reading everything about a chat at once."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._sessions = Sessions(ground)
        self._cases = Cases(ground)
        self._appointments = Appointments(ground)
        self._waiting = Waiting(ground)
        self._mediations = Mediations(ground)
        self._messages = Messages(ground)
        self._documents = Documents(ground)
        self._referrals = Referrals(ground)
        self._passes = Passes(ground)
        self._timers = Timers(ground)
        self._members = Members(ground)
        self._inbox = Inbox(ground)
        self._outbox = Outbox(ground)

    def of(self, chat_id: int) -> dict[str, Any]:
        """Everything that mentions the chat, readable by a machine; times in seconds UTC, dates in ISO form.

        The content of documents is left out: each is had by its id.
        """
        session = self._sessions.load(chat_id)
        cases = self._cases.by_chat(chat_id, open_only=False)
        waiting = [self._waiting.of_case(case.id) for case in cases]
        mediations = [self._mediations.get(case.id) for case in cases]
        return {
            "chat_id": chat_id,
            "session": None if session is None else json.loads(session),
            "cases": [_plain(case) for case in cases],
            "appointments": [_plain(row) for case in cases for row in self._appointments.of_case(case.id)],
            "waiting": [_plain(row) for row in waiting if row is not None],
            "mediations": [_shared(row) for row in mediations if row is not None],
            "landlord_of": self._mediations.of_landlord(chat_id),
            "messages": [_plain(message) for message in self._messages.of_chat(chat_id)],
            "documents": [_plain(document) for document in self._documents.of_chat(chat_id)],
            "referrals": [_told(referral) for referral in self._referrals.of_chat(chat_id)],
            "passes": [_plain(one) for one in self._passes.of_chat(chat_id)],
            "timers": [_plain(timer) for timer in self._timers.of_chat(chat_id)],
            "roles": [_plain(member) for member in self._members.roles(chat_id)],
            "waiting_in": [row.raw.decode("utf-8", "replace") for row in self._inbox.of_chat(chat_id)],
            "waiting_out": [_plain(row) for row in self._outbox.waiting(chat_id)],
        }


def _told(referral: Referral) -> dict[str, Any]:
    """What a worker told, without whose chat is on the other side."""
    return {"told": referral.body, "at": referral.at}


def _plain(row: Any) -> dict[str, Any]:
    return {name: value if _is_json(value) else value.isoformat() for name, value in asdict(row).items()}


def _shared(row: MediationRow) -> dict[str, Any]:
    """A mediation without what somebody is still writing: the landlord's draft is the landlord's."""
    told = _plain(row)
    return {**told, "data": {name: value for name, value in row.data.items() if name != "drafts"}}


def _is_json(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | dict | tuple)
