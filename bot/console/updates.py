"""Updates of the shape Telegram sends, made from what is typed in the terminal."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

Json = dict[str, Any]
Thing = Literal["vocal", "photo", "sticker", "position", "contact"]

# A number of the range that is kept for fiction in France, so that it can belong to nobody.
FICTIONAL_PHONE = "+33639980001"


@dataclass(frozen=True)
class Person:
    """Somebody who writes, in one chat. `group` is the title of the supergroup, None for a private chat."""

    user_id: int
    name: str
    chat_id: int
    language: str = "fr"
    group: str | None = None

    @property
    def sender(self) -> Json:
        """The `from` of this person's updates."""
        return {"id": self.user_id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    @property
    def chat(self) -> Json:
        """The `chat` of this person's updates."""
        if self.group is None:
            return {"id": self.chat_id, "type": "private", "first_name": self.name}
        return {"id": self.chat_id, "type": "supergroup", "title": self.group, "is_forum": True}


@dataclass
class Scribe:
    """Writes raw updates, each with an id of its own. `clock` gives seconds UTC; ids go up from `first`."""

    clock: Callable[[], float]
    first: int
    _ids: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._ids = count(self.first)

    def next_id(self) -> int:
        """An id never given before by this scribe, for an update or a message."""
        return next(self._ids)

    def text(self, who: Person, words: str, thread: int | None = None, reply_to: int | None = None) -> bytes:
        """A text message; a leading /word is marked as a command, as Telegram does."""
        body: Json = {"text": words}
        if words.startswith("/"):
            length = len(words.split()[0])
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self._message(who, body, thread, reply_to)

    def thing(self, who: Person, thing: Thing, thread: int | None = None) -> bytes:
        """A message that holds no text: a voice message, a photo, a sticker, a place, a contact."""
        return self._message(who, _THINGS[thing](self.next_id(), who), thread, None)

    def edit(self, who: Person, message_id: int, words: str, thread: int | None = None) -> bytes:
        """The new text of a message sent before."""
        message = self._body(who, message_id, thread) | {"text": words, "edit_date": int(self.clock())}
        return self._update({"edited_message": message})

    def press(self, who: Person, message_id: int, data: str, thread: int | None = None) -> bytes:
        """A press on the button that holds `data`, under a message of the bot's."""
        query = {
            "id": str(self.next_id()),
            "from": who.sender,
            "message": self._body(who, message_id, thread),
            "chat_instance": str(who.chat_id),
            "data": data,
        }
        return self._update({"callback_query": query})

    def _message(self, who: Person, body: Json, thread: int | None, reply_to: int | None) -> bytes:
        message = self._body(who, self.next_id(), thread) | body
        if reply_to is not None:
            message["reply_to_message"] = self._body(who, reply_to, thread)
        return self._update({"message": message})

    def _body(self, who: Person, message_id: int, thread: int | None) -> Json:
        body = {"message_id": message_id, "from": who.sender, "chat": who.chat, "date": int(self.clock())}
        return body if thread is None else body | {"message_thread_id": thread, "is_topic_message": True}

    def _update(self, content: Json) -> bytes:
        return json.dumps({"update_id": self.next_id(), **content}).encode()


def message_id(raw: bytes) -> int | None:
    """The message id of a raw message update, None for any other update."""
    message = json.loads(raw).get("message")
    return message["message_id"] if message else None


def _file(number: int, **more: object) -> Json:
    return {"file_id": f"demo-{number}", "file_unique_id": f"u{number}", "file_size": 20_000, **more}


_THINGS: dict[Thing, Callable[[int, Person], Json]] = {
    "vocal": lambda number, _: {"voice": _file(number, duration=4, mime_type="audio/ogg")},
    "photo": lambda number, _: {
        "photo": [_file(number, width=90, height=67), _file(number, width=1280, height=960)]
    },
    "sticker": lambda number, _: {
        "sticker": _file(
            number, type="regular", width=512, height=512, is_animated=False, is_video=False, emoji="🙂"
        )
    },
    "position": lambda _, __: {"location": {"latitude": 49.1, "longitude": 6.2}},
    "contact": lambda _, who: {
        "contact": {"phone_number": FICTIONAL_PHONE, "first_name": who.name, "user_id": who.user_id}
    },
}
