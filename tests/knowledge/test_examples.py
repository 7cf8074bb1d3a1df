"""Every example written beside a rule is run: one named test per example and per limit of the register."""

import pytest

from knowledge.deadlines import DeadlineReport, compute
from knowledge.loader import CONTENT, Knowledge, read
from knowledge.model import Example
from knowledge.situation import Situation, read_value

KNOWLEDGE = read(CONTENT)[0]
assert KNOWLEDGE is not None
EXAMPLES = [(stage.id, example) for stage in KNOWLEDGE.stages.values() for example in stage.example]


def situation(facts: dict[str, object]) -> Situation:
    """Facts as a content file writes them."""
    return Situation({name: read_value(name, value) for name, value in facts.items()})


def check(report: DeadlineReport, example: Example) -> None:
    """The report says what the example promises, and nothing it promises is absent."""
    prudent = {item.id: item.prudent for item in report.deadlines}
    later = {item.id: item.later for item in report.deadlines}
    assert {name: prudent.get(name) for name in example.prudent} == example.prudent
    assert {name: later.get(name) for name in example.later} == example.later
    assert {item.fact for item in report.refused} == set(example.refused)
    if example.missing is not None:
        assert report.missing == example.missing


@pytest.mark.parametrize(
    ("stage", "example"), EXAMPLES, ids=[f"{stage}-{number}" for number, (stage, _) in enumerate(EXAMPLES)]
)
def test_example(stage: str, example: Example, knowledge: Knowledge) -> None:
    """The dates written beside the rule are the dates computed."""
    check(compute(stage, situation(dict(example.facts)), knowledge, example.today), example)


@pytest.mark.parametrize("limit", sorted(KNOWLEDGE.limits))
def test_limit_of_the_register(limit: str, knowledge: Knowledge) -> None:
    """Every limit of the register is answered under its own id, with its article, its source and the day it
    was checked.
    """
    asked = knowledge.limits[limit]
    report = compute(limit, situation(dict(asked.facts)), knowledge, asked.today)
    assert [(item.id, item.prudent) for item in report.deadlines] == [(asked.deadline, asked.prudent)]
    for item in report.deadlines:
        assert item.basis and all(basis.article and basis.source and basis.checked_on for basis in item.basis)


def test_the_register_has_fifty_one_limits(knowledge: Knowledge) -> None:
    """No limit of the register is forgotten, and each is computed by a rule that names it."""
    named = {limit for stage in knowledge.stages.values() for rule in stage.deadline for limit in rule.limits}
    assert len(knowledge.limits) == 51
    assert set(knowledge.limits) - named == set()
