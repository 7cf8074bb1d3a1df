"""aiogram, imported without building its four hundred models of the Bot API.

aiogram builds them all at import, which takes most of the bot's start. This bot sends a dozen kinds of call
and reads answers as plain JSON (see `session`): it builds the few models it sends, and the rest only if
something asks for them after all. Every module of this package takes aiogram's names from here.
"""

import sys
from typing import Any

from pydantic import BaseModel

_put_off: dict[type[BaseModel], dict[str, Any]] = {}

# What calls are made of; methods are built from these by themselves.
_SENT = (
    "User",
    "MessageEntity",
    "LinkPreviewOptions",
    "ReplyParameters",
    "ForceReply",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "KeyboardButton",
    "ReplyKeyboardMarkup",
    "ReactionTypeEmoji",
    "BotCommand",
    "BotCommandScopeAllPrivateChats",
    "ResponseParameters",
)
_METHODS = (
    "SendMessage",
    "SendDocument",
    "SendPhoto",
    "EditMessageText",
    "CopyMessage",
    "SetMyCommands",
    "GetMyCommands",
    "SetWebhook",
)


def build_all() -> None:
    """Builds every model that was put off: the way out when something not foreseen needs one."""
    while _put_off:
        model, given = _put_off.popitem()
        model.model_rebuild(**given)


def _import_lightly() -> None:
    """Imports aiogram with the building of its own models put off; everybody else's are built as ever."""
    build = BaseModel.__dict__["model_rebuild"]

    def put_off(model: Any, /, **given: Any) -> Any:
        if not model.__module__.startswith("aiogram."):
            return build.__func__(model, **given)
        _put_off[model] = given
        return None

    setattr(BaseModel, "model_rebuild", classmethod(put_off))  # noqa: B010 – mypy: a method is no variable
    try:
        import aiogram
    finally:
        setattr(BaseModel, "model_rebuild", build)  # noqa: B010
    assert aiogram


def _build_what_is_sent() -> None:
    from aiogram import methods, types

    given = next(iter(_put_off.values()), {})
    for model in [getattr(types, name) for name in _SENT] + [getattr(methods, name) for name in _METHODS]:
        _put_off.pop(model, None)
        model.model_rebuild(**given)


if "aiogram" not in sys.modules:
    _import_lightly()
    _build_what_is_sent()

# The only door to aiogram: whoever takes its names from here gets them imported lightly.
from aiogram import Bot  # noqa: E402
from aiogram.client.default import DefaultBotProperties  # noqa: E402
from aiogram.client.session.aiohttp import AiohttpSession  # noqa: E402
from aiogram.client.telegram import TelegramAPIServer  # noqa: E402
from aiogram.enums import ParseMode  # noqa: E402
from aiogram.exceptions import (  # noqa: E402
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import (  # noqa: E402
    AnswerCallbackQuery,
    CloseForumTopic,
    CopyMessage,
    CreateForumTopic,
    DeleteForumTopic,
    DeleteMessage,
    DeleteMessages,
    DeleteWebhook,
    EditForumTopic,
    EditMessageText,
    GetChat,
    GetChatMember,
    GetMe,
    GetMyCommands,
    LeaveChat,
    PinChatMessage,
    ReopenForumTopic,
    Response,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMessageReaction,
    SetMyCommands,
    SetWebhook,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType  # noqa: E402
from aiogram.types import (  # noqa: E402
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from aiogram.utils.token import TokenValidationError  # noqa: E402

__all__ = [
    "AiogramError",
    "AiohttpSession",
    "AnswerCallbackQuery",
    "Bot",
    "BotCommand",
    "BotCommandScopeAllPrivateChats",
    "BufferedInputFile",
    "ClientDecodeError",
    "CloseForumTopic",
    "CopyMessage",
    "CreateForumTopic",
    "DefaultBotProperties",
    "DeleteForumTopic",
    "DeleteMessage",
    "DeleteMessages",
    "DeleteWebhook",
    "EditForumTopic",
    "EditMessageText",
    "ForceReply",
    "GetChat",
    "GetChatMember",
    "GetMe",
    "GetMyCommands",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "KeyboardButton",
    "LeaveChat",
    "LinkPreviewOptions",
    "ParseMode",
    "PinChatMessage",
    "ReactionTypeEmoji",
    "ReopenForumTopic",
    "ReplyKeyboardMarkup",
    "ReplyParameters",
    "Response",
    "SendDocument",
    "SendMessage",
    "SendPhoto",
    "SetMessageReaction",
    "SetMyCommands",
    "SetWebhook",
    "TelegramAPIError",
    "TelegramAPIServer",
    "TelegramConflictError",
    "TelegramEntityTooLarge",
    "TelegramForbiddenError",
    "TelegramMethod",
    "TelegramMigrateToChat",
    "TelegramNetworkError",
    "TelegramNotFound",
    "TelegramRetryAfter",
    "TelegramServerError",
    "TelegramType",
    "TelegramUnauthorizedError",
    "TokenValidationError",
    "build_all",
]
