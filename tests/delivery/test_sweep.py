"""Delivery, real aiogram and the fake Bot API together: each call in turn fails in each way there is."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest
import structlog

from bot.delivery import Delivery
from bot.outgoing import CARD, HUMAN, REPLY, Button, Copy, Edit, Message, Pin, Topic
from bot.telegram.channel import TelegramChannel, open_bot
from storage.crypto import Keyring
from storage.database import Database
from tests.delivery.stand import START, Clock, Stand
from tests.fake_telegram.scripted import EVERY_KIND, Fault
from tests.fake_telegram.server import TOKEN, FakeTelegram

CALLS = 10
PATIENCE = aiohttp.ClientTimeout(total=0.15, sock_connect=0.1)


def fill(stand: Stand, telegram: FakeTelegram) -> None:
    """Everything a referral sends: topic, card, pin, relays, a copied photo, edits, a long answer."""
    household, group = stand.household, stand.group
    telegram.world.person(household)
    telegram.world.group(group)
    telegram.staff.add(group)
    photo = telegram.world.say(household, "photo")["message"]["message_id"]
    stand.write(lambda tx: tx.groups.tie(group, "borny", "Borny", START))
    case = stand.write(
        lambda tx: tx.cases.open(
            household, now=START, state="waiting", urgency=2, content_version="v", group_id=group
        )
    ).id
    topic = stand.put(group, Topic("K7-1204"), CARD, case=case)
    buttons = ((Button("b", "Prendre"),),)
    card = stand.put(
        group, Message("carte K7-1204", buttons, protect=True, topic=True), CARD, case=case, after=topic
    )
    stand.put(group, Pin(card), CARD, case=case, after=card)
    stand.put(group, Edit(card, "carte K7-1204 prise"), CARD, case=case)
    stand.put(group, Message("relais un", protect=True, topic=True), HUMAN, case=case)
    stand.put(group, Copy(household, photo, topic=True, protect=True), HUMAN, case=case)
    answer = stand.put(household, Message("réponse " * 700), REPLY, case=case)
    stand.put(household, Message("suite"), REPLY, case=case)
    stand.put(household, Edit(answer + 1, "suite corrigée"), REPLY, case=case)


def shown(telegram: FakeTelegram, chat: int) -> list[str]:
    return [str(message.get("text", "")) for message in telegram.world.chats[chat].messages.values()]


@pytest.mark.parametrize("fault", EVERY_KIND, ids=lambda fault: f"{fault.how}-{fault.status}-{fault.done}")
def test_each_call_in_turn_fails(tmp_path: Path, fault: Fault) -> None:
    """Whatever fails, whenever: all arrives, in the topic, in order; a double only where no answer came."""
    with FakeTelegram(Clock()) as telegram:
        asyncio.run(sweep(tmp_path, telegram, fault))
        assert telegram.violations == []


async def sweep(folder: Path, telegram: FakeTelegram, fault: Fault) -> None:
    """A referral for each call that is to fail, delivered until nothing waits; no pause takes real time."""
    keys, clock = Keyring.from_file(folder / "key"), telegram.world.clock
    assert isinstance(clock, Clock)
    channel = TelegramChannel(open_bot(telegram.url, TOKEN, PATIENCE))
    with Database(folder / "test.db", keys, durable=False) as database:
        for number in range(1, CALLS + 1):
            stand = Stand(database, clock, household=1000 + number, group=-1000 - number)
            stand.delivery = Delivery(database, channel, clock, structlog.get_logger(), chance=lambda: 0.5)
            fill(stand, telegram)
            telegram.script.at(number, fault)
            clock.now += 100
            await stand.flow(seconds=7200)
            assert telegram.script.waiting == 0
            _check(stand, telegram, fault)
    await channel.close()


def _check(stand: Stand, telegram: FakeTelegram, fault: Fault) -> None:
    group = telegram.world.chats[stand.group]
    assert stand.events() == []
    texts = shown(telegram, stand.group)
    assert {"carte K7-1204 prise", "relais un", "photo"} <= set(texts)
    assert all(message.get("is_topic_message") for message in group.messages.values())
    assert group.pinned
    private = shown(telegram, stand.household)
    assert private[-1] == "suite corrigée"
    answer = dict.fromkeys(text for text in private if text.startswith("réponse"))
    assert "".join("".join(answer).split()) == "réponse" * 700
    doubled = len(texts) - len(set(texts)) + len(private) - len(set(private)) + len(group.threads) - 1
    assert doubled <= (1 if fault.done else 0)
    assert not re.search("[<>]", "".join(texts + private))
