"""Which numbers of a table stay hidden, so that nobody can be found in it, nor worked out from the rest.

A number from 1 to 4 is hidden. Then as many others as needed, so that every hidden number could still be any
of at least five: a reader who adds and subtracts what is published learns no more (complementary
suppression). Zeros are published. Where that cannot be had, only the grand total is left; and where even that
is below 5, nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.report.flow import Edge, Key, Network, cheapest_way, widths

SMALL = 5
"""Below, a number may be a person."""
BELIEVABLE = 5
"""How many values a hidden number must be able to have, for whoever knows all that is published."""
LEAST = 1
"""Zeros being published, a reader knows that a hidden number is at least one."""


@dataclass(frozen=True)
class Shown:
    """A table as it may be published: None stands for a hidden number. Totals come last in each line."""

    rows: tuple[tuple[int | None, ...], ...]

    @property
    def total(self) -> int | None:
        """The grand total."""
        return self.rows[-1][-1]


def is_small(value: int) -> bool:
    """Whether a number may point at somebody."""
    return 0 < value < SMALL


def publishable(value: int) -> int | None:
    """A number that stands alone, or None where it is too small."""
    return None if is_small(value) else value


def protect(cells: Sequence[Sequence[int]]) -> Shown:
    """The table with its totals (a last column; a last row where there are several), small ones hidden."""
    full = with_totals(cells)
    grand = (len(full) - 1, len(full[0]) - 1)
    if is_small(full[-1][-1]):
        return Shown(tuple(tuple(None for _ in row) for row in full))
    hidden = _hidden(network_of(full), grand)
    if hidden is None:
        hidden = {(i, j) for i, row in enumerate(full) for j, _ in enumerate(row)} - {grand}
    return Shown(
        tuple(
            tuple(None if (i, j) in hidden else value for j, value in enumerate(row))
            for i, row in enumerate(full)
        )
    )


def with_totals(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    """The table with the sum of each row, and of each column where there is more than one row."""
    full = [[*row, sum(row)] for row in cells]
    return full if len(full) == 1 else [*full, [sum(column) for column in zip(*full, strict=True)]]


def network_of(full: Sequence[Sequence[int]]) -> Network:
    """The table and its totals as a circulation."""
    last_column = len(full[0]) - 1
    if len(full) == 1:
        return {
            (0, j): Edge("all", "each", value) if j == last_column else Edge("each", "all", value)
            for j, value in enumerate(full[0])
        }
    last_row = len(full) - 1
    return {
        (i, j): Edge(("row", i), ("column", j), value)
        if (i < last_row) == (j < last_column)
        else Edge(("column", j), ("row", i), value)
        for i, row in enumerate(full)
        for j, value in enumerate(row)
    }


def _hidden(network: Network, grand: Key) -> set[Key] | None:
    """What to hide beside the small ones; None where no choice protects them all."""
    hidden = {key for key, edge in network.items() if is_small(edge.value)}
    while exposed := _exposed(network, hidden):
        more = _more(network, hidden, exposed, grand)
        if not more:
            return None
        hidden |= more
    return hidden


def _exposed(network: Network, hidden: set[Key]) -> Key | None:
    """A hidden number that a reader could pin down too closely."""
    for key in sorted(hidden):
        low, high = widths(network, hidden, key, LEAST)
        if high - low + 1 < BELIEVABLE:
            return key
    return None


def _more(network: Network, hidden: set[Key], exposed: Key, grand: Key) -> set[Key]:
    """What else to hide for the exposed one: the cheapest ring around it, else its smallest neighbour."""

    def price(key: Key) -> int | None:
        if key in hidden:
            return 0
        value = network[key].value
        return None if key == grand or value == 0 else value

    ring = set(cheapest_way(network, exposed, price)) - hidden
    return ring or _neighbour(network, hidden, exposed, grand)


def _neighbour(network: Network, hidden: set[Key], exposed: Key, grand: Key) -> set[Key]:
    left = [key for key, edge in network.items() if key not in hidden and key != grand and edge.value > 0]
    near = [key for key in left if key[0] == exposed[0] or key[1] == exposed[1]]
    nearest = min(near or left, key=lambda key: (network[key].value, key), default=None)
    return set() if nearest is None else {nearest}
