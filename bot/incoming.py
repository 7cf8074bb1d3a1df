"""What comes in from a chat, freed of the messenger's own shapes.

`bot.telegram.updates.read` fills an `Incoming` from the raw JSON of an update; the console makes the same
JSON, so everything above this line sees one kind of event.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["message", "edit", "press", "member", "migrated", "refused", "odd"]

AttachmentKind = Literal[
    "voice",
    "photo",
    "document",
    "video",
    "sticker",
    "location",
    "contact",
    "poll",
    "audio",
    "animation",
    "other",
]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One thing sent that is not text. `file_id` is None when there is no file (location, contact, poll).

    Name, MIME type and size are kept at receipt because Telegram's `getFile` may lose them.
    `phone` is set for a shared contact; it is the sender's own number only when `own_contact` says so.
    """

    kind: AttachmentKind
    file_id: str | None = None
    file_name: str | None = None
    mime: str | None = None
    size: int | None = None
    phone: str | None = None
    own_contact: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event of a chat. Nothing in it is trusted: names, texts and `data` are what somebody chose to send.

    - ``message``/``edit``: `text` (a caption counts as text), `attachment`, `command` and `argument`.
    - ``press``: `press_id` is to be answered within 150 s; `data` is the button's opaque id, perhaps forged.
    - ``member``: `user_id` is the person whose membership changed, `membership` the (old, new) status;
      in a private chat (…, "kicked") means that the person blocked the bot. Where Telegram only notes in the
      group who was added, `newcomers` are their ids and names.
    - ``migrated``: the group `chat_id` is now the supergroup `new_chat_id`.
    - ``refused``: a bot, a channel, an inline bot's or a guest's message; `reason` says which.
    - ``odd``: not understood at all; `reason` says why. Kept, shown to staff, never an exception.

    `date` is in seconds UTC (0.0 when unknown). `text` holds no lone surrogate: it can always be encoded.
    """

    kind: Kind
    chat_id: int | None = None
    private: bool = False
    thread_id: int | None = None
    user_id: int | None = None
    user_name: str = ""
    language_code: str | None = None
    message_id: int | None = None
    date: float = 0.0
    text: str = ""
    command: str | None = None
    argument: str = ""
    attachment: Attachment | None = None
    reply_to: int | None = None
    reply_is_topic_root: bool = False
    forwarded: bool = False
    media_group: str | None = None
    press_id: str | None = None
    data: str | None = None
    new_chat_id: int | None = None
    membership: tuple[str, str] | None = None
    reason: str | None = None
    chat_title: str = ""
    newcomers: tuple[tuple[int, str], ...] = ()
