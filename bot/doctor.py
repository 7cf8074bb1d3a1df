"""Looks whether everything is in place, and says in French what to do about what is not."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import app, examination
from bot.errors import BotError
from bot.process import last_beat
from bot.settings import Settings
from bot.texts import texts
from storage.database import Database
from storage.errors import StorageError
from storage.health import Facts

SAY = texts("doctor.toml")
LEAST_FREE_PERCENT = 10
LONGEST_SILENCE = 180.0
MOST_UNREAD, LONGEST_UNREAD, LONGEST_UNSENT = 100, 120.0, 300.0
OLDEST_BACKUP_HOURS = 26


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `message` says how it is and, when it is not well, what to do."""

    name: str
    ok: bool
    message: str

    def as_json(self) -> dict[str, object]:
        """The finding as `doctor --json` prints it."""
        return {"name": self.name, "ok": self.ok, "message": self.message}


def examine(settings: Settings) -> list[Finding]:
    """Look at everything, in the order in which it would be set right."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _python, _folder, _disk, _keys, _content, _database, _token, _webhook, _heartbeat
    )  # fmt: skip
    return [finding for check in checks for finding in check(settings)]


def _finding(name: str, ok: bool, key: str | None = None, **values: object) -> Finding:
    return Finding(name, ok, SAY(f"{name}.{key or ('ok' if ok else 'wrong')}", **values))


def _python(_: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield _finding("python", (3, 11) <= sys.version_info[:2] < (3, 14), version=version)


def _folder(settings: Settings) -> Iterator[Finding]:
    """Looks without making anything: a folder that is missing will be made in the nearest one there is."""
    yield _finding("data", os.access(_nearest(settings.data), os.W_OK | os.X_OK), data=settings.data)


def _nearest(path: Path) -> Path:
    return next(folder for folder in (path, *path.resolve().parents) if folder.exists())


def _disk(settings: Settings) -> Iterator[Finding]:
    usage = shutil.disk_usage(_nearest(settings.data))
    free = usage.free * 100 // usage.total
    yield _finding("disk", free >= LEAST_FREE_PERCENT, free=free)


def _keys(settings: Settings) -> Iterator[Finding]:
    if settings.keys is None and not settings.encryption_key_file.exists():
        yield _finding("keys", True, "absent", where=settings.encryption_key_file)
        return
    try:
        app.keyring(settings)
    except (StorageError, OSError) as error:
        yield _finding("keys", False, detail=app.storage_sentence(error, settings.data))
    else:
        where: str | Path = "ENTRAIDBOT_KEYS" if settings.keys else settings.encryption_key_file
        yield _finding("keys", True, where=where)


def _content(_: Settings) -> Iterator[Finding]:
    result = examination.examine(app.today())
    errors = [problem for problem in result["problems"] if problem["severity"] == "error"]
    yield _finding("content", not errors, count=len(errors), version=result["version"])


def _database(settings: Settings) -> Iterator[Finding]:
    if not settings.database_file.exists():
        yield _finding("database", True, "absent")
        return
    try:
        # Opening checks the file's integrity, its schema and that the keys are the right ones.
        with app.open_database(settings, beside=True) as database:
            yield _finding("database", True)
            yield from _inside(database)
    except BotError as error:
        yield _finding("database", False, detail=error)


def _inside(database: Database) -> Iterator[Finding]:
    now = app.now()
    problems, facts, tied = database.read(
        lambda store: (store.audit.verify(), store.health.facts(now), sorted(store.groups.permanences()))
    )
    yield _finding("audit", not problems)
    yield from _waiting(facts, now)
    yield from _backup(facts.last_backup, now)
    yield _finding("groups", bool(tied), groups=", ".join(tied))
    yield from _invented(tied)


def _waiting(facts: Facts, now: float) -> Iterator[Finding]:
    unread, unsent = now - (facts.oldest_in or now), now - (facts.oldest_out or now)
    in_time = facts.waiting_in <= MOST_UNREAD and unread <= LONGEST_UNREAD
    yield _finding("inbox", in_time, count=facts.waiting_in, age=int(unread))
    yield _finding("outbox", unsent <= LONGEST_UNSENT, count=facts.waiting_out, age=int(unsent))
    gone = facts.dead_out + facts.dead_in + facts.dead_jobs
    yield _finding("dead", not gone, out=facts.dead_out, read=facts.dead_in, jobs=facts.dead_jobs)


def _backup(last: float | None, now: float) -> Iterator[Finding]:
    if last is None:
        yield _finding("backup", True, "absent")
    else:
        hours = int((now - last) // 3600)
        yield _finding("backup", hours <= OLDEST_BACKUP_HOURS, age=hours)


def _invented(tied: Sequence[str]) -> Iterator[Finding]:
    """A real household must not be handed to a permanence that exists only as an example."""
    known = app.load_knowledge().permanences
    examples = [name for name in tied if name in known and known[name].exemple]
    if examples:
        yield _finding("examples", False, groups=", ".join(examples))


def _token(settings: Settings) -> Iterator[Finding]:
    yield _finding("token", settings.token is not None)


def _webhook(settings: Settings) -> Iterator[Finding]:
    given = (settings.webhook_url is not None, settings.webhook_secret is not None)
    if any(given) and not all(given):
        yield _finding("webhook", False)
    else:
        yield _finding("webhook", True, "push" if all(given) else "polling")


def _heartbeat(settings: Settings) -> Iterator[Finding]:
    last = last_beat(settings.data)
    if last is None:
        yield _finding("heartbeat", True, "absent")
        return
    age = int(app.now() - last)
    yield _finding("heartbeat", age <= LONGEST_SILENCE, age=age)
