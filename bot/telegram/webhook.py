"""Receiving by webhook: 200 only after the inbox commit, so that Telegram repeats whatever was not kept.

Telegram waits for the answer to one message of a chat before it sends the next, and rows are committed in the
order in which requests arrive: order within a chat is kept.
"""

import asyncio
import re
import secrets
from collections.abc import Callable

from aiohttp import web
from structlog.typing import FilteringBoundLogger

from bot.telegram.batch import received
from bot.telegram.errors import SecretRefused
from bot.telegram.polling import Ingest

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Bot API, setWebhook: "1-256 characters. Only characters A-Z, a-z, 0-9, _ and - are allowed."
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# Far above any update (a rich message has at most 32,768 characters), far below what would hurt.
BODY_LIMIT = 1 << 20
_CLOSING_SECONDS = 10.0


class Webhook:
    """Listens on `host`:`port` under `path`. Raises `SecretRefused` at once without a usable secret."""

    def __init__(
        self,
        *,
        secret: str,
        ingest: Ingest,
        clock: Callable[[], float],
        log: FilteringBoundLogger,
        host: str = "127.0.0.1",
        port: int = 8080,
        path: str = "/telegram",
    ) -> None:
        if not SECRET.fullmatch(secret):
            raise SecretRefused
        self._secret, self._ingest, self._clock, self._log = secret.encode(), ingest, clock, log
        self._host, self._port, self._path = host, port, path

    def application(self) -> web.Application:
        """The aiohttp application, for tests and for those who run it under their own server."""
        application = web.Application(client_max_size=BODY_LIMIT)
        application.router.add_post(self._path, self._receive)
        return application

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop`; requests under way are answered first."""
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=_CLOSING_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            await stop.wait()
        finally:
            await runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        # Bytes, because a comparison of texts would refuse a header outside ASCII by an exception.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not secrets.compare_digest(given, self._secret):
            self._log.warning("webhook.wrong_secret")
            return web.Response(status=401)
        raw = await request.read()  # answers 413 by itself above BODY_LIMIT
        try:
            await self._ingest(received([raw], self._clock()))
        except Exception as error:  # not kept: a 500 makes Telegram send it again, for a day
            self._log.error("webhook.not_kept", error=type(error).__name__)
            return web.Response(status=500)
        return web.Response()
