"""What stands in the chats of the terminal: the channel writes here, the screen and the keyboard read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from bot.outgoing import (
    Button,
    Call,
    Copy,
    Delete,
    DeleteMany,
    Document,
    Edit,
    Message,
    Pin,
    Press,
    React,
    Topic,
    TopicClose,
    TopicDelete,
    TopicTitle,
)


@dataclass(frozen=True)
class Posted:
    """One message of the bot's as it stands in a chat now."""

    chat_id: int
    thread_id: int | None
    message_id: int
    text: str
    buttons: tuple[Button, ...] = ()
    asks_phone: bool = False
    edited: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Notice:
    """Something that happened in a chat and is no message: `kind` names a sentence of texts.toml."""

    chat_id: int
    thread_id: int | None
    kind: str
    words: str = ""


Event = Posted | Notice


@dataclass
class World:
    """A Channel that delivers into memory and tells `seen` of every change, in order.

    `next_id` gives the ids of messages and topics, so that they never meet those of the people's messages.
    """

    next_id: Callable[[], int]
    seen: Callable[[Event], None]
    posted: dict[tuple[int, int], Posted] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    save: Callable[[str, bytes], str] | None = None
    """Puts a file where it can be looked at, by its name; returns where. None: it is only told of."""

    async def deliver(self, call: Call) -> int | None:
        """Do one call at once; nothing ever fails here."""
        match call.content:
            case Message() as message:
                return self._post(call, message)
            case Edit() as edit:
                return self._edit(call, edit)
            case Topic(title):
                return self._open_topic(call, title)
            case Delete() if call.message_id is not None:
                self._remove(call, [call.message_id])
            case DeleteMany(message_ids):
                self._remove(call, message_ids)
            case TopicDelete(thread):
                self._wipe(call, thread)
            case other:
                self._note(call, other)
                if isinstance(other, Copy | Document):
                    return self.next_id()
        return None

    def last_with_buttons(self, chat_id: int, thread_id: int | None) -> Posted | None:
        """The newest message of that chat and topic that has something to press."""
        return next(
            (post for post in self._newest(chat_id, thread_id) if post.buttons or post.asks_phone), None
        )

    def last(self, chat_id: int, thread_id: int | None) -> Posted | None:
        """The newest message of the bot's in that chat and topic."""
        return next(iter(self._newest(chat_id, thread_id)), None)

    def _newest(self, chat_id: int, thread_id: int | None) -> list[Posted]:
        here = [
            post for post in self.posted.values() if (post.chat_id, post.thread_id) == (chat_id, thread_id)
        ]
        return sorted(here, key=lambda post: post.message_id, reverse=True)

    def _post(self, call: Call, message: Message) -> int:
        buttons = tuple(button for row in message.buttons for button in row)
        post = Posted(
            call.chat_id,
            call.thread_id,
            self.next_id(),
            message.text,
            buttons,
            message.contact,
            asks=message.asks,
        )
        return self._put(post)

    def _edit(self, call: Call, edit: Edit) -> int | None:
        buttons = tuple(button for row in edit.buttons for button in row)
        number = call.message_id if call.message_id is not None else self.next_id()
        before = self.posted.get((call.chat_id, number), Posted(call.chat_id, call.thread_id, number, ""))
        return self._put(replace(before, text=edit.text, buttons=buttons, edited=True))

    def _put(self, post: Posted) -> int:
        self.posted[post.chat_id, post.message_id] = post
        self.seen(post)
        return post.message_id

    def _open_topic(self, call: Call, title: str) -> int:
        thread = self.next_id()
        self.topics[thread] = title
        self.seen(Notice(call.chat_id, thread, "topic", title))
        return thread

    def _remove(self, call: Call, message_ids: Iterable[int]) -> None:
        for number in message_ids:
            self.posted.pop((call.chat_id, number), None)
            self._tell(call, "deleted")

    def _wipe(self, call: Call, thread: int) -> None:
        self.seen(Notice(call.chat_id, thread, "topic_deleted", self.topics.pop(thread, "")))
        self.posted = {key: post for key, post in self.posted.items() if post.thread_id != thread}

    def _note(self, call: Call, content: object) -> None:
        match content:
            case TopicTitle(title) if call.thread_id is not None:
                self.topics[call.thread_id] = title
                self._tell(call, "topic_title", title)
            case TopicClose(again=again):
                self._tell(call, "topic_again" if again else "topic_close")
            case Press(text=text) if text:
                self._tell(call, "press", text)
            case React(emoji=emoji):
                self._tell(call, "react", emoji)
            case Copy():
                self._tell(call, "copy")
            case Document(name=name) as document:
                body = call.body or document.text.encode()
                self._tell(call, "document", self.save(name, body) if self.save else name)
            case Pin() | Press():
                pass  # nothing a reader of lines needs to see
            case _:
                self._tell(call, "other", call.kind)

    def _tell(self, call: Call, kind: str, words: str = "") -> None:
        self.seen(Notice(call.chat_id, call.thread_id, kind, words))
