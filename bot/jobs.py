"""Slow work, done outside the transaction; what comes of it enters by the inbox like everything else."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.app import House
from bot.documents.sheet import sheet_of
from bot.service.papers import PRINT
from storage.jobs import Job
from storage.transaction import Transaction

Work = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
PAUSE_SECONDS = 1.0
TRIES = 5
RETRY_SECONDS = 60.0


class Jobs:
    """Takes the jobs that wait, one at a time. `works` says how those are done that need the messenger."""

    def __init__(self, house: House, works: Mapping[str, Work] = MappingProxyType({})) -> None:
        self._house = house
        self._works = {PRINT: print_sheet, **works}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until stopped; the job in hand is finished first, or waits again after a crash."""
        await self._write(lambda store: store.jobs.requeue_after_crash())
        while not stop.is_set():
            if not await self.drain():
                await _pause(stop)

    async def drain(self) -> int:
        """Do every job that waits; how many were done or given up."""
        made = 0
        while job := await self._write(
            lambda store: store.jobs.next(self._house.clock(), self._works.keys())
        ):
            await self._do(job)
            made += 1
        return made

    async def _do(self, job: Job) -> None:
        try:
            result = await self._works[job.kind](job.data)
        except Exception as error:  # whatever fails, the job is tried again and then kept for a person
            self._house.log.error("job.failed", kind=job.kind, attempts=job.attempts, exc_info=error)
            name = type(error).__name__
            await self._write(lambda store: self._put_back(store, job, name))
        else:
            await self._write(lambda store: self._report(store, job, result))

    def _report(self, store: Transaction, job: Job, result: Mapping[str, Any]) -> None:
        raw = json.dumps({"job": job.kind, **job.data, **result}).encode()
        if store.jobs.done(job.id):
            store.inbox.add("job", f"job:{job.id}", job.chat_id, raw, self._house.clock())

    def _put_back(self, store: Transaction, job: Job, error: str) -> None:
        again = self._house.clock() + RETRY_SECONDS * job.attempts if job.attempts < TRIES else None
        store.jobs.failed(job.id, error, again)

    async def _write(self, work: Callable[[Transaction], Any]) -> Any:
        return await asyncio.wrap_future(self._house.database.write(work))


async def print_sheet(job: Mapping[str, Any]) -> Mapping[str, Any]:
    """The PDF of a sheet, in a thread: a quarter of a second, two when texts must be cut to fit."""
    # Here and not above: the printer takes a quarter of a second to import, and a start prints nothing.
    from bot.documents.printing import DoesNotFit, printed

    sheet, made_at = sheet_of(job["sheet"]), datetime.fromisoformat(job["made_at"])
    try:
        done = await asyncio.to_thread(printed, sheet, made_at, one_page=job["one_page"])
    except DoesNotFit:
        return {"pdf": None}
    return {"pdf": b64encode(done.content).decode(), "shortened": done.shortened}


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
    except TimeoutError:
        return
