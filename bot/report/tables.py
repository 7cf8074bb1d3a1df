"""From counters to the tables that may be published: lines named, small numbers hidden, shares worked out."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.report.counters import Counters
from bot.report.indicators import Indicator, Line, Plan, Reference
from bot.report.suppression import Shown, protect, publishable
from bot.texts import texts

SAY = texts("report/texts.toml")
Names = Callable[[str, str], str | None]
"""The French name of a code of one kind (`place`, `permanence`…); None for a code nobody knows."""
Row = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Told:
    """One line of a table; None stands for a hidden number. The last of several is the line's total."""

    label: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class Part:
    """The part that some lines make, in percent; None where it would tell a hidden number."""

    label: str
    percent: float | None
    reference: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Table:
    """One figure or table as it may be published. A single figure has no rows."""

    id: str
    section: str
    title: str
    unit: str
    definition: str
    total: int | None
    columns: tuple[str, ...] = ()
    rows: tuple[Told, ...] = ()
    totals: tuple[int | None, ...] = ()
    part: Part | None = None
    reference: tuple[Reference, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing of the kind happened."""
        return self.total == 0


def tables(plan: Plan, counters: Counters, names: Names) -> tuple[Table, ...]:
    """Every figure of the report, in its order."""
    return tuple(table for asked in plan.indicator for table in _tables(asked, counters, names))


def _tables(asked: Indicator, counters: Counters, names: Names) -> tuple[Table, ...]:
    if not asked.by and not asked.row:
        return (_with(asked, total=publishable(counters.total(asked.count))),)
    if asked.across:
        return _crossed(asked, *_by_two(asked, counters, names))
    rows = _by_one(asked, counters, names) if asked.by else _listed(asked.row, counters)
    return (_in_one_column(asked, _completed(asked, rows, counters)),)


def _with(asked: Indicator, **told: object) -> Table:
    kept = {name: getattr(asked, name) for name in ("id", "section", "title", "unit", "definition")}
    return Table(**kept, reference=asked.reference, **told)  # type: ignore[arg-type]


def _listed(lines: Iterable[Line], counters: Counters) -> list[Row]:
    return [(line.label, (max(0, counters.total(line.count) - counters.total(line.less)),)) for line in lines]


def _by_one(asked: Indicator, counters: Counters, names: Names) -> list[Row]:
    event, _, dimension = asked.by.partition(":")
    found: Counter[str] = Counter({line.label: 0 for line in asked.row})
    for (code,), count in counters.by(event, dimension).items():
        if code not in asked.ignore:
            found[_label(asked, code, names)] += count
    return [(label, (count,)) for label, count in found.items() if label != asked.rest]


def _label(asked: Indicator, code: str, names: Names) -> str:
    """How a code is told; one that nobody knows is never printed."""
    listed = next((line.label for line in asked.row if code in line.values), None)
    named = names(asked.names, code) if asked.names and code else None
    return listed or named or asked.other or asked.rest or SAY("other")


def _completed(asked: Indicator, rows: list[Row], counters: Counters) -> list[Row]:
    """With the line of what is left of the whole, where the lines are parts of one."""
    if not asked.whole:
        return rows
    left = counters.total(asked.whole) - sum(cells[0] for _, cells in rows)
    return [*rows, (asked.rest, (max(0, left),))]


def _in_one_column(asked: Indicator, rows: Sequence[Row]) -> Table:
    if not rows:
        return _with(asked, total=0)
    shown = protect([[cells[0] for _, cells in rows]]).rows[0]
    told = [Told(label, (cell,)) for (label, _), cell in zip(rows, shown, strict=False)]
    part = _part(asked, told, shown[-1])
    return _with(asked, total=shown[-1], rows=tuple(_ordered(asked, told)), part=part)


def _ordered(asked: Indicator, told: list[Told]) -> list[Told]:
    """As laid out; lines named by codes, the greatest first by what is published, never by what is hidden."""
    if not asked.names or asked.names == "quarter":
        return sorted(told, key=lambda row: row.label) if asked.names else told
    last = (asked.rest, asked.other)
    return sorted(told, key=lambda row: (row.label in last, -(row.cells[-1] or 0), row.label))


def _part(asked: Indicator, told: list[Told], total: int | None) -> Part | None:
    if asked.share is None:
        return None
    known = {row.label: row.cells[0] for row in told}
    counted = _sum(known[label] for label in asked.share.rows)
    rest = known.pop(asked.rest, 0)
    base = total - rest if total is not None and rest is not None else _sum(known.values())
    percent = round(100 * counted / base, 1) if counted is not None and base else None
    return Part(asked.share.label, percent, asked.share.reference)


def _sum(cells: Iterable[int | None]) -> int | None:
    """The sum, or None where a part of it is hidden."""
    known = list(cells)
    return None if None in known else sum(cell for cell in known if cell is not None)


def _by_two(asked: Indicator, counters: Counters, names: Names) -> tuple[list[str], list[Row]]:
    """The columns, and the rows with a number for each."""
    event, _, dimension = asked.by.partition(":")
    columns = [column.label for column in asked.column]
    found: dict[str, Counter[str]] = {line.label: Counter() for line in asked.row}
    for (code, across), count in counters.by(event, dimension, asked.across).items():
        column = next((line.label for line in asked.column if across in line.values), SAY("other"))
        columns += [column] if column not in columns else []
        found.setdefault(_label(asked, code, names), Counter())[column] += count
    return columns, [(label, tuple(row[column] for column in columns)) for label, row in found.items()]


def _crossed(asked: Indicator, columns: list[str], rows: list[Row]) -> tuple[Table, ...]:
    """One table of two dimensions; where most of it would be hidden, two tables of one, which tell more."""
    if not rows:
        return (_with(asked, total=0, columns=tuple(columns)),)
    shown: Shown = protect([cells for _, cells in rows])
    if _mostly_hidden(shown, rows):
        return _apart(asked, columns, rows)
    told = [Told(label, cells) for (label, _), cells in zip(rows, shown.rows, strict=False)]
    totals = shown.rows[-1] if len(rows) > 1 else told[0].cells
    ordered = tuple(_ordered(asked, told))
    return (_with(asked, total=shown.total, columns=tuple(columns), rows=ordered, totals=totals),)


def _mostly_hidden(shown: Shown, rows: list[Row]) -> bool:
    """Whether less than half of what happened shows: zeros tell nothing."""
    pairs = [
        (cell, value)
        for (_, values), cells in zip(rows, shown.rows, strict=False)
        for value, cell in zip(values, cells, strict=False)
    ]
    hidden = sum(cell is None for cell, _ in pairs)
    return 2 * hidden > sum(value > 0 for _, value in pairs)


def _apart(asked: Indicator, columns: list[str], rows: list[Row]) -> tuple[Table, ...]:
    """Each dimension by itself. They share only the grand total, so neither tells what the other hides."""
    down, over = asked.apart
    by_row = [(label, (sum(cells),)) for label, cells in rows]
    by_column = [(label, (sum(cells),)) for label, cells in zip(columns, _turned(rows), strict=True)]
    unnamed = replace(asked, names="")
    first, second = _in_one_column(asked, by_row), _in_one_column(unnamed, by_column)
    return (
        replace(first, id=f"{asked.id}.1", title=down),
        replace(second, id=f"{asked.id}.2", title=over),
    )


def _turned(rows: list[Row]) -> list[tuple[int, ...]]:
    return list(zip(*(cells for _, cells in rows), strict=True))
