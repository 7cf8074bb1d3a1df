"""The counters of a year, asked by selector: "event", or "event:dimension=value"."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

QUARTER = "quarter"


class Counted(Protocol):
    """One stored counter: how often an event with these dimensions happened in a month ("2026-11")."""

    @property
    def month(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def dimensions(self) -> Mapping[str, object]: ...
    @property
    def count(self) -> int: ...


@dataclass(frozen=True)
class Counters:
    """All counters of the months told. The quarter is a dimension like another; the month is none."""

    counted: tuple[Counted, ...]

    def total(self, selectors: Iterable[str]) -> int:
        """How often any of these happened."""
        return sum(self._one(*_read(selector)) for selector in selectors)

    def by(self, event: str, *dimensions: str) -> Counter[tuple[str, ...]]:
        """How often an event happened, for each code of these dimensions; "" where it has none."""
        found: Counter[tuple[str, ...]] = Counter()
        for one in self.counted:
            if one.event == event:
                found[tuple(_code(one, name) for name in dimensions)] += one.count
        return found

    def _one(self, event: str, name: str, value: str) -> int:
        return sum(
            one.count
            for one in self.counted
            if one.event == event and (not name or _code(one, name) == value)
        )


def _read(selector: str) -> tuple[str, str, str]:
    event, _, rest = selector.partition(":")
    name, _, value = rest.partition("=")
    return event, name, value


def _code(one: Counted, name: str) -> str:
    if name == QUARTER:
        return str((int(one.month[5:7]) + 2) // 3)
    value = one.dimensions.get(name)
    return "" if value is None else str(value)
