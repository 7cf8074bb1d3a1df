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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot import app
from bot.console.updates import Person, Scribe
from bot.logs import silent_logs
from bot.settings import Settings
from bot.telegram.updates import chat_of
from bot.texts import texts
from knowledge import loader
from storage.benchmark import commits_per_second
from storage.inbox import Arrival

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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = QUICK_ROWS if quick else ROWS
        bare = _median(runs, lambda run: commits_per_second(folder / f"bare{run}", rows))
        durable = _median(runs, lambda run: turns_per_second(folder / f"durable{run}", households, True))
        fleeting = _median(runs, lambda run: turns_per_second(folder / f"fleeting{run}", households, False))
        starts = [start(folder / f"start{run}") for run in range(runs)]
        many = _median(runs, lambda run: content_seconds(folder / f"content{run}"))
    return {
        "bare_commits_per_second": round(bare),
        "turns_per_second": round(durable),
        "turns_per_second_not_durable": round(fleeting),
        "turns_to_bare_commits": round(durable / bare, 2),
        "start_to_first_answer_seconds": round(statistics.median(began for began, _ in starts), 2),
        "resident_memory_mb": round(statistics.median(memory for _, memory in starts)),
        "content_500_files_seconds": round(many, 2),
        **understanding(runs),
        "runs": runs,
    }


def _median(runs: int, measured: Callable[[int], float]) -> float:
    return statistics.median(measured(run) for run in range(runs))


def turns_per_second(folder: Path, households: int, durable: bool) -> float:
    """Turns from inbox to commit, understanding included: so many households say the same three things."""
    turns, spent = 0, 0.0
    with _house(folder, durable) as house, asyncio.Runner() as runner:
        for message in SAY.section("conversation").values():
            house.keep(_arrivals(households, message)).result()
            began = time.perf_counter()
            turns += runner.run(house.service.drain())
            spent += time.perf_counter() - began
    return turns / spent


def start(folder: Path) -> tuple[float, float]:
    """Seconds from nothing to the first committed answer in a process of its own, and its memory in MB."""
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
    with _house(folder, durable=True) as house:
        house.keep(_arrivals(1, SAY("first"))).result()
        turns = asyncio.run(house.service.drain())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"turns": turns, "memory_mb": peak}) + "\n")


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


def _arrivals(households: int, message: str) -> list[Arrival]:
    scribe = Scribe(app.now, first=int(app.now() * 1000))
    people = (Person(number, "", number) for number in range(1, households + 1))
    raws = (scribe.text(person, message) for person in people)
    return [Arrival("telegram", f"bench:{scribe.next_id()}", chat_of(raw), raw, app.now()) for raw in raws]
