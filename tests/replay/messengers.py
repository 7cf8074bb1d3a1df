"""Two messengers that people and the bot meet in: the terminal's, and Telegram's as the fake plays it."""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from bot.console.updates import Person, Scribe, Thing, message_id
from bot.console.world import Event, Notice, Posted, World
from bot.outgoing import Button, Call, Channel
from bot.telegram.channel import TelegramChannel, open_bot
from bot.undelivered import Unreachable
from tests.fake_telegram.people import BOT
from tests.fake_telegram.server import TOKEN, FakeTelegram


class Messenger(Protocol):
    """Where people write and press, and where the bot's calls arrive."""

    channel: Channel

    sent: int
    """The message that somebody wrote last."""

    def text(self, who: Person, words: str, thread: int | None, reply_to: int | None) -> None:
        """Somebody writes."""

    def thing(self, who: Person, thing: Thing) -> None:
        """Somebody sends what is no text."""

    def edit(self, who: Person, words: str, thread: int | None) -> None:
        """Somebody corrects the message sent last."""

    def press(self, who: Person, post: Posted, button: Button) -> None:
        """Somebody presses a button."""

    def updates(self) -> list[bytes]:
        """What people did since the last call, as raw updates."""

    def events(self) -> list[Event]:
        """What the bot did since the last call, in order."""

    def posts(self) -> Iterable[Posted]:
        """The bot's messages as they stand."""

    def block(self, who: Person) -> None:
        """Somebody blocks the bot."""

    async def close(self) -> None:
        """Leave."""


class Terminal:
    """The terminal's world: calls are delivered into memory."""

    def __init__(self, clock: Any) -> None:
        self.scribe = Scribe(clock, first=10_000)
        self._events: list[Event] = []
        self._raws: list[bytes] = []
        self.sent = 0
        self.world = World(self.scribe.next_id, self._events.append)
        self._blocking = _Blocking(self.world)
        self.channel: Channel = self._blocking

    def text(self, who: Person, words: str, thread: int | None, reply_to: int | None) -> None:
        raw = self.scribe.text(who, words, thread, reply_to)
        self.sent = message_id(raw) or self.sent
        self._raws.append(raw)

    def thing(self, who: Person, thing: Thing) -> None:
        self._raws.append(self.scribe.thing(who, thing))

    def edit(self, who: Person, words: str, thread: int | None) -> None:
        self._raws.append(self.scribe.edit(who, self.sent, words, thread))

    def press(self, who: Person, post: Posted, button: Button) -> None:
        self._raws.append(self.scribe.press(who, post.message_id, button.id, post.thread_id))

    def updates(self) -> list[bytes]:
        raws, self._raws = self._raws, []
        return raws

    def events(self) -> list[Event]:
        events = self._events.copy()
        self._events.clear()
        return events

    def posts(self) -> Iterable[Posted]:
        return self.world.posted.values()

    def block(self, who: Person) -> None:
        self._blocking.chats.add(who.chat_id)
        change = {"chat": who.chat, "from": who.sender, "date": int(self.scribe.clock())}
        change |= {"old_chat_member": _status("member"), "new_chat_member": _status("kicked")}
        self._raws.append(json.dumps({"update_id": self.scribe.next_id(), "my_chat_member": change}).encode())

    async def close(self) -> None:
        pass


class Telegram:
    """aiogram, HTTP and the fake Bot API, which checks every call it gets."""

    def __init__(self, fake: FakeTelegram, people: Iterable[Person]) -> None:
        self.fake = fake
        for who in people:
            fake.world.person(who.user_id, who.name)
            if who.group is not None:
                if who.chat_id not in fake.world.chats:
                    fake.world.group(who.chat_id, who.group)
                fake.staff.add(who.chat_id)
        self.line = TelegramChannel(open_bot(fake.url, TOKEN))
        self.channel: Channel = _Listening(self)
        self.standing: dict[tuple[int, int], Posted] = {}
        self.titles: dict[int, str] = {}
        self._events: list[Event] = []
        self.sent = 0

    def text(self, who: Person, words: str, thread: int | None, reply_to: int | None) -> None:
        fields: dict[str, Any] = {} if thread is None else {"thread": thread}
        if reply_to is not None:
            fields["reply_to_message"] = self.fake.world.chats[who.chat_id].messages[reply_to]
        if words.startswith("/"):
            fields["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}]
        update = self.fake.world.say(who.chat_id, words, who.user_id, **fields)
        self.sent = update["message"]["message_id"]

    def thing(self, who: Person, thing: Thing) -> None:
        shape = json.loads(Scribe(self.fake.world.clock, first=1).thing(who, thing))["message"]
        fields = {key: shape[key] for key in shape.keys() - {"message_id", "from", "chat", "date"}}
        self.fake.world.say(who.chat_id, "", who.user_id, **fields)

    def edit(self, who: Person, words: str, thread: int | None) -> None:
        self.fake.world.edit(who.chat_id, self.sent, words)

    def press(self, who: Person, post: Posted, button: Button) -> None:
        self.fake.world.press(who.chat_id, who.user_id, button.id, post.message_id)

    def updates(self) -> list[bytes]:
        waiting = self.fake.world.updates
        raws = [json.dumps(update).encode() for update in waiting]
        if waiting:
            self.fake.world.confirm(waiting[-1]["update_id"] + 1)
        return raws

    def events(self) -> list[Event]:
        events, self._events = self._events, []
        return events

    def posts(self) -> Iterable[Posted]:
        return self.standing.values()

    def block(self, who: Person) -> None:
        self.fake.world.member(who.chat_id, who.user_id, "member", "kicked", "my_chat_member")

    async def close(self) -> None:
        await self.line.close()

    async def carried(self, call: Call, result: int | None) -> None:
        """A call went through aiogram: what does Telegram show now?"""
        notices: list[Event] = []
        shadow = World(lambda: result or 0, notices.append, posted=dict(self.standing), topics=self.titles)
        await shadow.deliver(call)
        for event in notices:
            self._events.append(self._as_telegram_has_it(event))

    def _as_telegram_has_it(self, event: Event) -> Event:
        """A message by what the server holds, not by what was meant: text and buttons are read from it."""
        if isinstance(event, Notice):
            if event.kind == "deleted":
                gone = [key for key in self.standing if key[1] not in self.fake.world.chats[key[0]].messages]
                for key in gone:
                    del self.standing[key]
            return event
        message = self.fake.world.chats[event.chat_id].messages[event.message_id]
        assert message["from"] == BOT
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = tuple(
            Button(button.get("callback_data", ""), button["text"], button.get("url", ""))
            for row in keyboard
            for button in row
        )
        if event.asks_phone:  # a reply keyboard: the fake keeps inline ones only
            buttons = event.buttons
        post = Posted(
            event.chat_id,
            message.get("message_thread_id"),
            event.message_id,
            message["text"].replace("&", "&amp;").replace("<", "&lt;"),
            buttons,
            event.asks_phone,
            event.edited,
        )
        self.standing[post.chat_id, post.message_id] = post
        return post


class _Listening:
    """The real channel, overheard."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def deliver(self, call: Call) -> int | None:
        result = await self._telegram.line.deliver(call)
        await self._telegram.carried(call, result)
        return result


def _status(status: str) -> dict[str, Any]:
    return {"status": status, "user": BOT}


class _Blocking:
    """A channel through which the chats that blocked the bot are no longer reached."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.chats: set[int] = set()

    async def deliver(self, call: Call) -> int | None:
        if call.chat_id in self.chats:
            raise Unreachable("Forbidden: bot was blocked by the user")
        return await self._channel.deliver(call)
