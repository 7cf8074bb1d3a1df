"""Calls → the Bot API, through aiogram."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import aiohttp
from pydantic import PydanticUserError

from bot.outgoing import (
    PRESS_TEXT_LIMIT,
    TITLE_LIMIT,
    Call,
    Copy,
    Delete,
    DeleteMany,
    Document,
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
from bot.telegram.faults import translated
from bot.telegram.fields import as_integer, as_object
from bot.telegram.models import (
    AnswerCallbackQuery,
    Bot,
    CloseForumTopic,
    CopyMessage,
    CreateForumTopic,
    DefaultBotProperties,
    DeleteForumTopic,
    DeleteMessage,
    DeleteMessages,
    EditForumTopic,
    EditMessageText,
    LeaveChat,
    LinkPreviewOptions,
    ParseMode,
    PinChatMessage,
    ReactionTypeEmoji,
    ReopenForumTopic,
    SendMessage,
    SetMessageReaction,
    TelegramAPIServer,
    TelegramMethod,
    TokenValidationError,
    build_all,
)
from bot.telegram.render import fitting, reply, shortened
from bot.telegram.session import PlainSession
from bot.telegram.uploads import upload
from bot.undelivered import Refused

Way = Callable[[Call, Any], Awaitable[int | None]]

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
    session = PlainSession(
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
        self._ways: Mapping[type, Way] = {
            Message: self._message,
            Edit: self._edit,
            Topic: self._topic,
            TopicTitle: self._topic_title,
            TopicClose: self._topic_close,
            TopicDelete: self._topic_delete,
            Pin: self._pin,
            Copy: self._copy,
            Document: self._document,
            Press: self._press,
            React: self._react,
            Delete: self._delete,
            DeleteMany: self._delete_many,
            Leave: self._leave,
        }

    async def deliver(self, call: Call) -> int | None:
        """See `Channel.deliver`."""
        way = self._ways[type(call.content)]
        try:
            return await _understood(way, call)
        except Refused as refused:
            if any(words in refused.reason for words in _FULFILLED.get(type(call.content), ())):
                return call.message_id
            raise

    async def close(self) -> None:
        """Closes the connections."""
        await self._bot.session.close()

    async def _ask(self, method: TelegramMethod[Any], answer: str | None = None) -> int | None:
        """Makes one request; the number that its answer has under the name `answer`."""
        result: Any = await self._bot(method)
        return as_integer(as_object(result).get(answer)) if answer else None

    async def _message(self, call: Call, message: Message) -> int | None:
        return await self._ask(
            SendMessage(
                chat_id=call.chat_id,
                text=fitting(message.text),
                message_thread_id=call.thread_id,
                disable_notification=message.quiet or None,
                protect_content=message.protect or None,
                reply_parameters=reply(message.reply_to),
                reply_markup=keyboards.under(message),
            ),
            "message_id",
        )

    async def _edit(self, call: Call, edit: Edit) -> int | None:
        return await self._ask(
            EditMessageText(
                chat_id=call.chat_id,
                message_id=_target(call),
                text=fitting(edit.text),
                reply_markup=keyboards.inline(edit.buttons),
            ),
            "message_id",
        )

    async def _topic(self, call: Call, topic: Topic) -> int | None:
        title = shortened(topic.title, TITLE_LIMIT)
        return await self._ask(CreateForumTopic(chat_id=call.chat_id, name=title), "message_thread_id")

    async def _topic_title(self, call: Call, topic: TopicTitle) -> None:
        title = shortened(topic.title, TITLE_LIMIT)
        await self._ask(EditForumTopic(chat_id=call.chat_id, message_thread_id=_thread(call), name=title))

    async def _topic_close(self, call: Call, topic: TopicClose) -> None:
        method = ReopenForumTopic if topic.again else CloseForumTopic
        await self._ask(method(chat_id=call.chat_id, message_thread_id=_thread(call)))

    async def _topic_delete(self, call: Call, topic: TopicDelete) -> None:
        await self._ask(DeleteForumTopic(chat_id=call.chat_id, message_thread_id=topic.thread))

    async def _pin(self, call: Call, _: Pin) -> None:
        target = _target(call)
        await self._ask(PinChatMessage(chat_id=call.chat_id, message_id=target, disable_notification=True))

    async def _copy(self, call: Call, copy: Copy) -> int | None:
        return await self._ask(
            CopyMessage(
                chat_id=call.chat_id,
                from_chat_id=copy.from_chat,
                message_id=copy.message_id,
                message_thread_id=call.thread_id,
                protect_content=copy.protect or None,
            ),
            "message_id",
        )

    async def _document(self, call: Call, document: Document) -> int | None:
        return await self._ask(upload(call, document), "message_id")

    async def _press(self, _: Call, press: Press) -> None:
        text = shortened(press.text, PRESS_TEXT_LIMIT) or None
        await self._ask(AnswerCallbackQuery(callback_query_id=press.callback_query_id, text=text))

    async def _react(self, call: Call, react: React) -> None:
        reaction: list[Any] = [ReactionTypeEmoji(emoji=react.emoji)]
        target = react.message_id
        await self._ask(SetMessageReaction(chat_id=call.chat_id, message_id=target, reaction=reaction))

    async def _delete(self, call: Call, _: Delete) -> None:
        await self._ask(DeleteMessage(chat_id=call.chat_id, message_id=_target(call)))

    async def _delete_many(self, call: Call, delete: DeleteMany) -> None:
        await self._ask(DeleteMessages(chat_id=call.chat_id, message_ids=list(delete.message_ids)))

    async def _leave(self, call: Call, _: Leave) -> None:
        await self._ask(LeaveChat(chat_id=call.chat_id))


async def _understood(way: Way, call: Call) -> int | None:
    """Goes the way of a call. Raises `ChannelError`s alone."""
    with translated():
        try:
            return await way(call, call.content)
        except PydanticUserError:
            # A model that was not expected to be sent: nothing has left yet, and once built it is built.
            build_all()
            return await way(call, call.content)


def _target(call: Call) -> int:
    if call.message_id is None:
        raise Refused(f"{call.kind}: the message it is about was never sent")
    return call.message_id


def _thread(call: Call) -> int:
    if call.thread_id is None:
        raise Refused(f"{call.kind}: the case has no topic")
    return call.thread_id
