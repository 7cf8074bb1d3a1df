"""The fake itself: planted faults are found, good calls are left alone, and Telegram's habits are kept."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from tests.fake_telegram import text
from tests.fake_telegram.rules import Rates, Sent, faults, leak_rule
from tests.fake_telegram.scripted import half, silence, wait
from tests.fake_telegram.server import TOKEN, FakeTelegram
from tests.fake_telegram.specification import Specification, specification


@pytest.fixture
def known() -> Specification:
    """The Bot API's description, or a skipped test where it is not there."""
    found = specification()
    if found is None:
        pytest.skip("no shared/data beside the checkout")
    return found


def keyboard(*buttons: dict[str, Any]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


REACTION = '[{"type": "emoji", "emoji": "👀"}]'
SEND = {"chat_id": "42", "text": "bonjour", "parse_mode": "HTML"}


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ("sendMessage", SEND),
        ("sendMessage", SEND | {"text": "x" * 4096}),
        ("sendMessage", SEND | {"text": "<b>" + "x" * 4096 + "</b>"}),
        ("sendmessage", SEND | {"reply_markup": keyboard({"text": "a", "callback_data": "é" * 32})}),
        (
            "sendMessage",
            SEND | {"reply_parameters": '{"message_id": 3}'},
        ),
        ("sendMessage", SEND | {"ephemeral_message_parameters": '{"receiver_user_id": 3}'}),
        ("getUpdates", {"offset": "5", "timeout": "30", "allowed_updates": '["message"]'}),
        (
            "setMessageReaction",
            {"chat_id": 1, "message_id": 2, "reaction": '[{"type": "emoji", "emoji": "👀"}]'},
        ),
        ("createForumTopic", {"chat_id": "-100", "name": "K7-1204"}),
    ],
)
def test_good_calls_pass(known: Specification, method: str, given: dict[str, Any]) -> None:
    """No false alarm on what Telegram accepts."""
    assert list(known.faults(method, given, html=True)) == []


@pytest.mark.parametrize(
    ("method", "given", "word"),
    [
        ("sendMesage", SEND, "unknown method"),
        ("sendMessage", SEND | {"disable_notifications": "true"}, "unknown parameter"),
        ("sendMessage", {"text": "x"}, "required"),
        ("sendMessage", SEND | {"message_thread_id": "abc"}, "no Integer"),
        ("sendMessage", SEND | {"protect_content": "yes"}, "no Boolean"),
        ("sendMessage", SEND | {"text": ""}, "characters"),
        ("sendMessage", SEND | {"text": "x" * 4097}, "characters"),
        ("sendMessage", SEND | {"reply_markup": '{"inline_keyboard": {}}'}, "no list"),
        ("sendMessage", SEND | {"reply_markup": keyboard({"text": "a", "callback_date": "b"})}, "unknown"),
        ("sendMessage", SEND | {"reply_markup": keyboard({"text": "a", "callback_data": "é" * 33})}, "bytes"),
        ("sendMessage", SEND | {"reply_markup": keyboard({"callback_data": "b"})}, "required"),
        ("createForumTopic", {"chat_id": "-100", "name": "x" * 129}, "characters"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "characters"),
        ("deleteMessages", {"chat_id": "1", "message_ids": json.dumps(list(range(101)))}, "items"),
        ("sendMediaGroup", {"chat_id": "1", "media": '[{"type": "photo", "media": "a"}]'}, "items"),
        ("getUpdates", {"limit": "200"}, "value"),
    ],
)
def test_planted_faults_are_found(
    known: Specification, method: str, given: dict[str, Any], word: str
) -> None:
    """Each kind of mistake that Telegram would refuse, or silently ignore, is named."""
    found = list(known.faults(method, given, html=True))
    assert any(word in fault for fault in found), found


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (SEND | {"text": "<b>a"}, "stays open"),
        (SEND | {"text": "<b><i>a</b></i>"}, "closes"),
        (SEND | {"text": '<a href="tg://user?id=1">a</a>'}, "not allowed"),
        (SEND | {"text": "a < b"}, "escaped"),
        (SEND | {"text": "AT&T"}, "escaped"),
        (SEND | {"text": "K7-1204", "chat_id": "-100"}, "protect_content"),
        (SEND | {"drop_pending_updates": "true"}, "drop_pending_updates"),
        (SEND | {"reply_markup": keyboard({"text": "a"})}, "0 actions"),
        (SEND | {"reply_markup": keyboard({"text": "a", "callback_data": "b", "url": "c"})}, "2 actions"),
        (SEND | {"reply_markup": keyboard(*[{"text": "a", "callback_data": "b"}] * 101)}, "101 buttons"),
        (SEND | {"reply_markup": keyboard(*[{"text": "a" * 200, "callback_data": "b"}] * 50)}, "bytes"),
        (SEND | {"reply_markup": '{"inline_keyboard": [[]]}'}, "empty"),
    ],
)
def test_house_rules_find_planted_faults(given: dict[str, Any], word: str) -> None:
    """What the description cannot know is found by the house rules, with or without the description."""
    found = list(faults(Sent("sendMessage", given, 0.0), staff={-100}))
    assert any(word in fault for fault in found), found


def test_a_negative_offset_is_a_fault() -> None:
    """It would make Telegram forget everybody's waiting messages."""
    assert list(faults(Sent("getUpdates", {"offset": "-1"}, 0.0), staff=set()))


@pytest.mark.parametrize(
    "good", ["a", "<b>a</b> <i>b</i>", "&lt;&amp;&#39;", "<blockquote>a\nb</blockquote>"]
)
def test_good_html_passes(good: str) -> None:
    """The tags and entities of the house are right."""
    assert list(text.faults(good)) == []


def test_a_leak_is_found() -> None:
    """Words of one household to another, or anything to a stranger, is a leak; staff may read both."""
    rule = leak_rule({"mots-de-42": 42, "mots-de-43": 43}, staff={-100})

    def sent(chat: int, words: str) -> str | None:
        return rule(Sent("sendMessage", {"chat_id": str(chat), "text": words}, 0.0))

    assert sent(42, "mots-de-42") is None
    assert sent(-100, "mots-de-42 mots-de-43") is None
    assert sent(43, "mots-de-42")
    assert sent(44, "bonjour")


def test_rates_are_counted_on_the_fakes_clock() -> None:
    """The fourth message within three seconds, and the twenty-first in a minute of a group, are too fast."""

    def broken(chat: int, moments: list[float]) -> bool:
        rates = Rates()
        calls = [Sent("sendMessage", {"chat_id": str(chat)}, at) for at in moments]
        return any(fault for call in calls for fault in rates.faults(call))

    assert not broken(1, [0, 0, 0, 3, 3, 3, 6])
    assert broken(2, [0, 0, 0, 2.5])
    assert not broken(-1, [0.0] * 20 + [60.0])
    assert broken(-2, [float(at) for at in range(21)])


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    """A running fake whose violations are the subject, not the end, of the test."""
    with FakeTelegram() as running:
        yield running


def ask(fake: FakeTelegram, *calls: tuple[str, dict[str, Any]], token: str = TOKEN) -> list[dict[str, Any]]:
    """The answers to a series of calls."""

    async def series() -> list[dict[str, Any]]:
        async with aiohttp.ClientSession() as session:
            answers = []
            for method, given in calls:
                async with session.post(f"{fake.url}/bot{token}/{method}", data=given) as answer:
                    answers.append(await answer.json())
            return answers

    return asyncio.run(series())


def test_an_update_comes_until_a_higher_offset_confirms_it(fake: FakeTelegram) -> None:
    """Telegram's semantics of getUpdates: asking again gives the same, a higher offset forgets."""
    fake.world.person(42)
    first, second = fake.world.say(42, "un"), fake.world.say(42, "deux")
    answers = ask(
        fake,
        ("getUpdates", {}),
        ("getUpdates", {"offset": second["update_id"]}),
        ("getUpdates", {"offset": second["update_id"] + 1}),
    )
    seen = [[update["update_id"] for update in answer["result"]] for answer in answers]
    assert seen == [[first["update_id"], second["update_id"]], [second["update_id"]], []]


def test_violations_and_leaks_are_collected(fake: FakeTelegram) -> None:
    """A wrong call is answered like Telegram would, and remembered for the end of the test."""
    fake.world.person(42)
    fake.leak = leak_rule({"x": 43}, set())
    (answer,) = ask(fake, ("sendMessage", SEND | {"text": "<u>a"}))
    assert answer["error_code"] == 400
    assert len([one for one in fake.violations if "chat 42" in one]) == 1
    assert any("<u>" in one for one in fake.violations)


def test_failures_come_on_order(fake: FakeTelegram) -> None:
    """A scripted 429 tells how long to wait, and the call after it passes."""
    fake.world.person(42)
    fake.script.next("sendMessage", wait(7))
    refused, taken = ask(fake, ("sendMessage", SEND), ("sendMessage", SEND))
    assert refused["parameters"] == {"retry_after": 7}
    assert taken["ok"]
    assert len(fake.world.chats[42].messages) == 1


@pytest.mark.parametrize(("fate", "kept"), [(half(), 1), (silence(done=True), 1), (silence(done=False), 0)])
def test_a_call_may_be_carried_out_without_an_answer(fake: FakeTelegram, fate: Any, kept: int) -> None:
    """Half an answer or none: whether the message was sent is the fake's secret, as it is Telegram's."""
    fake.world.person(42)
    fake.script.next("sendMessage", fate)

    async def once() -> None:
        patience = aiohttp.ClientTimeout(total=0.3)
        url = f"{fake.url}/bot{TOKEN}/sendMessage"
        async with aiohttp.ClientSession(timeout=patience) as session, session.post(url, data=SEND) as answer:
            await answer.read()

    with pytest.raises((aiohttp.ClientError, TimeoutError)):
        asyncio.run(once())
    assert len(fake.world.chats[42].messages) == kept


def test_a_wrong_token_is_unauthorized(fake: FakeTelegram) -> None:
    """Only the token of the bot opens the door."""
    (answer,) = ask(fake, ("getMe", {}), token="1:wrong")
    assert answer["error_code"] == 401
