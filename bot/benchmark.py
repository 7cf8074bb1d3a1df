"""`bench`: the speed and memory of this machine, as JSON. Every figure is the median of several runs."""

import asyncio
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot import app
from bot.console.updates import Person, Scribe
from bot.logs import silent_logs
from bot.settings import Settings
from bot.telegram.updates import chat_of
from bot.texts import texts
from knowledge import loader
from storage.benchmark import commits_per_second
from storage.inbox import Arrival
from storage.transaction import Transaction

SAY = texts("benchmark.toml")
RUNS, HOUSEHOLDS, ROWS, FILES = 5, 200, 500, 500
QUICK_RUNS, QUICK_HOUSEHOLDS, QUICK_ROWS = 1, 40, 100
START_SECONDS_AT_MOST = 60
FIRST_ANSWER = (
    "import sys; from pathlib import Path; from bot.benchmark import first_answer;"
    " first_answer(Path(sys.argv[1]))"
)


def measure(quick: bool = False) -> dict[str, Any]:
    """Every figure. Rates are per second, times in seconds or milliseconds as named, memory in MB."""
    runs = QUICK_RUNS if quick else RUNS
    households = QUICK_HOUSEHOLDS if quick else HOUSEHOLDS
    # Beside the data, not in a temporary folder, which may be memory: the disk is what is measured.
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as name:
        folder = Path(name)
        rows = QUICK_ROWS if quick else ROWS
        bare = _median(runs, lambda run: commits_per_second(folder / f"bare{run}", rows))
        durable = [rates(folder / f"durable{run}", households, True) for run in range(runs)]
        fleeting = [rates(folder / f"fleeting{run}", households, False) for run in range(runs)]
        talking = _median(runs, lambda run: first_words(folder / f"talk{run}"))
        starts = [start(folder / f"start{run}") for run in range(runs)]
        many = _median(runs, lambda run: content_seconds(folder / f"content{run}"))
    turns = statistics.median(rate.presses for rate in durable)
    return {
        "bare_commits_per_second": round(bare),
        "turns_per_second": round(turns),
        "turns_to_bare_commits": round(turns / bare, 2),
        "turns_per_second_not_durable": round(statistics.median(rate.presses for rate in fleeting)),
        "understood_messages_per_second": round(statistics.median(rate.messages for rate in durable)),
        "start_to_first_answer_seconds": round(talking, 2),
        "serve_start_to_first_answer_seconds": round(statistics.median(began for began, _ in starts), 2),
        "resident_memory_mb": round(statistics.median(memory for _, memory in starts)),
        "content_500_files_seconds": round(many, 2),
        **understanding(runs),
        "runs": runs,
    }


def _median(runs: int, measured: Callable[[int], float]) -> float:
    return statistics.median(measured(run) for run in range(runs))


@dataclass(frozen=True)
class Rates:
    """Turns a second from inbox to commit: of messages, which are understood first, and of presses."""

    messages: float
    presses: float


def rates(folder: Path, households: int, durable: bool) -> Rates:
    """So many households each write one message, then press a button twice."""
    with _house(folder, durable) as house, asyncio.Runner() as runner:
        messages = _worked(house, runner, _messages(households, SAY("first_message")))
        presses = [_worked(house, runner, _presses(house)) for _ in range(2)]
    return Rates(messages, statistics.mean(presses))


def _worked(house: app.House, runner: asyncio.Runner, raws: Sequence[bytes]) -> float:
    """Turns a second, from the inbox to the last commit."""
    key, at = uuid4().hex, app.now()
    rows = [Arrival("telegram", f"{key}:{place}", chat_of(raw), raw, at) for place, raw in enumerate(raws)]
    house.keep(rows).result()
    began = time.perf_counter()
    turns = runner.run(house.service.drain())
    assert turns == len(raws) > 0, (
        f"{turns} turns for {len(raws)} updates: this would not measure what it says"
    )
    return turns / (time.perf_counter() - began)


def _presses(house: app.House) -> list[bytes]:
    """The first button of every message that waits to be sent, pressed; all that waits counts as sent."""
    scribe = _scribe()

    def pressed(store: Transaction) -> list[bytes]:
        raws = []
        while rows := store.outbox.due(app.now(), 10_000):
            for row in rows:
                store.outbox.sending(row.id)
                store.outbox.sent(row.id, row.id, app.now())
                if buttons := row.payload.get("buttons"):
                    raws.append(scribe.press(_person(row.chat_id), row.id, buttons[0][0]["id"]))
        return raws

    return house.database.write(pressed).result()


def first_words(folder: Path) -> float:
    """Seconds from nothing to the first answer on the screen, in the terminal."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "chat", "--data", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as talk:
        assert talk.stdin is not None and talk.stdout is not None
        talk.stdin.write(f"{SAY('first')}\n".encode())
        talk.stdin.close()
        # The first button is the end of the first answer.
        next(line for line in talk.stdout if line.startswith(b"  1 ["))
        seconds = time.perf_counter() - began
        talk.stdout.read()
    return seconds


def start(folder: Path) -> tuple[float, float]:
    """Seconds to the first committed answer of a process that holds all that `serve` holds, and its MB."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", FIRST_ANSWER, str(folder)],
        capture_output=True,
        check=True,
        timeout=START_SECONDS_AT_MOST,
    )
    told = json.loads(done.stdout)
    return time.perf_counter() - began, float(told["memory_mb"])


def first_answer(folder: Path) -> None:
    """Open a house as `serve` does, aiogram included, answer one message, and print the memory taken."""
    from bot import line

    assert line is not None
    with _house(folder, durable=True) as house, asyncio.Runner() as runner:
        _worked(house, runner, _messages(1, SAY("first")))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"memory_mb": peak}) + "\n")


def understanding(runs: int) -> dict[str, float]:
    """Milliseconds to understand a message, first the middle one, then the slowest but five of a hundred."""
    library, today = app.load_library(), app.today()
    times = []
    for _ in range(max(runs, 3)):
        for message in SAY.section("messages").values():
            began = time.perf_counter()
            library.understand(message, today)
            times.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(times, n=20)
    return {"understanding_p50_ms": round(cuts[9], 1), "understanding_p95_ms": round(cuts[18], 1)}


def content_seconds(folder: Path) -> float:
    """Seconds to load content of 500 files: the real one, its fiches repeated under other names."""
    multiply_content(folder, FILES)
    began = time.perf_counter()
    app.load_knowledge(folder)
    return time.perf_counter() - began


def multiply_content(folder: Path, files: int) -> None:
    """The shipped content in `folder`, its French fiches repeated under other names up to so many files."""
    shutil.copytree(loader.CONTENT, folder)
    fiches = sorted((folder / "fiches" / "fr").glob("*.md"))
    missing = files - sum(path.is_file() for path in folder.rglob("*"))
    for number in range(missing):
        fiche = fiches[number % len(fiches)]
        name = f"{fiche.stem}_{number}"
        text = fiche.read_text(encoding="utf-8").replace(f'id = "{fiche.stem}"', f'id = "{name}"')
        fiche.with_name(f"{name}.md").write_text(text, encoding="utf-8")


@contextmanager
def _house(folder: Path, durable: bool) -> Iterator[app.House]:
    settings = Settings(data=folder)
    with app.open_house(settings, app.now, silent_logs(), burst=0, examples=True, durable=durable) as house:
        yield house


def _messages(households: int, words: str) -> list[bytes]:
    """The same message from so many households."""
    scribe = _scribe()
    return [scribe.text(_person(number), words) for number in range(1, households + 1)]


def _person(chat_id: int) -> Person:
    return Person(chat_id, "", chat_id)


def _scribe() -> Scribe:
    return Scribe(app.now, first=int(app.now() * 1000))
