"""The menu, the webhook and a group's rights, told to and asked of Telegram."""

import asyncio
import json
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot

import bot.telegram
from bot.telegram import setup
from bot.telegram.channel import open_bot
from bot.telegram.errors import SecretRefused, TokenRefused
from bot.undelivered import Unreachable
from tests.fake_telegram import scripted
from tests.fake_telegram.server import TOKEN, FakeTelegram

COMMANDS = Path(bot.telegram.__file__).with_name("commands.toml")


def ask(telegram: FakeTelegram, act: Callable[[Bot], Awaitable[Any]]) -> Any:
    """Does something with a bot connected to the fake."""

    async def run() -> Any:
        connected = open_bot(telegram.url, TOKEN)
        try:
            return await act(connected)
        finally:
            await connected.session.close()

    return asyncio.run(run())


def test_polling_removes_a_webhook_without_dropping_anything(telegram: FakeTelegram) -> None:
    """What waits at Telegram stays there; the username comes back."""
    telegram.world.person(42)
    telegram.world.say(42, "au secours")
    telegram.world.webhook["url"] = "https://example.org"
    assert ask(telegram, setup.present) == "entraidbot"
    assert telegram.world.webhook["url"] == ""
    assert len(telegram.world.updates) == 1


def test_the_webhook_is_set_with_its_secret_and_kinds(telegram: FakeTelegram) -> None:
    """Telegram is told where to send, with which secret, and what."""
    ask(telegram, lambda bot: setup.present(bot, "https://example.org/telegram", "s" * 20))
    (call,) = telegram.sent("setWebhook")
    assert call.parameters["secret_token"] == "s" * 20
    assert "callback_query" in json.loads(call.parameters["allowed_updates"])


@pytest.mark.parametrize("secret", [None, "", "é"])
def test_no_webhook_without_a_secret(telegram: FakeTelegram, secret: str | None) -> None:
    """Telegram is not even asked."""
    with pytest.raises(SecretRefused):
        ask(telegram, lambda bot: setup.present(bot, "https://example.org", secret))
    assert telegram.calls == []


def test_the_menu_is_shown_in_every_language_once(telegram: FakeTelegram) -> None:
    """A second start asks, sees today's menu, and changes nothing."""
    ask(telegram, setup.show_commands)
    shown = {key.split("|")[1]: menu for key, menu in telegram.world.commands.items()}
    assert shown.keys() == {"", "en", "es", "pt", "ro", "tr", "ru", "uk", "ar"}
    calls = len(telegram.sent("setMyCommands"))
    ask(telegram, setup.show_commands)
    assert len(telegram.sent("setMyCommands")) == calls


def test_every_language_has_every_command() -> None:
    """No language of the menu is left behind when a command is added, and every line fits."""
    menus = tomllib.loads(COMMANDS.read_text(encoding="utf-8"))
    assert len({tuple(menu) for menu in menus.values()}) == 1
    assert all(1 <= len(text) <= 256 for menu in menus.values() for text in menu.values())


def test_a_start_survives_a_stumbling_telegram(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two failures at start are waited out."""
    monkeypatch.setattr(setup, "_PAUSES", (0.0, 0.0, 0.0))
    telegram.script.next("getMe", scripted.broken(), times=2)
    assert ask(telegram, setup.present) == "entraidbot"


def test_a_revoked_token_is_said_at_once(telegram: FakeTelegram) -> None:
    """No retry helps: one sentence."""
    telegram.script.next("getMe", scripted.unauthorized())
    with pytest.raises(TokenRefused):
        ask(telegram, setup.present)


@pytest.mark.parametrize(
    ("forum", "rights", "advice"),
    [
        (True, {}, ["group.ready"]),
        (False, {}, ["group.not_forum"]),
        (True, {"can_manage_topics": False}, ["group.needs_topics"]),
        (True, {"can_pin_messages": False}, ["group.needs_pin"]),
        (True, {"can_delete_messages": False}, ["group.needs_delete"]),
        (True, None, ["group.needs_admin"]),
        (False, None, ["group.not_forum", "group.needs_admin"]),
    ],
)
def test_a_group_is_told_what_it_lacks(
    telegram: FakeTelegram, forum: bool, rights: dict[str, bool] | None, advice: list[str]
) -> None:
    """Not a forum, not an administrator, a right missing: each has its own advice."""
    group = telegram.world.group(-100, forum=forum)
    group.rights = {} if rights is None else group.rights | rights
    assert ask(telegram, lambda bot: setup.inspect_group(bot, -100)) == advice


def test_a_group_that_cannot_be_seen_is_an_error(telegram: FakeTelegram) -> None:
    """Removed from the group before the inspection: the job fails visibly."""
    with pytest.raises(Unreachable):
        ask(telegram, lambda bot: setup.inspect_group(bot, -100))


def test_who_left_is_outside(telegram: FakeTelegram) -> None:
    """The status of a worker can be asked again after missed updates."""
    group = telegram.world.group(-100)
    telegram.world.person(7)
    group.members[7] = "member"
    assert ask(telegram, lambda bot: setup.member_status(bot, -100, 7)) == "member"
    assert ask(telegram, lambda bot: setup.member_status(bot, -100, 8)) == "left"
    assert ask(telegram, lambda bot: setup.roll_call(bot, -100, [7, 8])) == {"7": "member", "8": "left"}
