"""The process that lives: it takes in, works, delivers and rings, until it is asked to stop; then it drains.

Each part is a task that returns when its stop event is set. If one of them fails, all stop and the process
ends with an error, so that whoever supervises it starts it again: what was taken in is in the inbox.
"""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path

from bot.app import House, local
from bot.delivery import Delivery
from bot.jobs import Jobs, Work
from bot.outgoing import Channel
from bot.settings import demand

CLOCK_STEP = 1.0
HEARTBEAT_STEP = 60.0
NIGHT = clock_time(3, 30)
HEARTBEAT_FILE = "battement.json"

Intake = Callable[[asyncio.Event], Awaitable[None]]
Parts = Sequence[Awaitable[None]]


def serve(house: House, webhook: bool) -> None:
    """Live on Telegram until SIGTERM or SIGINT. Raises TelegramError where it is useless to go on."""
    demand(house.settings, "token", *(("webhook_url", "webhook_secret") if webhook else ()))
    asyncio.run(_serve(house, webhook))


async def _serve(house: House, webhook: bool) -> None:
    # aiogram takes seconds to import; the other commands do without it.
    from bot import line

    async with line.open_line(house, webhook) as telegram:
        await live(house, telegram.intake, telegram.channel, telegram.works)


async def live(house: House, intake: Intake, channel: Channel, works: Mapping[str, Work]) -> None:
    """Run every part until told to stop, then finish what was begun within the deadline of the settings."""
    stop, halt = asyncio.Event(), asyncio.Event()
    _heed_signals(stop, house)
    delivery = house.delivery(channel)
    inward = [intake(stop), _clock(house, stop), _heartbeat(house, stop), _nightly(house, stop)]
    outward = [house.service.run(halt), delivery.run(halt), Jobs(house, works).run(halt)]
    house.look_at_places()
    house.log.info("started", version=house.shelf().version)
    try:
        await _until_stopped(inward, outward, stop, halt)
        await _settle(house, delivery)
    finally:
        house.log.info("stopped")


async def _until_stopped(inward: Parts, outward: Parts, stop: asyncio.Event, halt: asyncio.Event) -> None:
    """Nothing new is taken in before the workers are halted; a part that fails stops all and raises."""
    entering = [asyncio.ensure_future(part) for part in inward]
    leaving = [asyncio.ensure_future(part) for part in outward]
    asked = asyncio.ensure_future(stop.wait())
    await asyncio.wait({asked, *entering, *leaving}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    entered = await asyncio.gather(*entering, return_exceptions=True)
    halt.set()
    left = await asyncio.gather(*leaving, return_exceptions=True)
    for outcome in (*entered, *left):
        if isinstance(outcome, BaseException):
            raise outcome


async def _settle(house: House, delivery: Delivery) -> None:
    """Work and send what is ready, as long as the deadline allows; the rest waits in the database."""
    try:
        async with asyncio.timeout(house.settings.stop_deadline):
            while await house.service.drain() + await delivery.drain():
                pass
    except TimeoutError:
        house.log.warning("stop.deadline", seconds=house.settings.stop_deadline)


def _heed_signals(stop: asyncio.Event, house: House) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask_to_stop, stop, house, number.name)
    loop.add_signal_handler(signal.SIGHUP, lambda: loop.run_in_executor(None, _reload, house))


def _reload(house: House) -> None:
    if house.shelf.reload():
        house.look_at_places()


def _ask_to_stop(stop: asyncio.Event, house: House, name: str) -> None:
    house.log.info("stopping", signal=name)
    stop.set()


async def _clock(house: House, stop: asyncio.Event) -> None:
    """Rings what is due, every second."""
    while not await _stopped(stop, CLOCK_STEP):
        rung = await asyncio.to_thread(house.ring)
        if rung:
            house.log.info("timers.rang", count=rung)


async def _nightly(house: House, stop: asyncio.Event) -> None:
    """Every night, when nobody writes, erases what is past its time."""
    while not await _stopped(stop, _until_night(house.clock())):
        house.log.info("purged", count=await asyncio.to_thread(house.purge))


def _until_night(at: float) -> float:
    """Seconds from that moment to the next NIGHT in Paris."""
    here = local(at)
    tonight = here.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    if tonight <= here:
        tonight += timedelta(days=1)
    return tonight.timestamp() - at


async def _heartbeat(house: House, stop: asyncio.Event) -> None:
    """Writes once a minute that the process lives, for `doctor` and for whoever watches from outside."""
    beat(house)
    while not await _stopped(stop, HEARTBEAT_STEP):
        beat(house)


def beat(house: House) -> None:
    """One heartbeat: the moment and what waits, in a file of the data folder replaced whole."""
    at = house.clock()
    facts = house.database.read(lambda store: store.health.facts(at))
    target = house.settings.data / HEARTBEAT_FILE
    fresh = target.with_suffix(".neuf")
    fresh.write_text(json.dumps({"at": at, **asdict(facts)}), encoding="utf-8")
    fresh.replace(target)
    house.log.info("heartbeat", pending=facts.waiting_in + facts.waiting_out)


def last_beat(data: Path) -> float | None:
    """The moment of the last heartbeat in that folder, None where there was none."""
    try:
        return float(json.loads((data / HEARTBEAT_FILE).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError):
        return None


async def _stopped(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until stopped; whether it is stopped."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
