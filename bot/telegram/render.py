"""Texts and references in the form in which Telegram takes them."""

from bot.markup import MarkupError, plain
from bot.outgoing import TEXT_LIMIT
from bot.telegram.models import ReplyParameters
from bot.undelivered import Refused


def fitting(text: str) -> str:
    """`text`, after the check that Telegram will take it as it is. Raises `Refused`."""
    try:
        shown = plain(text)
    except MarkupError as error:
        raise Refused(str(error)) from None
    if not shown.strip():
        raise Refused("the text is empty")
    if len(shown) > TEXT_LIMIT:
        raise Refused(f"the text has {len(shown)} characters; at most {TEXT_LIMIT} fit in a message")
    return text


def shortened(text: str, limit: int) -> str:
    """`text`, cut with a visible ellipsis when it is over `limit`."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def reply(message_id: int | None) -> ReplyParameters | None:
    """The reply to a message, which arrives even when that message was deleted meanwhile."""
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
