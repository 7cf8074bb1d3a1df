"""No small number is published, and none can be worked out from what is: tried on random tables, and by
two ways of reckoning that share nothing with the code."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.suppression import BELIEVABLE, SMALL, protect, publishable, with_totals

NUMBERS = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def tables(draw, rows=5, columns=6, numbers=NUMBERS):
    """Any table, one row or several."""
    width = draw(st.integers(2, columns))
    return draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=rows))


def equations(rows, columns):
    """The balances of a table with totals, as coefficients over its numbers read line by line."""
    place = {key: number for number, key in enumerate(product(range(rows), range(columns)))}
    found = []
    for i in range(rows):
        found.append({place[i, j]: 1 if j < columns - 1 else -1 for j in range(columns)})
    for j in range(columns) if rows > 1 else ():
        found.append({place[i, j]: 1 if i < rows - 1 else -1 for i in range(rows)})
    return found


def derivable(shown):
    """The hidden numbers that linear algebra gives: a unit vector among the combinations of the balances."""
    flat = [value for row in shown for value in row]
    unknown = [number for number, value in enumerate(flat) if value is None]
    matrix = [
        [Fraction(balance.get(number, 0)) for number in unknown]
        for balance in equations(len(shown), len(shown[0]))
    ]
    reduced = reduce_rows(matrix)
    return [row for row in reduced if sum(value != 0 for value in row) == 1]


def reduce_rows(matrix):
    """Reduced row echelon form, exactly: a unit vector in the row space shows as a row of it."""
    rows, pivot = [list(row) for row in matrix], 0
    for column in range(len(matrix[0]) if matrix else 0):
        found = next((i for i in range(pivot, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[pivot], rows[found] = rows[found], rows[pivot]
        rows[pivot] = [value / rows[pivot][column] for value in rows[pivot]]
        for i, row in enumerate(rows):
            if i != pivot and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[pivot], strict=True)]
        pivot += 1
    return rows


@given(tables())
@settings(max_examples=300, deadline=None)
def test_no_small_number_is_published(cells):
    """Neither a cell, nor the total of a row or of a column, nor the grand total, is from 1 to 4."""
    assert not [value for row in protect(cells).rows for value in row if value and value < SMALL]


@given(tables())
@settings(max_examples=300, deadline=None)
def test_what_is_published_is_true(cells):
    """A number is hidden or exact; nothing is rounded, nothing is moved."""
    for shown, true in zip(protect(cells).rows, with_totals(cells), strict=True):
        assert all(value is None or value == number for value, number in zip(shown, true, strict=True))


@given(tables())
@settings(max_examples=500, deadline=None)
def test_no_hidden_number_is_a_combination_of_published_ones(cells):
    """Whatever is added to and subtracted from what, no hidden number comes out."""
    assert derivable(protect(cells).rows) == []


def believable(shown):
    """By trying every filling of a small table: the values that each hidden number could have."""
    rows, columns = max(1, len(shown) - 1), len(shown[0]) - 1
    whole = shown[-1][-1]
    zeros_shown = any(value == 0 for row in shown for value in row) or all(
        value is not None for row in shown for value in row
    )
    least = 1 if zeros_shown else 0
    free = [(i, j) for i in range(rows) for j in range(columns) if shown[i][j] is None]
    known = {(i, j): shown[i][j] for i in range(rows) for j in range(columns)}
    seen = {}
    for guess in product(range(least, whole + 1), repeat=len(free)):
        if sum(guess) > whole:
            continue
        filled = known | dict(zip(free, guess, strict=True))
        full = with_totals([[filled[i, j] for j in range(columns)] for i in range(rows)])
        if all(
            told is None or told == value
            for row, line in zip(shown, full, strict=True)
            for told, value in zip(row, line, strict=True)
        ):
            for i, row in enumerate(full):
                for j, value in enumerate(row):
                    if shown[i][j] is None:
                        seen.setdefault((i, j), set()).add(value)
    return seen


@given(tables(rows=2, columns=2, numbers=st.integers(0, 6)))
@settings(max_examples=80, deadline=None)
def test_every_hidden_number_could_be_five_others(cells):
    """Tried by hand, every way of filling in what is hidden: each number keeps at least five values."""
    shown = protect(cells)
    if shown.total is None:
        assert all(value is None for row in shown.rows for value in row)
        return
    for key, values in believable(shown.rows).items():
        assert len(values) >= BELIEVABLE, (key, values)


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([[12, 7, 30]], [(12, 7, 30, 49)]),
        ([[12, 2, 30]], [(None, None, 30, 44)]),
        ([[1, 4, 0]], [(None, None, None, 5)]),
        ([[3, 0]], [(None, None, None)]),
        ([[0, 0]], [(0, 0, 0)]),
        (
            [[20, 2, 9], [15, 8, 30], [11, 12, 13]],
            [(20, None, None, 31), (15, 8, 30, 53), (11, None, None, 36), (46, 22, 52, 120)],
        ),
    ],
)
def test_examples_that_can_be_followed(cells, shown):
    """Nothing small: all is shown. One small: another goes with it, in its row and in its column."""
    assert list(protect(cells).rows) == shown


def test_a_number_alone():
    """0 and 5 are said; 1 to 4 are not."""
    assert [publishable(value) for value in (0, 1, 4, 5, 112)] == [0, None, None, 5, 112]
