"""What goes out to a chat: the contents of outbox rows, and the channel that carries them.

A content is stored as JSON (`payload`), read back by delivery (`content`), completed with what only the
database knows into a `Call`, and handed to a `Channel`. Texts are HTML, escaped: b, i, blockquote, code only.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Protocol, get_args

from bot.errors import BotError

# Bot API 10.3, sendMessage: "1-4096 characters after entities parsing", in code points.
TEXT_LIMIT = 4096
# Bot API 10.3, createForumTopic: "Topic name, 1-128 characters".
TITLE_LIMIT = 128
PRESS_TEXT_LIMIT = 200  # Bot API 10.3, answerCallbackQuery: "0-200 characters"
# Bot API 10.3, InlineKeyboardButton: callback_data is "1-64 bytes".
BUTTON_ID_BYTES = 64
# Not in the API's own text; observed by many (limits.tginfo.me): 100 buttons, about 10 KB of markup.
BUTTONS_LIMIT = 100
KEYBOARD_BYTES = 10_000

# Priorities of outbox rows: smaller goes first.
DANGER, HUMAN, REPLY, CARD, REMINDER, DIGEST = range(6)


@dataclass(frozen=True, slots=True)
class Button:
    """`id` is the opaque id bound in the database, or `url` what it opens; `label` is read by a person."""

    id: str
    label: str
    url: str = ""


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A new message. `topic` sends it into the topic of the row's case, `thread` into a named one.

    `reply_to` is a message id in the same chat. A text over `TEXT_LIMIT` is delivered as several messages,
    the buttons under the last. With `contact` the buttons replace the phone's keyboard: the first one gives
    the person's own number, the others write their label. With `asks` and no button the person's next words
    are written as a reply to this message.
    """

    kind: ClassVar[str] = "message"
    text: str
    buttons: Buttons = ()
    protect: bool = False
    quiet: bool = False
    topic: bool = False
    reply_to: int | None = None
    contact: bool = False
    thread: int | None = None
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces text and buttons of the message that outbox row `message` became."""

    kind: ClassVar[str] = "edit"
    message: int
    text: str
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """Opens the forum topic of the row's case; the thread id is stored on the case."""

    kind: ClassVar[str] = "topic"
    title: str


@dataclass(frozen=True, slots=True)
class TopicTitle:
    """Renames the topic of the row's case, or topic `thread` when the case has moved elsewhere."""

    kind: ClassVar[str] = "topic_title"
    title: str
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class TopicClose:
    """Closes, or opens again, the topic of the row's case, or topic `thread` when the case has moved."""

    kind: ClassVar[str] = "topic_close"
    thread: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """Pins the message that outbox row `message` became, without notifying."""

    kind: ClassVar[str] = "pin"
    message: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Relays a media message by copying it, so that its file never passes through the bot."""

    kind: ClassVar[str] = "copy"
    from_chat: int
    message_id: int
    topic: bool = False
    protect: bool = False
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file, named for what it is: a small text made here, or row `kept` of the documents."""

    kind: ClassVar[str] = "document"
    name: str
    text: str = ""
    kept: int | None = None
    topic: bool = False
    protect: bool = False
    quiet: bool = False
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """Answers a press. Expires within a minute and is never retried afterwards."""

    kind: ClassVar[str] = "press"
    callback_query_id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class React:
    """Puts one emoji under message `message_id` of the chat."""

    kind: ClassVar[str] = "react"
    message_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Deletes the message that outbox row `message` became (Telegram allows it for 48 hours)."""

    kind: ClassVar[str] = "delete"
    message: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Leaves the group."""

    kind: ClassVar[str] = "leave"


@dataclass(frozen=True, slots=True)
class TopicDelete:
    """Wipes topic `thread` with all its messages: what an erased household leaves in a group."""

    kind: ClassVar[str] = "topic_delete"
    thread: int


@dataclass(frozen=True, slots=True)
class DeleteMany:
    """Deletes up to 100 messages of the chat by their ids (Bot API, deleteMessages)."""

    kind: ClassVar[str] = "delete_many"
    message_ids: tuple[int, ...]


Content = (
    Message
    | Edit
    | Topic
    | TopicTitle
    | TopicClose
    | TopicDelete
    | Pin
    | Copy
    | Document
    | Press
    | React
    | Delete
    | DeleteMany
    | Leave
)
KINDS: Mapping[str, type[Content]] = {shape.kind: shape for shape in get_args(Content)}


def payload(content: Content) -> dict[str, Any]:
    """The JSON form of `content`, as stored in the outbox."""
    return asdict(content)


def content(kind: str, payload: Mapping[str, Any]) -> Content:
    """Reads a stored payload back. Raises `PayloadError` for an unknown kind or a wrong key."""
    if kind not in KINDS:
        raise PayloadError(f"Unknown kind of outbox row: {kind!r}. Known: {', '.join(KINDS)}.")
    fields = dict(payload)
    try:
        if "buttons" in fields:
            fields["buttons"] = tuple(tuple(Button(**button) for button in row) for row in fields["buttons"])
        if "message_ids" in fields:
            fields["message_ids"] = tuple(fields["message_ids"])
        return KINDS[kind](**fields)
    except TypeError as error:
        raise PayloadError(f"Outbox row of kind {kind!r}: {error}.") from error


@dataclass(frozen=True, slots=True)
class Call:
    """One thing for the channel to do now, with every reference resolved.

    `thread_id` is the topic to write into; `message_id` the message to edit or pin; `body` a file's bytes.
    """

    chat_id: int
    content: Content
    thread_id: int | None = None
    message_id: int | None = None
    body: bytes = field(default=b"", repr=False)

    @property
    def kind(self) -> str:
        return self.content.kind


class Channel(Protocol):
    """Carries calls to people: Telegram, or the terminal of the demo."""

    async def deliver(self, call: Call) -> int | None:
        """Does `call` once, without any retry of its own: the id of the new message or topic, or None.

        Raises a `ChannelError` of `bot.undelivered`, and nothing else.
        """
        ...


class PayloadError(BotError):
    """An outbox row holds something that is no content."""
