"""What a message carries beside its words."""

from typing import Any

from bot.incoming import Attachment, AttachmentKind
from bot.telegram.fields import EMPTY, Json, as_integer, as_object, as_text

# Field of a message → kind of attachment, in the order to look: an animation also comes with a `document`.
_FILES: tuple[tuple[str, AttachmentKind], ...] = (
    ("voice", "voice"),
    ("animation", "animation"),
    ("document", "document"),
    ("video", "video"),
    ("video_note", "video"),
    ("audio", "audio"),
    ("sticker", "sticker"),
    ("venue", "location"),
    ("location", "location"),
    ("poll", "poll"),
)


def attachment(message: Json, person: Json) -> Attachment | None:
    """The one thing `message` carries, or None for words alone. `person` is the sender."""
    if "photo" in message:
        return _photo(message["photo"])
    if "contact" in message:
        contact = as_object(message["contact"])
        own = as_integer(contact.get("user_id"))
        return Attachment(
            "contact",
            phone=as_text(contact.get("phone_number")) or None,
            own_contact=own is not None and own == as_integer(person.get("id")),
        )
    for field, kind in _FILES:
        if field in message:
            return _file(kind, as_object(message[field]))
    # A caption without a file we know, or nothing at all: something Telegram invented after this was written.
    return None if "text" in message or "rich_message" in message else Attachment("other")


def _photo(sizes: Any) -> Attachment:
    """The largest of the sizes of a photo."""
    known = [as_object(size) for size in sizes] if isinstance(sizes, list) else []
    largest = max(known, key=lambda size: as_integer(size.get("width")) or 0, default=EMPTY)
    return _file("photo", largest)


def _file(kind: AttachmentKind, file: Json) -> Attachment:
    return Attachment(
        kind,
        file_id=as_text(file.get("file_id")) or None,
        file_name=as_text(file.get("file_name")) or None,
        mime=as_text(file.get("mime_type")) or None,
        size=as_integer(file.get("file_size")),
    )


def rich_text(message: Any) -> str:
    """The words of a rich message (Bot API 10.1), block after block, whatever its blocks are."""
    found: list[str] = []
    waiting: list[tuple[str, Any]] = [("", message)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((key, item) for item in reversed(value))
        elif key in ("text", "caption", "summary"):
            found.append(as_text(value))
    return "\n".join(text for text in found if text)
