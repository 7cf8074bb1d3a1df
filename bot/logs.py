"""Logs as JSON lines that cannot hold what people said.

Only fields of an allow-list are written, and their words must look like identifiers: a sentence, a name, a
token or a raw chat id never gets through, whoever calls. Libraries' own lines are reduced to where they
come from; exceptions to their type and the lines of code they passed.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

# Words: identifiers only. Numbers: counts, durations and scores, never an id of Telegram's.
WORDS = frozenset(
    [
        "event",
        "level",
        "kind",
        "intent",
        "language",
        "crisis",
        "stage",
        "rule",
        "state",
        "error",
        "source",
        "logger",
        "where",
        "version",
        "permanence",
        "task",
        "signal",
        "mode",
        "reason",
    ]
)
KEYED = frozenset({"chat", "case"})
NUMBERS = frozenset({"count", "score", "seconds", "attempts", "pending", "row", "port", "age", "status"})
_WORD = re.compile(r"[A-Za-z][\w.:+/-]{0,79}|[0-9a-f]{12}")
_PLACE = re.compile(r"[\w.-]+:\d+:[\w<>]+")
_KEY = re.compile(r"[0-9a-f]{8,64}")
# The longest number a count can be; Telegram's ids of people and groups have 9 digits and more.
_LARGEST = 10**8


def open_logs(clock: Callable[[], float], level: str, stream: TextIO | None = None) -> Any:
    """Send this process's logs, libraries' included, to `stream` (standard error) and return the logger."""
    stream = stream or sys.stderr
    threshold = getattr(logging, level.upper())
    _quiet_libraries(clock, threshold, stream)
    return structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[structlog.processors.add_log_level, _exception, allowed, _stamp(clock), _line],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
    )


def silent_logs() -> Any:
    """A logger that writes nothing, for a terminal where a person reads."""
    return structlog.wrap_logger(
        structlog.PrintLogger(),
        processors=[_drop],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def allowed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the fields of the allow-list whose value is of the kind the list says; count what was dropped."""
    kept = {name: value for name, value in fields.items() if _fits(name, value)}
    if len(kept) < len(fields):
        kept["dropped"] = len(fields) - len(kept)
    kept.setdefault("event", "unnamed")
    return kept


def _fits(name: str, value: object) -> bool:
    if name in KEYED:
        return isinstance(value, str) and _KEY.fullmatch(value) is not None
    if name in NUMBERS:
        return isinstance(value, int | float) and abs(value) < _LARGEST
    if name == "trace":
        return isinstance(value, list) and all(_PLACE.fullmatch(str(place)) for place in value)
    return name in WORDS and isinstance(value, str) and _WORD.fullmatch(value) is not None


def _exception(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    fields.pop("trace", None)
    given = fields.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        fields["error"] = type(error).__name__
        fields["trace"] = places(error.__traceback__)
    return fields


def places(trace: TracebackType | None) -> list[str]:
    """The lines of code an exception passed, innermost last.

    No message and no local: they may quote people.
    """
    passed = [(frame.f_code, line) for frame, line in traceback.walk_tb(trace)]
    ours = [(code, line) for code, line in passed if not code.co_filename.startswith("<")]
    return [f"{Path(code.co_filename).name}:{line}:{code.co_name}" for code, line in ours][-20:]


def _stamp(clock: Callable[[], float]) -> Processor:
    def stamp(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {"at": datetime.fromtimestamp(clock(), UTC).isoformat(timespec="milliseconds"), **fields}

    return stamp


def _line(_: Any, __: str, fields: Mapping[str, Any]) -> str:
    return json.dumps(fields)


def _drop(_: Any, __: str, fields: Mapping[str, Any]) -> str:
    raise structlog.DropEvent


class _Reduced(logging.Formatter):
    """A library's line, reduced to its logger, level, place and kind of exception.

    Its message may quote people.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._processors = (_exception, allowed, _stamp(clock))

    def format(self, record: logging.LogRecord) -> str:
        fields: MutableMapping[str, Any] = {
            "event": "library",
            "level": record.levelname.lower(),
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
            "exc_info": record.exc_info[1] if record.exc_info else None,
        }
        shown: Any = fields
        for process in self._processors:
            shown = process(None, "", shown)
        return json.dumps(shown)


def _quiet_libraries(clock: Callable[[], float], threshold: int, stream: TextIO) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Reduced(clock))
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)
    # Access lines hold the webhook's path and nothing we need.
    logging.getLogger("aiohttp.access").disabled = True
    logging.captureWarnings(True)
