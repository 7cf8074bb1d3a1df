"""Who joins and who leaves a chat: Telegram's updates about it, and the note it writes into a group."""

from bot.incoming import Incoming
from bot.telegram.fields import Json, as_integer, as_object, as_seconds, as_text

_NAME_LIMIT = 128


def newcomers(message: Json) -> Incoming | None:
    """Telegram's note that people were added: all that a bot without an administrator's rights is told."""
    listed = message.get("new_chat_members")
    people = [as_object(one) for one in listed] if isinstance(listed, list) else []
    added = [(as_integer(one.get("id")), name(one)) for one in people if one.get("is_bot") is not True]
    found = tuple((user_id, name) for user_id, name in added if user_id is not None)
    if not found:
        return None
    chat = as_object(message.get("chat"))
    return Incoming(
        "member",
        chat_id=as_integer(chat.get("id")),
        user_id=found[0][0],
        user_name=found[0][1],
        date=as_seconds(message.get("date")),
        membership=("left", "member"),
        reason="person",
        chat_title=as_text(chat.get("title")),
        newcomers=found,
    )


def changed(change: Json, whose: str) -> Incoming:
    """A membership that changed; `whose` is ``bot`` or ``person``."""
    chat, by = as_object(change.get("chat")), as_object(change.get("from"))
    old, new = as_object(change.get("old_chat_member")), as_object(change.get("new_chat_member"))
    person = by if whose == "bot" else as_object(new.get("user"))
    chat_id = as_integer(chat.get("id"))
    if chat_id is None:
        return Incoming("odd", reason="no_chat")
    return Incoming(
        "member",
        chat_id=chat_id,
        private=chat.get("type") == "private",
        user_id=as_integer(person.get("id")),
        user_name=name(person),
        language_code=as_text(person.get("language_code")) or None,
        date=as_seconds(change.get("date")),
        membership=(_status(old), _status(new)),
        reason=whose,
        chat_title=as_text(chat.get("title")),
    )


def _status(member: Json) -> str:
    """The status, with a restricted person who is outside said to have left."""
    status = as_text(member.get("status"))
    return "left" if status == "restricted" and member.get("is_member") is False else status


def name(person: Json) -> str:
    """First and last name, as the person wrote them."""
    names = (as_text(person.get("first_name")), as_text(person.get("last_name")))
    return " ".join(name for name in names if name)[:_NAME_LIMIT]
