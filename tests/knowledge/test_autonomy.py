"""The grid opens graded answers with their reasons; it never gives a score alone."""

import pytest

from knowledge.autonomy import GridExample, evaluate
from knowledge.errors import FactError
from knowledge.loader import CONTENT, read

KNOWLEDGE = read(CONTENT)[0]
assert KNOWLEDGE is not None
GRID = KNOWLEDGE.grid


@pytest.mark.parametrize("example", GRID.example, ids=[example.first for example in GRID.example])
def test_example(example: GridExample) -> None:
    """Each example written beside the grid opens the answer it names first, with the reasons for it."""
    result = evaluate(example.given, GRID)
    assert result.suggestions[0].answer == example.first
    assert result.suggestions[0].reasons
    assert result.open == ()


def test_an_incomplete_grid_concludes_nothing() -> None:
    """One question left open: no suggestion, and the question is named."""
    given = dict(GRID.example[0].given)
    given.pop("dettes")
    result = evaluate(given, GRID)
    assert result.suggestions == ()
    assert result.open == ("dettes",)
    assert "1 question" in result.note


def test_more_autonomous_answers_stay_visible() -> None:
    """The most supported suggestion comes first, and every more autonomous one stays on the table."""
    result = evaluate(GRID.example[-1].given, GRID)
    assert [item.answer for item in result.suggestions][-1] == "acces_direct"
    assert "ne tranche pas" in result.note


def test_no_number_is_given() -> None:
    """Nothing in the result is a score."""
    result = evaluate(GRID.example[1].given, GRID)
    assert not any(isinstance(value, int | float) for item in result.suggestions for value in vars_of(item))


def vars_of(item: object) -> list[object]:
    """The values a suggestion holds."""
    return [getattr(item, name) for name in item.__dataclass_fields__]  # type: ignore[attr-defined]


def test_an_unknown_answer_is_refused_with_the_nearest() -> None:
    """A misspelt answer names the closest one, in French."""
    with pytest.raises(FactError) as error:
        evaluate({"dettes": "aucun"}, GRID)
    assert "« aucune »" in str(error.value)
