"""A whole bot on a database of its own, talking to the fake Bot API, killed and started at will."""

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from bot.app import now
from storage.crypto import Keyring
from storage.database import Database
from storage.transaction import Transaction
from tests.fake_telegram.rules import leak_rule
from tests.fake_telegram.server import TOKEN, FakeTelegram

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class Mother:
    """The process that bears bots; see `mother.py`. One serves many grounds."""

    def __init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ENTRAIDBOT_")}
        kept |= {"ENTRAIDBOT_TOKEN": TOKEN, "ENTRAIDBOT_BURST": "0", "ENTRAIDBOT_ALLOW_EXAMPLES": "1"}
        # A thread of the mother would not live on in her children.
        kept |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.mother"],
            cwd=CHECKOUT,
            env=kept,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def start(self, folder: Path, url: str, port: int | None = None) -> int:
        return int(self._asked(f"start {folder} {url} {port or ''}"))

    def end(self, pid: int, number: signal.Signals) -> int:
        """Sends a signal and waits for the end; the exit status, negative for a signal."""
        os.kill(pid, number)
        return int(self._asked(f"wait {pid}"))

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def _asked(self, order: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline().strip()
        if not line:
            raise AssertionError("the bot's mother process has died")
        return line


class Ground:
    """Households with open cases, each with a group of its own, and a bot that may die at any moment.

    Numbered messages are written by `write`; `audit` is the ledger that must add up in the end.
    """

    def __init__(self, mother: Mother | None, folder: Path, households: int = 40, seed: int = 1) -> None:
        self.mother, self.folder = mother, folder
        self.chance = random.Random(seed)
        self.households = [1000 + place for place in range(households)]
        self.written: dict[int, int] = {}  # number → household
        self._numbers = itertools.count(1)
        self.fake = FakeTelegram(now, throttles=True)
        # So that death often falls between what Telegram has done and what the bot knows of it.
        self.fake.latency = lambda: self.chance.uniform(0.0, 0.03)
        self.pid: int | None = None
        self.port: int | None = None  # of the webhook; None: by long polling

    def __enter__(self) -> Self:
        self.fake.__enter__()
        self._populate()
        return self

    def __exit__(self, *_: object) -> None:
        if self.pid is not None:
            self.kill()
        self.fake.__exit__()

    # the life of the bot

    def start(self) -> None:
        assert self.pid is None and self.mother is not None
        self.pid = self.mother.start(self.folder, self.fake.url, self.port)

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        status = self._ended(signal.SIGKILL)
        assert status == -signal.SIGKILL, f"the bot had ended by itself with {status}; see stderr.log"

    def stop(self) -> int:
        """SIGTERM: a graceful stop; the exit status."""
        return self._ended(signal.SIGTERM)

    def errors(self) -> str:
        """What the bot has written on standard error, from its first start on."""
        log = self.folder / "stderr.log"
        return log.read_text() if log.exists() else ""

    def _ended(self, number: signal.Signals) -> int:
        assert self.pid is not None and self.mother is not None
        pid, self.pid = self.pid, None
        return self.mother.end(pid, number)

    # what people do

    def write(self, count: int = 1) -> None:
        """Households write numbered messages, each recognisable as its own."""
        for _ in range(count):
            number, household = next(self._numbers), self.chance.choice(self.households)
            self.written[number] = household
            with self.fake.lock:
                self.fake.world.say(household, words(number, household))

    def live(self, seconds: float) -> None:
        """Lets time pass, with households writing in it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, self.chance.expovariate(9.0)))
            self.write()

    def wait(self, done: Callable[[], bool], what: str) -> None:
        """Waits until `done`."""
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise AssertionError(f"not within {PATIENCE:g} s: {what}")
            time.sleep(0.02)

    def settle(self) -> None:
        """Lets the running bot finish everything, then stops it."""
        self.wait(lambda: not self.fake.world.updates, "every update taken in")
        with self.opened(beside=True) as database:
            self.wait(lambda: database.read(_idle), "inbox and outbox worked")
        assert self.stop() == 0

    # the ledger

    @contextmanager
    def opened(self, beside: bool = False) -> Iterator[Database]:
        """The bot's database, for reading."""
        keys = Keyring.from_file(self.folder / "cles")
        with Database(self.folder / "entraidbot.db", keys, durable=False, beside=beside) as database:
            yield database

    def audit(self) -> dict[str, int]:
        """Checks that every number is everywhere it must be, and nowhere else; returns what was counted."""
        with self.opened() as database:
            kept = database.read(self._kept)
            rows, turns, dead = database.read(_counts)
            assert database.read(lambda tx: tx.audit.verify()) == []
        assert kept == self.written, "every numbered message is kept once, with its own household"
        assert dead == 0, "no row of the inbox was given up"
        assert turns == rows, "every row of the inbox made one turn, audited once"
        doubles = 0
        for number, household in self.written.items():
            seen = [chat for chat in self.fake.world.chats.values() if _shows(chat, number)]
            assert seen, f"message {number} was never shown to staff"
            assert {chat.id for chat in seen} == {-household}, (
                f"message {number} went to another household's group"
            )
            doubles += sum(_shows(chat, number) for chat in seen) - 1
        assert self.fake.violations == []
        return {"messages": len(self.written), "rows": rows, "doubled": doubles}

    def _kept(self, tx: Transaction) -> dict[int, int]:
        """Number → household of every message kept, which fails when one is kept twice."""
        kept: dict[int, int] = {}
        for household in self.households:
            for case in tx.cases.by_chat(household):
                for message in tx.messages.thread(case.id):
                    if message.direction == "in" and "numéro" in message.text:
                        number = int(message.text.split("numéro ")[1].split()[0])
                        assert number not in kept, f"message {number} is kept twice"
                        kept[number] = household
        return kept

    def _populate(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for household in self.households:
            self.fake.world.person(household, f"Foyer {household}")
            self.fake.world.group(-household, f"Groupe {household}")
            self.fake.staff.add(-household)
        self.fake.leak = leak_rule({canary(one): one for one in self.households}, self.fake.staff)
        with self.opened() as database:
            for household in self.households:
                database.write(lambda tx, household=household: _open_case(tx, household)).result(10)


def canary(household: int) -> str:
    """Words that only this household writes."""
    return f"foyer-{household}-seul"


def words(number: int, household: int) -> str:
    return f"message numéro {number} du {canary(household)}"


def _open_case(tx: Transaction, household: int) -> None:
    """A household that has agreed to a referral, in the middle of its follow-up."""
    moment = now()
    permanence = "entraidbail-metz-borny"
    tx.groups.tie(-household, f"{permanence}-{household}", "Groupe", moment)
    case = tx.cases.open(
        household,
        now=moment,
        state="waiting",
        urgency=2,
        content_version="essai",
        permanence=permanence,
        group_id=-household,
        stage="commandement_de_payer",
        consent_text="d'accord",
        consent_at=moment,
        receipt=[],
        data={"lines": [], "words": [], "why": "", "language": "fr", "last_useful": None, "forum": False},
    )
    session = {
        "chat_id": household,
        "language": "fr",
        "case": case.reference,
        "case_state": "waiting",
        "language_from": "words",
    }
    tx.sessions.save(household, session_text(session), moment)


def session_text(fields: dict[str, Any]) -> str:
    """A session of the dialogue, as the service stores it."""
    from bot.dialogue import session as sessions

    return sessions.dump(sessions.Session(**fields))


def _idle(tx: Transaction) -> bool:
    return tx.inbox.pending_count() == 0 and not tx.outbox.due(now() + 1e9, 1) and not _sending(tx)


def _sending(tx: Transaction) -> int:
    return int(tx._connection.execute("SELECT count(*) FROM outbox WHERE state = 'sending'").fetchone()[0])


def _counts(tx: Transaction) -> tuple[int, int, int]:
    def one(sql: str) -> int:
        return int(tx._connection.execute(sql).fetchone()[0])

    return (
        one("SELECT count(*) FROM inbox"),
        one("SELECT count(*) FROM audit WHERE action = 'turn'"),
        one("SELECT count(*) FROM inbox WHERE state <> 'done'"),
    )


def _shows(chat: Any, number: int) -> int:
    """How many messages of the bot in a group show message `number`."""
    if chat.type == "private":
        return 0
    return sum(f"numéro {number} " in message.get("text", "") for message in chat.messages.values())
