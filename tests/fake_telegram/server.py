"""The fake Bot API: a real HTTP server on the loopback, in its own thread, checking every call it gets."""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from threading import Event, RLock, Thread
from typing import Any, Self

from aiohttp import web

from tests.fake_telegram import rules
from tests.fake_telegram.rules import LeakRule, Rates, Sent
from tests.fake_telegram.scripted import Fault, Script, conflict, unauthorized, wait
from tests.fake_telegram.specification import specification
from tests.fake_telegram.world import Denied, World

TOKEN = "123456:TEST-only-not-a-real-token-000000000"
_HANG_SECONDS = 60.0


class FakeTelegram:
    """`with FakeTelegram() as telegram:` serves at `telegram.url` until the end of the block.

    - `world`: people, groups, messages; what they do becomes updates.
    - `script`: failures on order. `calls`: every call received. `violations`: what was wrong with them.
    - `leak`: the oracle of the test; `staff`: the registered staff chats.
    - `throttles`: whether Telegram's rates are enforced by 429, instead of being a violation when broken.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, throttles: bool = False) -> None:
        self.world = World(clock)
        self.script = Script()
        self.calls: list[Sent] = []
        self.violations: list[str] = []
        self.staff: set[int] = set()
        self.leak: LeakRule | None = None
        self.throttles = throttles
        self.lock = RLock()
        self.latency: Callable[[], float] = lambda: 0.0  # seconds between a call's effect and its answer
        self.url = ""
        self._rates = Rates()
        self._pollers = itertools.count(1)
        self._poller = 0
        self._ready = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, name="fake-telegram", daemon=True)

    def __enter__(self) -> Self:
        specification()  # read before the first call is waiting for it
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    def sent(self, method: str, chat_id: int | None = None) -> list[Sent]:
        """The calls of a method, to a chat or to all."""
        with self.lock:
            return [
                call
                for call in self.calls
                if call.method.lower() == method.lower() and chat_id in (None, call.chat_id)
            ]

    def texts(self, chat_id: int) -> list[str]:
        """What the bot has sent or edited in a chat, as HTML, in order."""
        with self.lock:
            return [call.text for call in self.calls if call.chat_id == chat_id and call.text]

    # the server

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._live())
        self._loop.close()

    async def _live(self) -> None:
        self._closing = asyncio.Event()
        application = web.Application(client_max_size=60 << 20)
        application.router.add_route("*", "/bot{token}/{method}", self._receive)
        application.router.add_get("/file/bot{token}/documents/{file_id}", self._file)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{port}"
        self._ready.set()
        await self._closing.wait()
        await runner.cleanup()

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.world.files[request.match_info["file_id"]])

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        given = await _parameters(request)
        method = request.match_info["method"]
        with self.lock:
            call = Sent(method, given, self.world.clock())
            fate = self.script.fate(method, call.chat_id)
            if request.match_info["token"] != TOKEN:
                fate = unauthorized()
            fate = fate or self._check(call)
        if method.lower() == "getupdates" and (fate is None or fate.done):
            status, answer = await self._get_updates(given)
        elif fate is None or fate.done:
            status, answer = self._carry_out(call)
            await asyncio.sleep(self.latency())
        else:
            status, answer = _refusal(fate)
        if fate is None or (fate.how == "answer" and not fate.done):
            return web.json_response(answer, status=status)
        return await self._spoil(request, fate, answer)

    def _check(self, call: Sent) -> Fault | None:
        """Notes the call and what is wrong with it; a refusal when the rates are enforced and broken."""
        self.calls.append(call)
        known = specification()
        if known is not None:
            html = call.parameters.get("parse_mode") == "HTML"
            self.violations += known.faults(call.method, call.parameters, html)
        self.violations += rules.faults(call, self.staff)
        if self.leak is not None and (leaked := self.leak(call)):
            self.violations.append(leaked)
        too_fast = list(self._rates.faults(call))
        if too_fast and self.throttles:
            return wait(self._rates.wait)
        self.violations += too_fast
        return None

    def _carry_out(self, call: Sent) -> tuple[int, Any]:
        with self.lock:
            try:
                return 200, {"ok": True, "result": self.world.answer(call.method, call.parameters)}
            except Denied as denied:
                return _refusal(denied.fault)

    async def _get_updates(self, given: dict[str, Any]) -> tuple[int, Any]:
        """Telegram's semantics: an offset confirms all below it; a second poller ends the first."""
        me = self._poller = next(self._pollers)
        if self.world.webhook["url"]:
            return _refusal(
                Fault(
                    "answer",
                    409,
                    "Conflict: can't use getUpdates method while webhook is active; delete it first",
                )
            )
        offset, patience = int(given.get("offset", 0)), min(float(given.get("timeout", 0)), 50.0)
        with self.lock:
            if offset > 0:
                self.world.confirm(offset)
        started = time.monotonic()
        while time.monotonic() - started < patience and not self._closing.is_set() and not self.world.updates:
            if self._poller != me:
                return _refusal(conflict())
            await asyncio.sleep(0.01)
        with self.lock:
            return 200, {"ok": True, "result": self.world.updates[: int(given.get("limit", 100))]}

    async def _spoil(self, request: web.Request, fate: Fault, answer: Any) -> web.StreamResponse:
        """Makes the answer go wrong on its way."""
        if fate.how == "page":
            return web.Response(status=fate.status, text="<html>Bad Gateway</html>", content_type="text/html")
        if fate.how == "hang":
            await asyncio.wait([asyncio.ensure_future(self._closing.wait())], timeout=_HANG_SECONDS)
        if fate.how == "half":
            body = json.dumps(answer).encode()
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            response.content_length = len(body)
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _refusal(fault: Fault) -> tuple[int, Any]:
    answer: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": fault.description}
    if fault.parameters:
        answer["parameters"] = dict(fault.parameters)
    return fault.status, answer


async def _parameters(request: web.Request) -> dict[str, Any]:
    """The parameters of a call, however they were sent."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return {**given, **json.loads(await request.text())}
    for name, value in (await request.post()).items():
        given[name] = value if isinstance(value, str) else value.file.read()  # type: ignore[union-attr]
    return _with_attachments(given)


def _with_attachments(given: dict[str, Any]) -> dict[str, Any]:
    """Bot API, "Sending files": a file uploaded under a name of its own is referred to as attach://name."""
    prefix = "attach://"
    named = {value.removeprefix(prefix) for value in given.values() if str(value)[:9] == prefix}
    files = {name: value for name, value in given.items() if name in named}
    return {
        name: files[value.removeprefix(prefix)] if str(value)[:9] == prefix else value
        for name, value in given.items()
        if name not in files
    }
