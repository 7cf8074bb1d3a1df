"""The service and its database in one room: people write, press and read; time is ours."""

import asyncio
import itertools
import json
import logging
import re
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot.app import _ring
from bot.delivery import Delivery
from bot.library import Library
from bot.outgoing import Call, Content, Message, Topic
from bot.service import Service
from bot.telegram.updates import read
from storage.crypto import Keyring
from storage.database import Database
from tests.conftest import NOW, PARIS, real_library

METZ = "entraidbail-metz-borny"
GROUP = -1001
STAFF = 501
STRANGER = 666


@dataclass
class Paper:
    """A channel that writes down every call and gives ids; `fails` may raise in its place."""

    calls: list[tuple[int, Call]] = field(default_factory=list)
    fails: Callable[[Call], None] = lambda call: None
    _ids: Any = field(default_factory=lambda: itertools.count(1000))

    async def deliver(self, call: Call) -> int | None:
        """Write the call down."""
        self.fails(call)
        number = next(self._ids)
        self.calls.append((number, call))
        return number

    def contents(self, chat: int, kind: type[Content] = Message) -> list[Any]:
        """What was delivered to a chat, of one kind."""
        return [
            call.content for _, call in self.calls if call.chat_id == chat and isinstance(call.content, kind)
        ]


class House:
    """One data folder with its service and delivery. Every step works all that is ready."""

    def __init__(
        self, folder: Path, burst: float = 0.0, library: Callable[[], Library] = real_library
    ) -> None:
        self.folder = folder
        self.now = NOW.timestamp()
        self.database = Database(folder / "bot.db", Keyring.from_file(folder / "key"), durable=False)
        # Closed with the house: Python 3.13 warns of a connection that is only dropped.
        weakref.finalize(self, self.database.close)
        self.paper = Paper()
        log = structlog.wrap_logger(
            structlog.PrintLogger(), wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
        )
        clock = lambda: self.now  # noqa: E731
        self.service = Service(self.database, library, read, clock, PARIS, log, burst_seconds=burst)
        self.delivery = Delivery(self.database, self.paper, clock, log, lambda: 0.5)
        self._updates = itertools.count(1)

    def moment(self) -> datetime:
        """The time it is here."""
        return datetime.fromtimestamp(self.now, PARIS)

    def tie(self, *permanences: str) -> None:
        """Tie the group to permanences; STAFF is a member of them."""

        def work(tx: Any) -> None:
            for permanence in permanences or (METZ,):
                tx.groups.tie(GROUP, permanence, "Permanence", self.now)
                tx.members.add(STAFF, "staff", permanence, "Claire", self.now)

        self.database.write(work).result()

    def tie_to(self, group: int, permanence: str, user: int, role: str = "staff") -> None:
        """Tie another group to a permanence (or a triage team), with one person who works there."""

        def work(tx: Any) -> None:
            tx.groups.tie(group, permanence, "Autre", self.now)
            tx.members.add(user, role, permanence, "Nadia", self.now)

        self.database.write(work).result()

    def gives(self, user: int, role: str, name: str, permanence: str = METZ) -> None:
        """Somebody has a role at a permanence from now on."""
        self.database.write(lambda tx: tx.members.add(user, role, permanence, name, self.now)).result()

    def arrives(self, update: dict[str, Any]) -> None:
        """Put a raw update in the inbox, without working it."""
        number = next(self._updates)
        raw = json.dumps({"update_id": number, **update}).encode()
        chat = read(raw).chat_id
        self.database.write(lambda tx: tx.inbox.add("telegram", f"{number}:x", chat, raw, self.now)).result()

    def works(self) -> None:
        """Work and deliver until nothing is ready; the clock moves as delivery asks."""
        asyncio.run(self._works())

    async def _works(self) -> None:
        for _ in range(200):
            made = self._rings() + await self.service.drain() + await self.delivery.drain()
            waits = self.delivery.next_moment()
            if not made and (waits == float("inf") or waits > self.now + 120):
                return
            if not made:
                self.now = max(self.now, waits) + 0.001

    def _rings(self) -> int:
        """Move what is due into the inbox, as the process does every second."""
        return self.database.write(lambda tx: _ring(tx, self.now)).result()

    def waits(self, until: datetime) -> None:
        """Time passes until then, everything that falls due on the way done at its hour."""
        while (due := self.database.read(lambda tx: tx.timers.next_due())) and due <= until.timestamp():
            self.now = max(self.now, due)
            self.works()
        self.now = max(self.now, until.timestamp())
        self.works()

    def says(self, text: str, chat: int = 7, message_id: int | None = None, **more: Any) -> int:
        """A household writes; returns the message's id."""
        number = message_id or next(self._updates) + 5000
        key = "edited_message" if more.pop("edited", False) else "message"
        self.arrives({key: _message(number, _private(chat), chat, text, self.now, **more)})
        self.works()
        return number

    def group_says(
        self,
        text: str,
        user: int = STAFF,
        thread: int | None = None,
        reply_to: int | None = None,
        message_id: int | None = None,
        edited: bool = False,
    ) -> int:
        """Somebody writes in the group."""
        number = message_id or next(self._updates) + 9000
        message = _message(
            number, {"id": GROUP, "type": "supergroup", "is_forum": True, "title": "P"}, user, text, self.now
        )
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            message["reply_to_message"] = {
                "message_id": reply_to,
                "date": 1,
                "chat": {"id": GROUP, "type": "supergroup"},
            }
        self.arrives({"edited_message" if edited else "message": message})
        self.works()
        return number

    def writes(self, text: str, chat: int, user: int, reply_to: int | None = None) -> None:
        """Somebody writes in another group, outside topics, perhaps in reply to a message."""
        kind = {"id": chat, "type": "supergroup", "title": "Autre"}
        message = _message(next(self._updates) + 9000, kind, user, text, self.now)
        if reply_to is not None:
            message["reply_to_message"] = {"message_id": reply_to, "date": 1, "chat": kind}
        self.arrives({"message": message})
        self.works()

    def presses(self, label: str, chat: int = 7, user: int | None = None) -> None:
        """Press the newest button of a chat that begins so."""
        for _, call in reversed(self.paper.calls):
            if call.chat_id != chat:
                continue
            for row in getattr(call.content, "buttons", ()):
                for button in row:
                    if button.label.startswith(label):
                        return self.presses_id(button.id, chat, user)
        raise AssertionError(f"no button « {label} » in chat {chat}")

    def presses_id(self, data: str, chat: int = 7, user: int | None = None) -> None:
        """Press a button by its opaque id, as anybody could forge it."""
        kind = {"id": chat, "type": "supergroup" if chat < 0 else "private"}
        who = user or (chat if chat > 0 else STAFF)
        self.arrives(
            {
                "callback_query": {
                    "id": str(next(self._updates)),
                    "from": _person(who),
                    "data": data,
                    "chat_instance": "1",
                    "message": {"message_id": 1, "date": 1, "chat": kind},
                }
            }
        )
        self.works()

    def read(self, chat: int = 7) -> str:
        """The last message a chat received, without markup."""
        return re.sub(r"</?\w+>", "", self.paper.contents(chat)[-1].text)

    def refers(self, chat: int = 7) -> str:
        """A household is led to a referral and agrees; the case's reference."""
        for text in ("jai recu un comandement de payé hier", "oui c'est ça", "bail de 2024", "metz"):
            if text == "oui c'est ça":
                self.presses("Hier", chat)
            else:
                self.says(text, chat)
        self.presses("Demander une place", chat)
        self.presses("D'accord", chat)
        (case,) = self.database.read(lambda tx: tx.cases.by_chat(chat))
        return str(case.reference)

    def closes(self, outcome: str, chat: int = 7) -> None:
        """Staff close with this outcome; the household, asked first, needs no more help."""
        for label in ("Clore", outcome):
            self.presses(label, GROUP)
        self.presses("Non, c'est bon", chat)

    def topic(self) -> int:
        """The thread of the last topic opened."""
        return [number for number, call in self.paper.calls if isinstance(call.content, Topic)][-1]

    def card(self) -> int:
        """The message id of the last card."""
        return [
            n
            for n, c in self.paper.calls
            if isinstance(c.content, Message)
            and c.chat_id == GROUP
            and any(b.label == "Prendre" for row in c.content.buttons for b in row)
        ][-1]


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Claire"}


def _private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "A"}


def _message(
    number: int, chat: dict[str, Any], user: int, text: str, at: float, **more: Any
) -> dict[str, Any]:
    entities = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}] if text.startswith("/") else []
    )
    return {
        "message_id": number,
        "date": int(at),
        "chat": chat,
        "from": _person(user),
        "text": text,
        "entities": entities,
        **more,
    }
