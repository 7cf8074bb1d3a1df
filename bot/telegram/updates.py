"""Raw JSON of a Telegram update → `Incoming`. Pure, and never raises.

Nothing is validated against a model of the Bot API on purpose: Telegram adds kinds and values several times
a year, and one of them must not stop the bot for everybody. Whatever is not recognised becomes ``odd`` and is
kept. Field names: Bot API 10.3.
"""

import json
import re
from typing import Any

from bot.incoming import Incoming
from bot.telegram import membership
from bot.telegram.attachments import attachment, rich_text
from bot.telegram.fields import Json, as_integer, as_object, as_seconds, as_text

# Named in every getUpdates and setWebhook: left out, Telegram would keep an earlier setting.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?\s*", re.DOTALL)


_SERVICE = frozenset(
    """
    new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title
    new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created
    message_auto_delete_timer_changed pinned_message successful_payment refunded_payment
    users_shared chat_shared gift unique_gift gift_upgrade_sent connected_website
    write_access_allowed passport_data proximity_alert_triggered boost_added chat_background_set
    checklist_tasks_done checklist_tasks_added direct_message_price_changed forum_topic_created
    forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden
    general_forum_topic_unhidden giveaway_created giveaway_winners giveaway_completed
    managed_bot_created paid_message_price_changed poll_option_added poll_option_deleted
    suggested_post_approved suggested_post_approval_failed suggested_post_declined
    suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started
    video_chat_ended video_chat_participants_invited web_app_data community_chat_added
    community_chat_removed community_chat_joined
    """.split()  # noqa: SIM905 – seventy names read better as a text
)
# Kinds of update that come from no person in a chat of ours; the bot never asks for them.
_FOREIGN = {
    "channel_post": "channel",
    "edited_channel_post": "channel",
    "business_message": "business",
    "edited_business_message": "business",
    "guest_message": "guest",
}


def read(raw: bytes, bot_name: str | None = None) -> Incoming:
    """What the update says. `bot_name` is the bot's username: with it, commands to another bot are refused.

    Reasons of a refusal: ``bot`` ``channel`` ``anonymous`` ``via_bot`` ``guest`` ``business`` ``other_bot``
    ``service`` (Telegram's own note, such as a pinned message: to be passed over in silence).
    Reasons of a membership: ``bot`` (the bot's own) or ``person``. Reasons of ``odd``: ``unreadable``
    ``unknown_update`` ``empty_update`` ``no_chat``. All are codes, fit for a register without personal data.
    """
    try:
        update = as_object(json.loads(raw))
    except (ValueError, RecursionError):
        return Incoming("odd", reason="unreadable")
    if "message" in update:
        return _message(as_object(update["message"]), "message", bot_name)
    if "edited_message" in update:
        return _message(as_object(update["edited_message"]), "edit", bot_name)
    if "callback_query" in update:
        return _press(as_object(update["callback_query"]))
    for kind in ("my_chat_member", "chat_member"):
        if kind in update:
            return membership.changed(
                as_object(update[kind]), "bot" if kind == "my_chat_member" else "person"
            )
    return _other(update)


def chat_of(raw: bytes) -> int | None:
    """The chat an update belongs to, by which the inbox keeps order; None when it cannot be told."""
    return read(raw).chat_id


def _other(update: Json) -> Incoming:
    for name, value in update.items():
        chat = as_object(as_object(value).get("chat"))
        if name in _FOREIGN:
            return Incoming("refused", chat_id=as_integer(chat.get("id")), reason=_FOREIGN[name])
        if isinstance(value, dict):
            return Incoming("odd", chat_id=as_integer(chat.get("id")), reason="unknown_update")
    return Incoming("odd", reason="empty_update")


def _message(message: Json, kind: Any, bot_name: str | None) -> Incoming:
    chat = as_object(message.get("chat"))
    chat_id = as_integer(chat.get("id"))
    if chat_id is None:
        return Incoming("odd", reason="no_chat")
    moved = _migration(message, chat_id)
    if moved:
        return moved
    if (added := membership.newcomers(message)) is not None:
        return added
    reason = _refusal(message, chat_id)
    person = as_object(message.get("from"))
    root, reply = _reply(message)
    text = (
        as_text(message.get("text"))
        or as_text(message.get("caption"))
        or rich_text(message.get("rich_message"))
    )
    forwarded = "forward_origin" in message or "forward_date" in message
    command, addressee, argument = _command(message, kind == "message" and not forwarded)
    if command and addressee and bot_name and addressee.lower() != bot_name.lower():
        reason = reason or "other_bot"
    return Incoming(
        "refused" if reason else kind,
        chat_id=chat_id,
        private=chat.get("type") == "private",
        thread_id=_thread(message),
        user_id=as_integer(person.get("id")),
        user_name=membership.name(person),
        language_code=as_text(person.get("language_code")) or None,
        message_id=as_integer(message.get("message_id")),
        date=as_seconds(message.get("edit_date") if kind == "edit" else message.get("date")),
        text=text,
        command=command,
        argument=argument,
        attachment=attachment(message, person),
        reply_to=reply,
        reply_is_topic_root=root,
        forwarded=forwarded,
        media_group=as_text(message.get("media_group_id")) or None,
        reason=reason,
        chat_title=as_text(chat.get("title")),
    )


def _migration(message: Json, chat_id: int) -> Incoming | None:
    # Both groups are told; either of the two notes may come first.
    new, old = as_integer(message.get("migrate_to_chat_id")), as_integer(message.get("migrate_from_chat_id"))
    if new is not None:
        return Incoming("migrated", chat_id=chat_id, new_chat_id=new)
    if old is not None:
        return Incoming("migrated", chat_id=old, new_chat_id=chat_id)
    return None


def _refusal(message: Json, chat_id: int) -> str | None:
    """Why a message is not taken as a person's own, or None. Since Bot API 10.0 bots can write to bots."""
    sender_chat = as_object(message.get("sender_chat"))
    if (
        "guest_query_id" in message
        or "guest_bot_caller_user" in message
        or "guest_bot_caller_chat" in message
    ):
        return "guest"
    if "business_connection_id" in message:
        return "business"
    if _SERVICE & message.keys():
        return "service"
    if sender_chat:
        return "anonymous" if as_integer(sender_chat.get("id")) == chat_id else "channel"
    if "via_bot" in message:
        return "via_bot"
    person = as_object(message.get("from"))
    if person.get("is_bot") is True:
        return "bot"
    return None if as_integer(person.get("id")) is not None else "channel"


def _thread(message: Json) -> int | None:
    # Without `is_topic_message` the field only numbers a chain of replies in an ordinary group.
    return as_integer(message.get("message_thread_id")) if message.get("is_topic_message") is True else None


def _reply(message: Json) -> tuple[bool, int | None]:
    """(the reply is only Telegram's pointer to the topic's first message, the message really replied to)."""
    target = as_integer(as_object(message.get("reply_to_message")).get("message_id"))
    if target is not None and target == _thread(message):
        return True, None
    return False, target


def _command(message: Json, allowed: bool) -> tuple[str | None, str, str]:
    """Name, addressed bot and argument of a command. A forwarded or edited one is only text."""
    found = _COMMAND.fullmatch(as_text(message.get("text"))) if allowed else None
    if not found:
        return None, "", ""
    return found[1].lower(), found[2] or "", (found[3] or "").strip()


def _press(query: Json) -> Incoming:
    person, message = as_object(query.get("from")), as_object(query.get("message"))
    chat = as_object(message.get("chat"))
    chat_id, press_id = as_integer(chat.get("id")), as_text(query.get("id")) or None
    # A press under a message sent through another bot carries no chat: there is nothing it may act on.
    reason = "bot" if person.get("is_bot") is True else None if chat_id is not None else "via_bot"
    return Incoming(
        "refused" if reason else "press",
        chat_id=chat_id,
        private=chat.get("type") == "private",
        thread_id=_thread(message),
        user_id=as_integer(person.get("id")),
        user_name=membership.name(person),
        language_code=as_text(person.get("language_code")) or None,
        message_id=as_integer(message.get("message_id")),
        press_id=press_id,
        data=as_text(query.get("data")) or None,
        reason=reason,
        chat_title=as_text(chat.get("title")),
    )
