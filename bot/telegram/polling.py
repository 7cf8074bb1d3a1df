"""Long polling that cannot lose: the offset moves only after the inbox commit.

aiogram's own polling acknowledges before handlers end and stops at one update it cannot parse; this one knows
nothing of what it carries.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

import aiohttp
from structlog.typing import FilteringBoundLogger

from bot.telegram.batch import BrokenBatch, Received, received, update_id, updates
from bot.telegram.errors import AnotherInstance, TokenRefused, WebhookActive
from bot.telegram.fields import as_integer, as_object, as_text
from bot.telegram.updates import ALLOWED_UPDATES

T = TypeVar("T")
Ingest = Callable[[Sequence[Received]], Awaitable[None]]

# The server cuts at 50 s (tdlib/telegram-bot-api, LONG_POLL_MAX_TIMEOUT).
POLL_SECONDS = 30
_PATIENCE = aiohttp.ClientTimeout(total=POLL_SECONDS + 15, connect=10)
_LONGEST_PAUSE = 30.0


class Poller:
    """Fetches updates and gives them to `ingest`, which returns once they are committed."""

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        ingest: Ingest,
        clock: Callable[[], float],
        log: FilteringBoundLogger,
        jitter: Callable[[], float] = random.random,
        pause_seconds: float = 0.5,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/bot{token}/getUpdates"
        self._ingest, self._clock, self._log, self._jitter = ingest, clock, log, jitter
        self._first_pause = pause_seconds
        self._offset: int | None = None
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until `stop`; a batch that has arrived is committed before the end.

        Raises `TokenRefused`, `AnotherInstance` or `WebhookActive` when it is useless to go on.
        """
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            stopping = asyncio.ensure_future(stop.wait())
            try:
                while not stop.is_set():
                    await asyncio.wait({stopping}, timeout=await self._round(session, stopping))
            finally:
                stopping.cancel()

    async def _round(self, session: aiohttp.ClientSession, stopping: asyncio.Future[Any]) -> float:
        """One fetch and its commit. Returns the pause before the next."""
        try:
            answer = await _unless(stopping, self._fetch(session))
            if answer is None:
                return 0.0
            status, body = answer
            return await self._keep(updates(body)) if status == 200 else self._refusal(status, body)
        except (aiohttp.ClientError, TimeoutError, OSError, BrokenBatch) as error:
            # Only the type: the text of some errors holds the address, and the address holds the token.
            self._log.warning("poll.failed", error=type(error).__name__)
            return self._backoff()

    async def _fetch(self, session: aiohttp.ClientSession) -> tuple[int, bytes]:
        question: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            question["offset"] = self._offset
        async with session.post(self._url, data=question) as answer:
            return answer.status, await answer.read()

    async def _keep(self, raws: Sequence[bytes]) -> float:
        """Commits the batch, then lets the next fetch acknowledge it. Returns the pause before that fetch."""
        # Acknowledged by the call that just succeeded. Without it Telegram gives what is not confirmed, which
        # stays right when update numbers begin anew after a quiet week.
        self._offset = None
        try:
            if raws:
                await self._ingest(received(raws, self._clock()))
        except Exception as error:  # whatever the disk says: not kept, so not acknowledged, and asked again
            self._log.error("poll.not_kept", count=len(raws), error=type(error).__name__)
            return self._backoff()
        numbers = [number for raw in raws if (number := update_id(raw)) is not None]
        if raws and not numbers:
            self._log.error("poll.unnumbered", count=len(raws))
            return self._backoff()
        self._offset, self._failures = max(numbers) + 1 if numbers else None, 0
        return 0.0

    def _refusal(self, status: int, body: bytes) -> float:
        """Raises when it is useless to go on, else the pause Telegram asks for, or ours."""
        answer = _answer(body)
        if status in (401, 404):
            raise TokenRefused
        if status == 409:
            raise WebhookActive if "webhook" in as_text(answer.get("description")) else AnotherInstance
        self._log.warning("poll.refused", status=status)
        asked = as_integer(as_object(answer.get("parameters")).get("retry_after"))
        return max(float(asked or 0), self._backoff())

    def _backoff(self) -> float:
        """Seconds to wait after one more failure: doubling up to half a minute, never in step with others."""
        self._failures += 1
        longest: float = min(self._first_pause * 2 ** min(self._failures, 10), _LONGEST_PAUSE)
        return longest * (0.5 + self._jitter() / 2)


async def _unless(stopping: asyncio.Future[Any], work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` gives, or None when `stopping` comes first, which cancels it."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return await task if task.done() else None
    finally:
        task.cancel()


def _answer(body: bytes) -> dict[str, Any]:
    try:
        return dict(as_object(json.loads(body)))
    except (ValueError, RecursionError):
        return {}
