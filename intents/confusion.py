"""What is taken for what: the worst confusions, and a picture of those alone."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

UNTOLD = "–"
"""Understood as nothing."""
_ROWS_AT_MOST = 16
_CELL, _LETTER, _GAP = 34, 7.4, 10
_SLANT = 0.75
"""How much of a slanted label's length it takes in height, and in width past the last column."""

Named = Callable[[str], str]


@dataclass(frozen=True)
class Confusion:
    """A meaning expected, the other one understood (or `UNTOLD`), and how often."""

    expected: str
    understood: str
    count: int


def wrong(pairs: Sequence[tuple[str, str, int]]) -> list[Confusion]:
    """The wrong ones, the commonest first."""
    found = [Confusion(expected, understood, count) for expected, understood, count in pairs]
    return [one for one in found if one.expected != one.understood]


def worst_meanings(confusions: Sequence[Confusion]) -> list[str]:
    """The meanings expected that are misunderstood, the most often first."""
    counts: Counter[str] = Counter()
    for one in confusions:
        counts[one.expected] += one.count
    return [name for name, _count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def picture(confusions: Sequence[Confusion], named: Named, told: Mapping[str, str], title: str) -> str:
    """An SVG matrix of the confusions of the sixteen worst meanings: a row each, a column per meaning that
    they are taken for, the count in the cell, darker where it is more."""
    rows = worst_meanings(confusions)[:_ROWS_AT_MOST]
    shown = [one for one in confusions if one.expected in rows]
    columns = [name for name, _count in Counter(_spread(shown)).most_common()]
    frame = _Frame(rows, columns, named)
    cells = "".join(_cell(frame, one, max(c.count for c in shown), told) for one in shown)
    return (
        f'<svg viewBox="0 0 {frame.width:.0f} {frame.height:.0f}" width="{frame.width:.0f}" role="img"'
        f' aria-label="{escape(title)}">{frame.grid()}{cells}</svg>'
    )


def _spread(confusions: Sequence[Confusion]) -> list[str]:
    return [one.understood for one in confusions for _ in range(one.count)]


@dataclass(frozen=True)
class _Frame:
    """Where rows and columns stand, and their labels."""

    rows: Sequence[str]
    columns: Sequence[str]
    named: Named

    @property
    def left(self) -> float:
        return max(len(self.named(name)) for name in self.rows) * _LETTER + _GAP

    @property
    def top(self) -> float:
        return max(len(self.named(name)) for name in self.columns) * _LETTER * _SLANT + 2 * _GAP

    @property
    def width(self) -> float:
        slanted = max(
            len(self.named(name)) * _LETTER * _SLANT + at * _CELL for at, name in enumerate(self.columns, 1)
        )
        return self.left + max(len(self.columns) * _CELL, slanted) + _GAP

    @property
    def height(self) -> float:
        return self.top + len(self.rows) * _CELL + _GAP

    def at(self, one: Confusion) -> tuple[float, float]:
        """The upper left corner of a cell."""
        x = self.left + self.columns.index(one.understood) * _CELL
        return x, self.top + self.rows.index(one.expected) * _CELL

    def grid(self) -> str:
        """A pale ground under every other row, and all the labels."""
        across = len(self.columns) * _CELL
        parts = []
        for index, name in enumerate(self.rows):
            y = self.top + index * _CELL
            if index % 2 == 0:
                size = f'width="{self.left + across:.0f}" height="{_CELL}"'
                parts.append(f'<rect class="grid" x="0" y="{y:.0f}" {size}/>')
            label = escape(self.named(name))
            parts.append(
                f'<text x="{self.left - _GAP:.0f}" y="{y + 22:.0f}" text-anchor="end">{label}</text>'
            )
        for index, name in enumerate(self.columns):
            x, y = self.left + index * _CELL + 20, self.top - 8
            label = escape(self.named(name))
            parts.append(f'<text transform="translate({x:.0f},{y:.0f}) rotate(-45)">{label}</text>')
        return "".join(parts)


def _cell(frame: _Frame, one: Confusion, most: int, told: Mapping[str, str]) -> str:
    x, y = frame.at(one)
    strength = 0.35 + 0.65 * one.count / most
    expected, understood = frame.named(one.expected), frame.named(one.understood)
    title = escape(told["cell"].format(expected=expected, understood=understood, count=one.count))
    dark = " dark" if strength < 0.8 else ""
    return (
        f'<g><title>{title}</title><rect class="cell" x="{x + 2:.0f}" y="{y + 2:.0f}" width="{_CELL - 4}"'
        f' height="{_CELL - 4}" rx="4" fill-opacity="{strength:.2f}"/>'
        f'<text class="count{dark}" x="{x + _CELL / 2:.0f}" y="{y + 22:.0f}">{one.count}</text></g>'
    )
