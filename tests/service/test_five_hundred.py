"""Five hundred households at once: danger is read within a minute, no group is flooded, nobody is lost."""

import asyncio
import json
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import pytest

from bot.dialogue import session as sessions
from bot.outgoing import Call
from tests.service.house import GROUP, House

HOUSEHOLDS = 500
FIRST = 10_000
URGENT = FIRST + HOUSEHOLDS - 1
"""The last one in the queue is the one in danger."""
MINUTE = 60.0
SAYS = ("message", "copy", "document", "topic", "topic_title", "topic_close", "pin")
REFERENCE = re.compile(r"\b[A-HJ-NP-Z]\d-\d{4}\b")


@dataclass
class Flood:
    """What was delivered, and when; the clock is moved by what delivery waits for."""

    house: House
    calls: list[tuple[float, int, Call]]

    def of(self, chat: int, kinds: tuple[str, ...]) -> list[tuple[float, Call]]:
        """The calls of these kinds to a chat, in order."""
        return [(at, call) for at, to, call in self.calls if to == chat and call.kind in kinds]


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Flood:
    """Five hundred households press «D'accord» in the same second."""
    house = House(tmp_path_factory.mktemp("flood"))
    house.tie()
    calls: list[tuple[float, int, Call]] = []
    house.paper.fails = lambda call: calls.append((house.now, call.chat_id, call))
    stored, value = _at_the_question(house)
    ids = house.database.write(lambda tx: _everybody_there(tx, stored, value, house.now)).result()
    calls.clear()
    for number, button in enumerate(ids):
        house.arrives(_press(FIRST + number, button))
    asyncio.run(_everything(house))
    return Flood(house, calls)


def _at_the_question(house: House) -> tuple[str, Any]:
    """A conversation as it stands when agreement is asked, and what «D'accord» means there."""
    for text in ("jai recu un comandement de payé hier", None, "bail de 2024", "metz"):
        if text is None:
            house.presses("Hier")
        else:
            house.says(text)
    house.presses("Demander une place")
    shown = house.paper.contents(7)[-1]
    agree = next(button.id for row in shown.buttons for button in row if button.label == "D'accord")
    stored = house.database.read(lambda tx: tx.sessions.load(7))
    button = house.database.read(lambda tx: tx.buttons.press(agree))
    assert stored is not None and button is not None
    return stored, button


def _everybody_there(tx: Any, stored: str, button: Any, now: float) -> list[str]:
    ids = []
    for chat in range(FIRST, FIRST + HOUSEHOLDS):
        told = json.loads(stored) | {"chat_id": chat}
        if chat == URGENT:
            told["urgency"] = 5
        tx.sessions.save(chat, sessions.dump(sessions.parse(json.dumps(told))), now)
        ids.append(tx.buttons.bind(chat, None, None, button.question, button.value, button.expires_at))
    return ids


def _press(chat: int, data: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "A"}
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}}
    query = {"id": str(chat), "from": person, "data": data, "chat_instance": "1", "message": message}
    return {"callback_query": query}


async def _everything(house: House) -> None:
    """Work what has come in, then deliver until nothing waits; timers of later days are left alone."""
    while await house.service.drain():
        pass
    while True:
        sent = await house.delivery.drain() + await house.service.drain()
        waits = house.delivery.next_moment()
        if not sent and waits == float("inf"):
            return
        if not sent:
            house.now = max(house.now + 0.001, waits)


def test_the_urgent_card_is_in_the_group_within_a_minute(flood: Flood) -> None:
    """Whoever is in danger does not wait behind four hundred and ninety-nine others."""
    (row,) = flood.house.database.read(lambda tx: tx.cases.by_chat(URGENT))
    begun = flood.calls[0][0]
    at = next(at for at, call in flood.of(GROUP, ("message",)) if row.reference in call.content.text)
    assert at - begun <= MINUTE


def test_no_chat_is_written_to_faster_than_telegram_allows(flood: Flood) -> None:
    """In any minute at most twenty messages in the group, and twenty edits; 25 calls in any second."""
    for kinds in (SAYS, ("edit",)):
        times = [at for at, _ in flood.of(GROUP, kinds)]
        assert _most_within(times, MINUTE) <= 20
    assert _most_within([at for at, _, _ in flood.calls], 1.0) <= 25


def _most_within(times: list[float], seconds: float) -> int:
    """The largest number of moments in any stretch of that length."""
    return max((bisect_left(times, at + seconds) - number for number, at in enumerate(times)), default=0)


def test_nobody_is_lost(flood: Flood) -> None:
    """Each household has one case, one topic, one card, and its confirmation; nothing waits or has failed."""
    topics = [call.content.title for _, call in flood.of(GROUP, ("topic",))]
    assert len({REFERENCE.search(title)[0] for title in topics}) == len(topics) == HOUSEHOLDS  # type: ignore[index]
    cards = [call.content for _, call in flood.of(GROUP, ("message",)) if call.content.buttons]
    assert len({REFERENCE.search(card.text)[0] for card in cards}) == len(cards) == HOUSEHOLDS  # type: ignore[index]
    for chat in range(FIRST, FIRST + HOUSEHOLDS):
        assert any(REFERENCE.search(call.content.text) for _, call in flood.of(chat, ("message",)))
    assert flood.house.database.read(lambda tx: tx.outbox.waiting(GROUP)) == []
    assert flood.house.database.read(lambda tx: tx.inbox.pending_count()) == 0
