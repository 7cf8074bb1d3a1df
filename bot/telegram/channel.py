"""Calls → the Bot API, through aiogram."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import aiohttp
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import LinkPreviewOptions, ReactionTypeEmoji, ReplyParameters
from aiogram.utils.token import TokenValidationError

from bot.markup import MarkupError, plain
from bot.outgoing import (
    PRESS_TEXT_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Call,
    Copy,
    Delete,
    DeleteMany,
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
from bot.telegram import keyboards
from bot.telegram.errors import TokenRefused
from bot.telegram.faults import SentAs, translated
from bot.undelivered import Refused

# Above Telegram's slowest ordinary answer; past it a call counts as lost. A connection that is not even made
# in time is another matter: then nothing can have arrived.
PATIENCE = aiohttp.ClientTimeout(total=30, sock_connect=10)

# Refusals that mean that the wish is fulfilled already, by kind: a closed topic is what closing wants,
# and the loss of a message.
_FULFILLED: Mapping[type, tuple[str, ...]] = {
    Edit: ("message is not modified",),
    TopicTitle: ("TOPIC_NOT_MODIFIED",),
    TopicClose: ("TOPIC_NOT_MODIFIED", "TOPIC_CLOSED"),
    TopicDelete: ("thread not found", "TOPIC_ID_INVALID", "TOPIC_DELETED", "topic not found"),
    Delete: ("message to delete not found",),
    DeleteMany: ("message to delete not found",),
}


def open_bot(base_url: str, token: str, patience: aiohttp.ClientTimeout | None = None) -> Bot:
    """The aiogram bot for a token, not connected yet. Raises `TokenRefused` for what is no token."""
    # aiogram hands the timeout on to aiohttp as it is; its annotation knows only the plain number.
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(base_url), timeout=cast(float, patience or PATIENCE)
    )
    try:
        return Bot(
            token,
            session=session,
            # Not `link_preview_is_disabled`: aiogram would send a parameter that Telegram has dropped.
            default=DefaultBotProperties(
                parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
            ),
        )
    except TokenValidationError:
        raise TokenRefused from None


class TelegramChannel:
    """The `Channel` to Telegram. One call, one request: no limiter and no retry of its own."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._ways: Mapping[type, Callable[[Call, Any], Awaitable[int | None]]] = {
            Message: self._message,
            Edit: self._edit,
            Topic: self._topic,
            TopicTitle: self._topic_title,
            TopicClose: self._topic_close,
            TopicDelete: self._topic_delete,
            Pin: self._pin,
            Copy: self._copy,
            Press: self._press,
            React: self._react,
            Delete: self._delete,
            DeleteMany: self._delete_many,
            Leave: self._leave,
        }

    async def deliver(self, call: Call) -> int | None:
        """See `Channel.deliver`."""
        try:
            with translated():
                return await self._ways[type(call.content)](call, call.content)
        except Refused as refused:
            if any(words in refused.reason for words in _FULFILLED.get(type(call.content), ())):
                return call.message_id
            raise
        except SentAs as sent:
            return _number(sent.result)

    async def close(self) -> None:
        """Closes the connections."""
        await self._bot.session.close()

    async def _message(self, call: Call, message: Message) -> int:
        sent = await self._bot.send_message(
            call.chat_id,
            _fitting(message.text),
            message_thread_id=call.thread_id,
            disable_notification=message.quiet or None,
            protect_content=message.protect or None,
            reply_parameters=_reply(message.reply_to),
            reply_markup=keyboards.contact(message.buttons)
            if message.contact
            else keyboards.inline(message.buttons),
        )
        return sent.message_id

    async def _edit(self, call: Call, edit: Edit) -> int:
        target = _target(call)
        await self._bot.edit_message_text(
            _fitting(edit.text),
            chat_id=call.chat_id,
            message_id=target,
            reply_markup=keyboards.inline(edit.buttons),
        )
        return target

    async def _topic(self, call: Call, topic: Topic) -> int:
        created = await self._bot.create_forum_topic(call.chat_id, _shortened(topic.title, TITLE_LIMIT))
        return created.message_thread_id

    async def _topic_title(self, call: Call, topic: TopicTitle) -> None:
        await self._bot.edit_forum_topic(
            call.chat_id, _thread(call), name=_shortened(topic.title, TITLE_LIMIT)
        )

    async def _topic_close(self, call: Call, _: TopicClose) -> None:
        await self._bot.close_forum_topic(call.chat_id, _thread(call))

    async def _topic_delete(self, call: Call, topic: TopicDelete) -> None:
        await self._bot.delete_forum_topic(call.chat_id, topic.thread)

    async def _pin(self, call: Call, _: Pin) -> None:
        await self._bot.pin_chat_message(call.chat_id, _target(call), disable_notification=True)

    async def _copy(self, call: Call, copy: Copy) -> int:
        copied = await self._bot.copy_message(
            call.chat_id,
            copy.from_chat,
            copy.message_id,
            message_thread_id=call.thread_id,
            protect_content=copy.protect or None,
        )
        return copied.message_id

    async def _press(self, _: Call, press: Press) -> None:
        text = _shortened(press.text, PRESS_TEXT_LIMIT) or None
        await self._bot.answer_callback_query(press.callback_query_id, text=text)

    async def _react(self, call: Call, react: React) -> None:
        await self._bot.set_message_reaction(
            call.chat_id, react.message_id, reaction=[ReactionTypeEmoji(emoji=react.emoji)]
        )

    async def _delete(self, call: Call, _: Delete) -> None:
        await self._bot.delete_message(call.chat_id, _target(call))

    async def _delete_many(self, call: Call, delete: DeleteMany) -> None:
        await self._bot.delete_messages(call.chat_id, list(delete.message_ids))

    async def _leave(self, call: Call, _: Leave) -> None:
        await self._bot.leave_chat(call.chat_id)


def _fitting(text: str) -> str:
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


def _shortened(text: str, limit: int) -> str:
    """`text`, cut with a visible ellipsis when it is over `limit`."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _reply(message_id: int | None) -> ReplyParameters | None:
    # A message deleted meanwhile must not keep the answer from arriving.
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)


def _target(call: Call) -> int:
    if call.message_id is None:
        raise Refused(f"{call.kind}: the message it is about was never sent")
    return call.message_id


def _thread(call: Call) -> int:
    if call.thread_id is None:
        raise Refused(f"{call.kind}: the case has no topic")
    return call.thread_id


def _number(result: object) -> int | None:
    """The id in a raw answer: of the message, or of the topic."""
    if not isinstance(result, dict):
        return None
    found = result.get("message_id", result.get("message_thread_id"))
    return found if isinstance(found, int) else None
