"""What the year's report tells, read from indicators.toml: which counters, in which words, beside what."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

STRICT = ConfigDict(extra="forbid")
FILE = Path(__file__).parent / "indicators.toml"


@dataclass(frozen=True)
class Reference:
    """A published figure to read ours beside: `value` in the unit of what stands there, or `said`."""

    __pydantic_config__ = STRICT

    source: str
    value: float | None = None
    said: str = ""


@dataclass(frozen=True)
class Line:
    """A line or a column: the codes of the dimension it gathers, or counters added and taken off."""

    __pydantic_config__ = STRICT

    label: str
    values: tuple[str, ...] = ()
    count: tuple[str, ...] = ()
    less: tuple[str, ...] = ()


@dataclass(frozen=True)
class Share:
    """The part that some lines make of all those that are known."""

    __pydantic_config__ = STRICT

    label: str
    rows: tuple[str, ...]
    reference: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """One figure or table of the report."""

    __pydantic_config__ = STRICT

    id: str
    section: str
    title: str
    unit: str
    definition: str
    count: tuple[str, ...] = ()
    by: str = ""
    names: str = ""
    row: tuple[Line, ...] = ()
    other: str = ""
    ignore: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    rest: str = ""
    across: str = ""
    column: tuple[Line, ...] = ()
    apart: tuple[str, str] = ("", "")
    """The titles of the two tables that a table of two dimensions becomes where most of it is hidden."""
    share: Share | None = None
    reference: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    __pydantic_config__ = STRICT

    id: str
    title: str


@dataclass(frozen=True)
class Plan:
    """The whole report, in the order of its page."""

    __pydantic_config__ = STRICT

    section: tuple[Section, ...]
    indicator: tuple[Indicator, ...]


@cache
def plan() -> Plan:
    """The report as it is laid out. Raises ValidationError where the file is faulty (a test reads it)."""
    return TypeAdapter(Plan).validate_python(tomllib.loads(FILE.read_text(encoding="utf-8")))
