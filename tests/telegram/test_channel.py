"""Every call reaches the Bot API in the form it asks for, and every failure is understood."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from pydantic import PydanticUserError

from bot.outgoing import (
    BUTTONS_LIMIT,
    TEXT_LIMIT,
    Button,
    Call,
    Content,
    Copy,
    Delete,
    DeleteMany,
    Document,
    Edit,
    Leave,
    Message,
    Pin,
    Press,
    React,
    Topic,
    TopicClose,
    TopicDelete,
    TopicTitle,
)
from bot.telegram.channel import TelegramChannel, open_bot
from bot.telegram.errors import TokenRefused
from bot.undelivered import Lost, Migrated, Refused, RetryAfter, Unavailable, Unreachable
from tests.fake_telegram import scripted
from tests.fake_telegram.scripted import Fault
from tests.fake_telegram.server import TOKEN, FakeTelegram

PATIENCE = aiohttp.ClientTimeout(total=0.3, sock_connect=0.2)


def deliver(url: str, *calls: Call) -> list[int | None]:
    """Delivers calls one after the other over one connection."""

    async def run() -> list[int | None]:
        bot = open_bot(url, TOKEN, PATIENCE)
        channel = TelegramChannel(bot)
        try:
            return [await channel.deliver(call) for call in calls]
        finally:
            await channel.close()

    return asyncio.run(run())


def send(telegram: FakeTelegram, content: Content, chat: int = 42, **options: Any) -> int | None:
    return deliver(telegram.url, Call(chat, content, **options))[0]


def test_a_kept_file_arrives_whole_and_a_picture_stands_open(telegram: FakeTelegram) -> None:
    """The bytes of a kept file are uploaded under its name; a picture is sent as a photo."""
    telegram.world.person(42)
    sheet = Document("fiche-de-liaison.pdf", kept=1, quiet=True)
    code = Document("code.png", kept=2)
    deliver(telegram.url, Call(42, sheet, body=b"%PDF-1"), Call(42, code, body=b"\x89PNG"))
    (as_file,), (as_photo,) = telegram.sent("sendDocument"), telegram.sent("sendPhoto")
    assert as_file.parameters["document"] == b"%PDF-1"
    assert as_photo.parameters["photo"] == b"\x89PNG"


def test_a_message_with_everything(telegram: FakeTelegram) -> None:
    """HTML, buttons, protection, silence and reply arrive as Telegram wants them."""
    chat = telegram.world.person(42)
    asked = telegram.world.say(42, "bonjour")["message"]["message_id"]
    buttons = ((Button("abc", "Oui"), Button("def", "Non")),)
    message = Message("<b>Bonjour</b> &amp; merci", buttons, protect=True, quiet=True, reply_to=asked)
    sent = send(telegram, message)
    assert sent is not None
    assert chat.messages[sent]["text"] == "Bonjour & merci"
    assert chat.messages[sent]["reply_markup"]["inline_keyboard"][0][1] == {
        "text": "Non",
        "callback_data": "def",
    }
    (call,) = telegram.sent("sendMessage")
    assert call.parameters["protect_content"] == call.parameters["disable_notification"] == "true"
    assert f'"message_id": {asked}' in call.parameters["reply_parameters"]


def test_the_phone_is_asked_with_its_own_keyboard(telegram: FakeTelegram) -> None:
    """The first button gives the number; the label is the one of the content."""
    telegram.world.person(42)
    buttons = ((Button("a", "Donner mon numéro"),), (Button("b", "Non merci"),))
    send(telegram, Message("Votre numéro ?", buttons, contact=True))
    (call,) = telegram.sent("sendMessage")
    assert '"text": "Donner mon num\\u00e9ro", "request_contact": true' in call.parameters["reply_markup"]


def test_the_life_of_a_topic(telegram: FakeTelegram) -> None:
    """Opened, written into, pinned in, renamed, closed, wiped."""
    group = telegram.world.group(-100)
    telegram.staff.add(-100)
    thread = send(telegram, Topic("K7-1204 " + "x" * 200), -100)
    assert thread in group.threads
    assert len(group.threads[thread]["name"]) == 128
    card = send(telegram, Message("K7-1204", protect=True), -100, thread_id=thread)
    send(telegram, Pin(0), -100, message_id=card)
    assert group.pinned == [card]
    rename = Call(-100, TopicTitle("autre"), thread_id=thread)
    close = Call(-100, TopicClose(), thread_id=thread)
    deliver(telegram.url, rename, rename, close, close)
    assert group.threads[thread] == {"name": "autre", "closed": True}
    wipe = Call(-100, TopicDelete(thread or 0))
    deliver(telegram.url, wipe, wipe)
    assert group.threads == {}
    assert group.messages == {}


def test_editing_deleting_copying_reacting_and_leaving(telegram: FakeTelegram) -> None:
    """The other kinds of call; doing again what is done already is a success."""
    chat = telegram.world.person(42)
    group = telegram.world.group(-100)
    telegram.staff.add(-100)
    theirs = telegram.world.say(42, "photo")["message"]["message_id"]
    ours = send(telegram, Message("un"))
    edit = Call(42, Edit(0, "deux"), message_id=ours)
    assert deliver(telegram.url, edit, edit) == [ours, ours]
    copied = send(telegram, Copy(42, theirs, protect=True), -100)
    assert copied in group.messages
    send(telegram, React(theirs, "👀"))
    assert chat.messages[theirs]["reaction"] == [{"type": "emoji", "emoji": "👀"}]
    delete = Call(42, Delete(0), message_id=ours)
    deliver(telegram.url, delete, delete, Call(42, DeleteMany((theirs, 999))), Call(-100, Leave()))
    assert chat.messages == {}
    assert group.left


def test_a_press_is_answered_once(telegram: FakeTelegram) -> None:
    """The second answer, or a late one, is refused by Telegram and by us."""
    telegram.world.person(42)
    send(telegram, Message("?", ((Button("abc", "Oui"),),)))
    press = telegram.world.press(42, 42, "abc")["callback_query"]["id"]
    send(telegram, Press(press, "x" * 300))
    with pytest.raises(Refused):
        send(telegram, Press(press))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (scripted.wait(7), RetryAfter),
        (scripted.blocked(), Unreachable),
        (scripted.refused("chat not found"), Unreachable),
        (scripted.migrated(-1005), Migrated),
        (scripted.refused("can't parse entities"), Refused),
        (scripted.refused("TOPIC_CLOSED"), Refused),
        (scripted.refused("query is too old"), Refused),
        (scripted.broken(500), Unavailable),
        (scripted.unauthorized(), Unavailable),
        (scripted.conflict(), Unavailable),
        (Fault("answer", 413, "Request Entity Too Large"), Refused),
        (Fault("answer", 418, "I'm a teapot"), Refused),
        (scripted.gateway(), Lost),
        (scripted.half(), Lost),
        (scripted.silence(done=True), Lost),
        (scripted.silence(done=False), Lost),
        (scripted.reset(done=True), Lost),
        (scripted.reset(done=False), Lost),
    ],
)
def test_every_failure_is_understood(telegram: FakeTelegram, fault: Fault, expected: type[Exception]) -> None:
    """What passes, what never will, what may have arrived: the six answers of a channel."""
    telegram.world.person(42)
    telegram.script.next("sendMessage", fault)
    with pytest.raises(expected) as raised:
        send(telegram, Message("bonjour"))
    assert TOKEN not in str(raised.value)
    if isinstance(raised.value, RetryAfter):
        assert raised.value.seconds == 7
    if isinstance(raised.value, Migrated):
        assert raised.value.new_chat_id == -1005


def test_nobody_listening_is_not_lost() -> None:
    """No connection could be made: the message certainly did not arrive, so it may be sent again freely."""
    with pytest.raises(Unavailable):
        deliver("http://127.0.0.1:9", Call(42, Message("bonjour")))


def test_an_answer_from_the_future_counts_as_sent(telegram: FakeTelegram) -> None:
    """Telegram adds to a message something aiogram refuses: it was sent, and is not sent again."""
    telegram.world.person(42)
    keep: Callable[..., dict[str, Any]] = telegram.world._keep
    telegram.world._keep = lambda *given: keep(*given) | {"forward_origin": {"type": "x"}}  # type: ignore[method-assign]
    assert send(telegram, Message("bonjour")) in telegram.world.chats[42].messages


@pytest.mark.parametrize(
    "content",
    [
        Message(""),
        Message("  \n "),
        Message("<b>ouvert"),
        Message("x" * (TEXT_LIMIT + 1)),
        Message("a", ((Button("é" * 33, "trop long"),),)),
        Message("a", ((Button("", "sans id"),),)),
        Message("a", ((Button("a", " "),),)),
        Message("a", ((),)),
        Message("a", tuple((Button("a", "b"),) for _ in range(BUTTONS_LIMIT + 1))),
        Message("a", tuple((Button("a", "b" * 200),) for _ in range(60))),
        Message("a", contact=True),
        Edit(1, "jamais envoyé"),
        Pin(1),
        TopicClose(),
    ],
)
def test_what_telegram_would_refuse_is_refused_before(telegram: FakeTelegram, content: Content) -> None:
    """Our own mistakes never leave: the error says what is wrong, and no call is made."""
    telegram.world.person(42)
    with pytest.raises(Refused):
        send(telegram, content)
    assert telegram.calls == []


def test_a_model_nobody_foresaw_is_built_and_the_call_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """aiogram's models are built late: should one be missing, it costs time and no message."""
    built: list[bool] = []
    monkeypatch.setattr("bot.telegram.channel.build_all", lambda: built.append(True))

    async def way(call: Call, content: Content) -> int:
        if not built:
            raise PydanticUserError("`X` is not fully defined", code="class-not-fully-defined")
        return 7

    channel = TelegramChannel(open_bot("http://127.0.0.1:9", TOKEN))
    channel._ways = {Message: way}
    assert asyncio.run(channel.deliver(Call(42, Message("bonjour")))) == 7


def test_what_is_no_token_is_said_in_a_sentence() -> None:
    """A token copied badly gives one clear sentence, without the token in it."""
    with pytest.raises(TokenRefused, match="BotFather"):
        open_bot("http://127.0.0.1:9", "pas un jeton")
