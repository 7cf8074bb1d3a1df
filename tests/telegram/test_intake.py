"""What Telegram gives is committed before it is acknowledged, by polling and by webhook."""

import asyncio
import io
import json
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.batch import BrokenBatch, Received, received, updates
from bot.telegram.errors import AnotherInstance, SecretRefused, TelegramError, TokenRefused, WebhookActive
from bot.telegram.polling import Poller
from bot.telegram.webhook import BODY_LIMIT, SECRET_HEADER, Webhook
from tests.fake_telegram import scripted
from tests.fake_telegram.scripted import Fault
from tests.fake_telegram.server import TOKEN, FakeTelegram

LOG = structlog.get_logger()


class Store:
    """An inbox of the test: keeps keys once, and refuses as often as told."""

    def __init__(self, refusals: int = 0) -> None:
        self.rows: dict[str, Received] = {}
        self.refusals = refusals
        self.seen = 0

    async def __call__(self, rows: Sequence[Received]) -> None:
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            raise OSError("no room left")
        self.seen += len(rows)
        for row in rows:
            self.rows.setdefault(row.key, row)

    @property
    def texts(self) -> list[str]:
        return [json.loads(row.raw)["message"]["text"] for row in self.rows.values()]


def poll(
    telegram: FakeTelegram,
    store: Store,
    until: Callable[[], bool],
    *,
    token: str = TOKEN,
    act: Callable[[], None] = lambda: None,
) -> None:
    """Polls until `until` holds, then stops gracefully."""

    async def run() -> None:
        stop = asyncio.Event()
        poller = Poller(
            base_url=telegram.url,
            token=token,
            ingest=store,
            clock=lambda: 1.0,
            log=LOG,
            pause_seconds=0.01,
        )
        task = asyncio.create_task(poller.run(stop))
        act()
        async with asyncio.timeout(10):
            while not until() and not task.done():
                await asyncio.sleep(0.005)
            stop.set()
            await task

    asyncio.run(run())


def test_what_is_said_is_kept_and_then_acknowledged(telegram: FakeTelegram) -> None:
    """Each update once, in order; Telegram forgets them only afterwards."""
    telegram.world.person(42)
    for number in range(250):
        telegram.world.say(42, f"n{number}")
    store = Store()
    poll(telegram, store, lambda: not telegram.world.updates)
    assert store.texts == [f"n{number}" for number in range(250)]
    assert {row.chat_id for row in store.rows.values()} == {42}


def test_nothing_is_acknowledged_while_the_disk_refuses(telegram: FakeTelegram) -> None:
    """A full disk: Telegram keeps the messages until they can be stored."""
    telegram.world.person(42)
    telegram.world.say(42, "au secours")
    store = Store(refusals=3)
    waiting: list[int] = []

    def stored() -> bool:
        if not store.rows:
            waiting.append(len(telegram.world.updates))
        return bool(store.rows)

    poll(telegram, store, stored)
    assert set(waiting) == {1}
    assert store.texts == ["au secours"]


@pytest.mark.parametrize(
    "fault",
    [
        scripted.wait(0),
        scripted.broken(502),
        scripted.gateway(),
        scripted.half(),
        scripted.reset(done=True),
        scripted.reset(done=False),
        Fault("answer", 418, "?"),
    ],
)
def test_faults_of_the_network_lose_nothing(telegram: FakeTelegram, fault: Fault) -> None:
    """Whatever breaks on the way, the same updates are asked for again."""
    telegram.world.person(42)
    telegram.world.say(42, "un")
    telegram.script.next("getUpdates", fault, times=2)
    store = Store()
    poll(telegram, store, lambda: not telegram.world.updates)
    assert store.texts == ["un"]


def test_a_duplicated_batch_is_kept_once(telegram: FakeTelegram) -> None:
    """Telegram may send again what was acknowledged: the key is the same."""
    telegram.world.person(42)
    telegram.world.say(42, "un")
    store = Store()
    poll(telegram, store, lambda: not telegram.world.updates)
    telegram.world.repeat()
    poll(telegram, store, lambda: not telegram.world.updates)
    assert store.seen == 2
    assert store.texts == ["un"]


def test_a_poison_update_stops_nobody(telegram: FakeTelegram) -> None:
    """A bottomless update between two good ones is kept as it is, and the good ones arrive."""
    telegram.world.person(42)
    telegram.world.say(42, "avant")
    telegram.world.updates.append({"update_id": 5000, "poll_of_tomorrow": {"chat": {"id": 42}, "x": None}})
    telegram.world._update_ids = iter(range(6000, 7000))  # type: ignore[assignment]
    telegram.world.say(42, "après")
    store = Store()
    poll(telegram, store, lambda: not telegram.world.updates)
    raws = [row.raw for row in store.rows.values()]
    assert len(raws) == 3
    assert b"poll_of_tomorrow" in raws[1]


def test_update_numbers_may_begin_anew(telegram: FakeTelegram) -> None:
    """After a quiet week Telegram starts again at any number, lower ones too: they are still asked for."""
    telegram.world.person(42)
    telegram.world.say(42, "vieux")
    store = Store()

    def lower() -> None:
        telegram.world._update_ids = iter(range(10, 20))  # type: ignore[assignment]

    async def scene() -> None:
        stop = asyncio.Event()
        poller = Poller(base_url=telegram.url, token=TOKEN, ingest=store, clock=lambda: 1.0, log=LOG)
        task = asyncio.create_task(poller.run(stop))
        async with asyncio.timeout(5):
            while telegram.world.updates:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            lower()
            telegram.world.say(42, "nouveau")
            while len(store.rows) < 2:
                await asyncio.sleep(0.01)
        stop.set()
        await task

    telegram.world.confirm(0)
    asyncio.run(scene())
    assert store.texts == ["vieux", "nouveau"]


@pytest.mark.parametrize(
    ("fault", "error", "word"),
    [
        (scripted.conflict(), AnotherInstance, "ailleurs"),
        (
            Fault("answer", 409, "Conflict: can't use getUpdates while webhook is active"),
            WebhookActive,
            "webhook",
        ),
        (scripted.unauthorized(), TokenRefused, "BotFather"),
        (Fault("answer", 404, "Not Found"), TokenRefused, "jeton"),
    ],
)
def test_when_it_is_useless_to_go_on_it_says_why(
    telegram: FakeTelegram, fault: Fault, error: type[TelegramError], word: str
) -> None:
    """One clear sentence for the person who started it, without the token."""
    telegram.script.next("getUpdates", fault)
    with pytest.raises(error, match=word) as raised:
        poll(telegram, Store(), lambda: False)
    assert TOKEN not in str(raised.value)


def test_it_asks_for_the_kinds_it_needs_and_never_drops(telegram: FakeTelegram) -> None:
    """The five kinds are named in every call, because Telegram remembers an earlier setting."""
    poll(telegram, Store(), lambda: bool(telegram.calls))
    assert all(
        json.loads(call.parameters["allowed_updates"])
        == ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
        for call in telegram.calls
    )


def test_stopping_finishes_the_commit_under_way(telegram: FakeTelegram) -> None:
    """A stop in the middle of a commit waits for it."""
    telegram.world.person(42)
    telegram.world.say(42, "un")
    finished: list[int] = []

    async def slow(rows: Sequence[Received]) -> None:
        started.set()
        await asyncio.sleep(0.1)
        finished.append(len(rows))

    started = asyncio.Event()

    async def run() -> None:
        stop = asyncio.Event()
        poller = Poller(base_url=telegram.url, token=TOKEN, ingest=slow, clock=lambda: 1.0, log=LOG)
        task = asyncio.create_task(poller.run(stop))
        await asyncio.wait_for(started.wait(), 5)
        stop.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(run())
    assert finished == [1]


objects = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), objects, max_size=4), max_size=6))
def test_a_batch_is_cut_where_its_updates_end(batch: list[dict[str, Any]]) -> None:
    """Whatever the updates hold, quotes and braces in texts included, each piece is one of them."""
    body = json.dumps({"ok": True, "result": batch}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert [json.loads(raw.decode("utf-8", "surrogatepass")) for raw in updates(body)] == batch


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_what_is_no_answer_is_never_taken_for_an_empty_one(body: bytes) -> None:
    """A captive portal's page or a cut answer acknowledges nothing."""
    with pytest.raises(BrokenBatch):
        updates(body)
    with pytest.raises(BrokenBatch):
        updates(b'{"ok":true,"result":[{"update_id":1,"message":{"text":"' + body.replace(b'"', b""))


def test_a_bottomless_update_is_cut_out_too() -> None:
    """A JSON parser would refuse the whole batch."""
    deep = b'{"update_id":2,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    body = b'{"ok":true,"result":[{"update_id":1},' + deep + b',{"update_id":3}]}'
    rows = received(updates(body), 1.0)
    assert [row.key.split(":")[0] for row in rows] == ["1", "2", "3"]


SECRET = "s3cret-_" * 4


def hook(store: Store, act: Callable[[TestClient[Any, Any]], Awaitable[None]]) -> None:
    """Runs `act` against the webhook."""

    async def run() -> None:
        webhook = Webhook(secret=SECRET, ingest=store, clock=lambda: 1.0, log=LOG)
        async with TestClient(TestServer(webhook.application())) as client:
            await act(client)

    asyncio.run(run())


@pytest.mark.parametrize("secret", ["", "é", "a b", "x" * 257])
def test_the_webhook_does_not_start_without_a_secret(secret: str) -> None:
    """Without it anybody could pass for Telegram."""
    with pytest.raises(SecretRefused, match="secret"):
        Webhook(secret=secret, ingest=Store(), clock=lambda: 1.0, log=LOG)


@pytest.mark.parametrize("given_secret", [None, "", "wrong", SECRET + "x", "x" * 300, "é"])
def test_a_forged_webhook_is_refused(given_secret: str | None) -> None:
    """Missing, empty, wrong, too long, not ASCII: 401, and nothing is stored."""
    store = Store()

    async def act(client: TestClient[Any, Any]) -> None:
        headers = {} if given_secret is None else {SECRET_HEADER: given_secret}
        answer = await client.post("/telegram", data=b'{"update_id": 1}', headers=headers)
        assert answer.status == 401

    hook(store, act)
    assert not store.rows


def test_the_webhook_answers_after_the_commit() -> None:
    """200 when it is stored; 500 when the disk refuses, so that Telegram sends it again."""
    store = Store(refusals=1)
    body = b'{"update_id": 1, "message": {"chat": {"id": 42}, "text": "un"}}'

    async def act(client: TestClient[Any, Any]) -> None:
        statuses = []
        for _ in range(3):
            answer = await client.post("/telegram", data=body, headers={SECRET_HEADER: SECRET})
            statuses.append((answer.status, len(store.rows)))
        assert statuses == [(500, 0), (200, 1), (200, 1)]

    hook(store, act)
    assert store.texts == ["un"]


def test_the_webhook_takes_no_giant_and_no_other_path() -> None:
    """A body above the cap is refused; other paths and methods do not exist."""

    async def act(client: TestClient[Any, Any]) -> None:
        headers = {SECRET_HEADER: SECRET}
        assert (
            await client.post("/telegram", data=io.BytesIO(b"x" * (BODY_LIMIT + 1)), headers=headers)
        ).status == 413
        assert (await client.post("/", headers=headers)).status == 404
        assert (await client.get("/telegram", headers=headers)).status == 405

    hook(Store(), act)


def test_the_webhook_stops_when_asked() -> None:
    """It listens, and lets go of its port at the stop."""

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async def run() -> None:
        stop, store = asyncio.Event(), Store()
        webhook = Webhook(secret=SECRET, ingest=store, clock=lambda: 1.0, log=LOG, port=port)
        task = asyncio.create_task(webhook.run(stop))
        async with aiohttp.ClientSession() as session, asyncio.timeout(5):
            while True:
                try:
                    async with session.post(f"http://127.0.0.1:{port}/telegram") as answer:
                        assert answer.status == 401
                        break
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(run())
