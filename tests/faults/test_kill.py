"""Nothing a household writes is lost, doubled inside, or shown to another, wherever the process dies."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_telegram.scripted import EVERY_KIND, conflict, silence
from tests.fake_telegram.server import TOKEN
from tests.faults.courier import Courier
from tests.faults.ground import CHECKOUT, Ground, Mother

KILLS = 50
SECRET = "secret-of-the-test-only"


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_9_at_random_instants(mother: Mother, tmp_path: Path, seed: int) -> None:
    """Fifty times: households write, the process is killed somewhere in the middle, and starts again."""
    with Ground(mother, tmp_path, seed=seed) as ground:
        for _ in range(KILLS):
            ground.start()
            ground.live(ground.chance.uniform(0.02, 0.7))
            ground.kill()
        ground.start()
        ground.settle()
        print(ground.audit())


def test_kill_9_by_webhook(mother: Mother, tmp_path: Path, unused_port: int) -> None:
    """What was answered 200 is kept; what was not comes again, as Telegram sends it again."""
    with Ground(mother, tmp_path) as ground, Courier(ground.fake, unused_port, SECRET):
        ground.port = unused_port
        for _ in range(15):
            ground.start()
            ground.live(ground.chance.uniform(0.02, 0.7))
            ground.kill()
        ground.start()
        ground.settle()
        print(ground.audit())


def test_sigterm_drains(mother: Mother, tmp_path: Path) -> None:
    """Asked to stop, it takes in nothing more, finishes what it has begun, and ends well, without doubles."""
    with Ground(mother, tmp_path, households=6) as ground:
        for _ in range(4):
            ground.start()
            ground.live(0.6)
            assert ground.stop() == 0
            with ground.opened() as database:
                assert database.read(lambda tx: tx.inbox.pending_count()) == 0
        ground.start()
        ground.settle()
        assert ground.audit()["doubled"] == 0


def test_a_frozen_process_wakes_up_and_goes_on(mother: Mother, tmp_path: Path) -> None:
    """Stopped by the system for a while, as on an overloaded machine: nothing is lost."""
    with Ground(mother, tmp_path, households=6) as ground:
        ground.start()
        ground.live(0.4)
        assert ground.pid is not None
        os.kill(ground.pid, signal.SIGSTOP)
        ground.live(0.5)
        os.kill(ground.pid, signal.SIGCONT)
        ground.settle()
        ground.audit()


def test_replaying_the_whole_inbox_changes_nothing(mother: Mother, tmp_path: Path) -> None:
    """Telegram sends everything again: no message is kept, answered or shown a second time."""
    with Ground(mother, tmp_path, households=6) as ground:
        ground.start()
        ground.live(1.0)
        ground.settle()
        first, calls = ground.audit(), len(ground.fake.sent("sendMessage"))
        ground.fake.world.repeat()
        ground.start()
        ground.settle()
        assert ground.audit() == first
        assert len(ground.fake.sent("sendMessage")) == calls


def test_a_poison_update_between_good_ones(mother: Mother, tmp_path: Path) -> None:
    """Updates of unheard-of shapes stop neither the chat they stand in nor the others."""
    with Ground(mother, tmp_path, households=6) as ground:
        for shape in ({}, {"chat": {"id": 1000}}, {"chat": "x"}, [], None, 7, {"from": {"id": "x"}}):
            ground.write()
            for kind in ("message", "callback_query", "my_chat_member", "invented_tomorrow"):
                ground.fake.world.update(kind, shape)
        ground.write(3)
        ground.start()
        ground.settle()
        ground.audit()


def test_the_nth_call_fails(mother: Mother, tmp_path: Path) -> None:
    """From the first call after a start on, each in turn fails in some way: nothing is lost."""
    with Ground(mother, tmp_path) as ground:
        for number in range(1, 13):
            ground.fake.script.clear()
            ground.fake.script.at(number, EVERY_KIND[number % len(EVERY_KIND)])
            ground.write(3)
            ground.start()
            ground.settle()
        ground.audit()


def test_a_silent_telegram_holds_up_nobody_else(mother: Mother, tmp_path: Path) -> None:
    """A call is never answered: the other households are served meanwhile, and this one afterwards."""
    with Ground(mother, tmp_path, households=6) as ground:
        ground.fake.script.next("sendMessage", silence(done=True), chat=-1000)
        ground.write(12)
        others = {household for household in ground.written.values() if household != 1000}
        ground.start()
        ground.wait(lambda: all(ground.fake.texts(-one) for one in others), "the others are served")
        ground.settle()
        ground.audit()


def test_a_second_poller_ends_with_a_sentence(mother: Mother, tmp_path: Path) -> None:
    """Telegram says that another instance is polling: this one ends, and says so to whoever started it."""
    with Ground(mother, tmp_path, households=1) as ground:
        ground.fake.script.next("getUpdates", conflict())
        ground.start()
        ground.wait(lambda: "ailleurs" in ground.errors(), "the sentence is written")
        assert ground.stop() == 1


def test_a_cold_start_answers_and_stops(tmp_path: Path) -> None:
    """`python -m bot serve`, from nothing: a first word is answered, and SIGTERM ends it with 0."""
    with Ground(None, tmp_path, households=1) as ground:
        ground.write()
        settings = {"TOKEN": TOKEN, "API_BASE": ground.fake.url, "DATA": str(tmp_path)}
        with subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=CHECKOUT,
            env=os.environ | {f"ENTRAIDBOT_{name}": value for name, value in settings.items()},
            stderr=subprocess.DEVNULL,
        ) as bot:
            ground.wait(lambda: bool(ground.fake.texts(1000)), "a first answer")
            bot.send_signal(signal.SIGTERM)
            assert bot.wait(30) == 0
        ground.audit()
