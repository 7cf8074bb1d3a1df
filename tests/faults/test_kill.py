"""Nothing a household writes is lost, doubled inside, or shown to another, wherever the process dies."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.fake_telegram.scripted import EVERY_KIND, Fault, silence
from tests.faults.ground import Ground

KILLS = 50


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_9_at_random_instants(tmp_path: Path, seed: int) -> None:
    """Fifty times: households write, the process is killed somewhere in the middle, and starts again."""
    with Ground(tmp_path / "var", seed=seed) as ground:
        for _ in range(KILLS):
            ground.start()
            ground.live(ground.chance.uniform(0.02, 0.8))
            ground.kill()
        ground.start()
        ground.settle()
        print(ground.audit())


def test_sigterm_drains(tmp_path: Path) -> None:
    """Asked to stop, it takes in nothing more, finishes what it has begun, and ends well."""
    with Ground(tmp_path / "var", households=6) as ground:
        for _ in range(4):
            ground.start()
            ground.live(0.6)
            assert ground.stop() == 0
        with ground.opened() as database:
            assert database.read(lambda tx: tx.inbox.pending_count()) == 0
        ground.start()
        ground.settle()
        assert ground.audit()["doubled"] == 0


def test_a_frozen_process_wakes_up_and_goes_on(tmp_path: Path) -> None:
    """Stopped by the system for a while, as on an overloaded machine: nothing is lost."""
    with Ground(tmp_path / "var", households=6) as ground:
        ground.start()
        ground.live(0.4)
        assert ground.pid is not None
        os.kill(ground.pid, signal.SIGSTOP)
        ground.live(0.5)
        os.kill(ground.pid, signal.SIGCONT)
        ground.settle()
        ground.audit()


def test_replaying_the_whole_inbox_changes_nothing(tmp_path: Path) -> None:
    """Telegram sends everything again: no message is kept, answered or shown a second time."""
    with Ground(tmp_path / "var", households=6) as ground:
        ground.start()
        ground.live(1.0)
        ground.settle()
        first, calls = ground.audit(), len(ground.fake.sent("sendMessage"))
        ground.fake.world.repeat()
        ground.start()
        ground.settle()
        assert ground.audit() == first
        assert len(ground.fake.sent("sendMessage")) == calls


def test_a_poison_update_between_good_ones(tmp_path: Path) -> None:
    """Updates of unheard-of shapes stop neither the chat they stand in nor the others."""
    with Ground(tmp_path / "var", households=6) as ground:
        for shape in ({}, {"chat": {"id": 1000}}, {"chat": "x"}, [], None, 7, {"from": {"id": "x"}}):
            ground.write()
            ground.fake.world.update("message", shape)
            ground.fake.world.update("callback_query", shape)
            ground.fake.world.update("invented_tomorrow", shape)
        ground.write(3)
        ground.start()
        ground.settle()
        ground.audit()


@pytest.mark.parametrize("fault", [kind for kind in EVERY_KIND if kind.how != "hang"], ids=str)
def test_the_nth_call_fails(tmp_path: Path, fault: Fault) -> None:
    """Each of the first calls in turn fails in this way, with a message under way: nothing is lost."""
    with Ground(tmp_path / "var", households=6) as ground:
        for number in range(1, 9):
            ground.fake.script.clear()
            ground.fake.script.at(number, fault)
            ground.write(2)
            ground.start()
            ground.settle()
        ground.audit()


def test_a_silent_telegram_is_waited_for(tmp_path: Path) -> None:
    """A call without an answer for a minute holds up nobody else."""
    with Ground(tmp_path / "var", households=6) as ground:
        ground.fake.script.next("sendMessage", silence(done=True), chat=-1000)
        ground.written[100_000] = 1000
        ground.write(4)
        del ground.written[100_000]
        ground.start()
        others = {household for household in ground.written.values() if household != 1000}
        ground.wait(lambda: all(ground.fake.texts(-one) for one in others), "the others are served")
        started = time.monotonic()
        ground.settle()
        assert time.monotonic() - started < 60
        ground.audit()
