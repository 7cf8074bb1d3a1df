"""The line to Telegram: what takes in, what sends out, what is asked of Telegram besides. Imports aiogram."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.app import House
from bot.jobs import Work
from bot.outgoing import Channel
from bot.settings import Settings, demand
from bot.telegram import setup
from bot.telegram.batch import Received
from bot.telegram.channel import TelegramChannel, open_bot
from bot.telegram.polling import Poller
from bot.telegram.webhook import Webhook
from storage.inbox import Arrival


@dataclass(frozen=True)
class Line:
    """An open line. `intake` takes updates in until stopped; `works` does the jobs that need Telegram."""

    intake: Callable[[asyncio.Event], Awaitable[None]]
    channel: Channel
    works: Mapping[str, Work]


@asynccontextmanager
async def open_line(house: House, webhook: bool) -> AsyncIterator[Line]:
    """Connect with the token of the settings; closed at the end."""
    settings = house.settings
    demand(settings, "token", *(("webhook_url", "webhook_secret") if webhook else ()))
    assert settings.token is not None
    bot = open_bot(settings.api_base, settings.token.get_secret_value())
    channel = TelegramChannel(bot)

    async def inspect_group(job: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"advice": await setup.inspect_group(bot, job["chat_id"])}

    async def roll_call(job: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"statuses": await setup.roll_call(bot, job["chat_id"], job["people"])}

    try:
        house.reader.bot_name = await setup.present(bot, **_webhook_of(settings) if webhook else {})
        await asyncio.wrap_future(house.remember_name(house.reader.bot_name))
        intake = _webhook(house) if webhook else _poller(house)
        yield Line(intake.run, channel, {"inspect_group": inspect_group, "roll_call": roll_call})
    finally:
        await channel.close()


def ingest(house: House) -> Callable[[Sequence[Received]], Awaitable[None]]:
    """What stores received updates; it returns once they are committed, and wakes the service."""

    async def keep(rows: Sequence[Received]) -> None:
        arrivals = [Arrival(row.source, row.key, row.chat_id, row.raw, row.received_at) for row in rows]
        await asyncio.wrap_future(house.keep(arrivals))
        house.service.wake()

    return keep


def _poller(house: House) -> Poller:
    assert house.settings.token is not None
    return Poller(
        base_url=house.settings.api_base,
        token=house.settings.token.get_secret_value(),
        ingest=ingest(house),
        clock=house.clock,
        log=house.log,
    )


def _webhook(house: House) -> Webhook:
    settings = house.settings
    assert settings.webhook_secret is not None and settings.webhook_url is not None
    return Webhook(
        secret=settings.webhook_secret.get_secret_value(),
        ingest=ingest(house),
        clock=house.clock,
        log=house.log,
        host=settings.webhook_host,
        port=settings.webhook_port,
        path=urlsplit(settings.webhook_url).path or "/",
    )


def _webhook_of(settings: Settings) -> dict[str, str]:
    assert settings.webhook_secret is not None and settings.webhook_url is not None
    return {"url": settings.webhook_url, "secret": settings.webhook_secret.get_secret_value()}
