"""What is told to and asked of Telegram besides conversations: commands, webhook, rights in a group."""

import asyncio
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from bot.telegram.errors import SecretRefused, TokenRefused
from bot.telegram.faults import TokenUnknown, translated
from bot.telegram.fields import Json, as_object, as_text
from bot.telegram.models import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    DeleteWebhook,
    GetChat,
    GetChatMember,
    GetMe,
    GetMyCommands,
    SetMyCommands,
    SetWebhook,
    TelegramMethod,
)
from bot.telegram.updates import ALLOWED_UPDATES
from bot.telegram.webhook import SECRET
from bot.undelivered import Lost, Refused, RetryAfter, Unavailable

# Telegram holds back the next message of a chat until the answer to this one, so few connections are enough.
_CONNECTIONS = 10
_FIRST_LANGUAGE = "fr"
_PRIVATE = BotCommandScopeAllPrivateChats()
_PAUSES = (1.0, 2.0, 4.0, 8.0)

# In the order in which they are to be put right. Texts: catalogue of the bot, under the same keys.
GROUP_ADVICE = (
    "group.not_forum",
    "group.needs_admin",
    "group.needs_topics",
    "group.needs_pin",
    "group.needs_delete",
)


async def present(bot: Bot, url: str | None = None, secret: str | None = None) -> str:
    """Says to Telegram how updates are fetched, by webhook when there is a `url`, and shows the commands.

    Returns the bot's username. Waiting updates are never dropped. Raises `TokenRefused`, `SecretRefused`, or
    the last `ChannelError` when Telegram stays out of reach.
    """
    if url is not None and not SECRET.fullmatch(secret or ""):
        raise SecretRefused
    me = await _patiently(bot, GetMe())
    if url is None:
        await _patiently(bot, DeleteWebhook(drop_pending_updates=None))
    else:
        allowed = list(ALLOWED_UPDATES)
        hook = SetWebhook(url=url, secret_token=secret, allowed_updates=allowed, max_connections=_CONNECTIONS)
        await _patiently(bot, hook)
    await show_commands(bot)
    return as_text(as_object(me).get("username"))


async def show_commands(bot: Bot) -> None:
    """Gives Telegram the menu of commands, one for each language; nothing to do when it has today's."""
    menus = _menus()
    shown = await _patiently(bot, GetMyCommands(scope=_PRIVATE))
    if shown == [command.model_dump(exclude_none=True) for command in menus[_FIRST_LANGUAGE]]:
        return
    for language, menu in menus.items():
        if language != _FIRST_LANGUAGE:
            await _patiently(bot, SetMyCommands(commands=menu, scope=_PRIVATE, language_code=language))
    # Last, because it is the one that is looked at above: were it there, the others would be too.
    await _patiently(bot, SetMyCommands(commands=menus[_FIRST_LANGUAGE], scope=_PRIVATE))


async def inspect_group(bot: Bot, chat_id: int) -> list[str]:
    """What the group lacks to serve a permanence, as keys of `GROUP_ADVICE`; ``group.ready`` when nothing.

    Raises a `ChannelError` when the group cannot be seen.
    """
    chat = as_object(await _patiently(bot, GetChat(chat_id=chat_id)))
    me = as_object(await _patiently(bot, GetChatMember(chat_id=chat_id, user_id=bot.id)))
    forum, admin = chat.get("is_forum") is True, me.get("status") in ("administrator", "creator")
    lacking = {
        "group.not_forum": not forum,
        "group.needs_admin": not admin,
        "group.needs_topics": admin and forum and me.get("can_manage_topics") is not True,
        "group.needs_pin": admin and me.get("can_pin_messages") is not True,
        "group.needs_delete": admin and me.get("can_delete_messages") is not True,
    }
    return [key for key in GROUP_ADVICE if lacking[key]] or ["group.ready"]


async def member_status(bot: Bot, chat_id: int, user_id: int) -> str:
    """The status of a person in a group: ``left`` and ``kicked`` are outside. Raises a `ChannelError`."""
    member: Json = as_object(await _patiently(bot, GetChatMember(chat_id=chat_id, user_id=user_id)))
    outside = member.get("status") == "restricted" and member.get("is_member") is False
    return "left" if outside else as_text(member.get("status"))


async def roll_call(bot: Bot, chat_id: int, people: Sequence[int]) -> dict[str, str]:
    """The status of each person in a group, by their id; those Telegram knows nothing of are left out.

    Raises a `ChannelError` when the group cannot be asked about at all.
    """
    statuses = {}
    for one in people:
        with suppress(Refused):  # somebody who never wrote where the bot could see
            statuses[str(one)] = await member_status(bot, chat_id, one)
    return statuses


@cache
def _menus() -> Mapping[str, list[BotCommand]]:
    content = tomllib.loads(Path(__file__).with_name("commands.toml").read_text(encoding="utf-8"))
    return {
        language: [BotCommand(command=name, description=text) for name, text in menu.items()]
        for language, menu in content.items()
    }


async def _patiently(bot: Bot, method: TelegramMethod[Any]) -> Any:
    """The answer in plain JSON types; asked again a few times when Telegram does not answer."""
    for pause in _PAUSES:
        try:
            return await _asked(bot, method)
        except RetryAfter as error:
            await asyncio.sleep(error.seconds)
        except (Unavailable, Lost):
            await asyncio.sleep(pause)
    return await _asked(bot, method)


async def _asked(bot: Bot, method: TelegramMethod[Any]) -> Any:
    try:
        with translated():
            return await bot(method)
    except TokenUnknown:
        raise TokenRefused from None
