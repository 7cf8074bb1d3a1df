"""Which value of a rule of law applies: the date that decides, the prudent value first, the arguable one
after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.durations import Duration, add
from knowledge.model import Basis, Parameter, ParameterValue
from knowledge.situation import Situation

START, END, TODAY = "depart", "fin", "jour"


@dataclass(frozen=True, slots=True)
class Decision:
    """The lengths to count: `prudent` always, `later` when a longer one is arguable, each with its reason."""

    prudent: Duration
    why: str
    basis: tuple[Basis, ...]
    later: Duration | None = None
    later_why: str = ""


def value_on(parameter: Parameter, day: date) -> ParameterValue | None:
    """The value in force on `day`, the most recent one when several are; None outside every period."""
    valid = [value for value in parameter.value if value.in_force(day)]
    return max(valid, key=lambda value: value.since) if valid else None


def decide(parameter: Parameter, situation: Situation, start: date, today: date) -> Decision | None:
    """The lengths that apply to a limit starting on `start`; None when no value was in force."""
    stated = _months(situation, parameter.stated_by)
    if stated is not None:
        return Decision(
            Duration(stated, "mois"), parameter.stated_why, _basis(parameter, parameter.value[-1])
        )
    decided = _decided(parameter, situation, start, today)
    known = decided is not None or parameter.decided_by in (START, END, TODAY)
    if decided is None and known:
        return None
    return _extended(_prudent(parameter, decided), parameter, situation)


def _decided(parameter: Parameter, situation: Situation, start: date, today: date) -> ParameterValue | None:
    if parameter.decided_by == END:
        fitting = [
            value
            for value in parameter.value
            if value.duration and value.in_force(add(start, value.duration))
        ]
        return fitting[-1] if fitting else None
    day = {START: start, TODAY: today}.get(parameter.decided_by, situation.day(parameter.decided_by))
    if day is None:
        return None
    # A date older than the first text we hold still falls under that text: nothing older survives in the law.
    return value_on(parameter, max(day, min(value.since for value in parameter.value)))


def _prudent(parameter: Parameter, decided: ParameterValue | None) -> Decision:
    # Every value counts, even one younger than the act: an act one day older must never get a later date.
    shortest, longest = min(parameter.value, key=_size), max(parameter.value, key=_size)
    if decided is None:
        return _pair(parameter, shortest, longest, parameter.unknown_why, parameter.unknown_later)
    if parameter.prudent == "decided":
        return _pair(parameter, decided, decided, decided.why, "")
    why = decided.why if _size(shortest) == _size(decided) else parameter.prudent_why
    return _pair(parameter, shortest, decided, why, decided.why)


def _pair(
    parameter: Parameter, first: ParameterValue, second: ParameterValue, why: str, later: str
) -> Decision:
    assert first.duration is not None and second.duration is not None
    basis = _basis(parameter, first)
    if _size(second) <= _size(first):
        return Decision(first.duration, why, basis)
    return Decision(first.duration, why, basis + _basis(parameter, second), second.duration, later)


def _extended(decision: Decision, parameter: Parameter, situation: Situation) -> Decision:
    months = _months(situation, parameter.extended_by)
    longest = decision.later or decision.prudent
    if months is None or Duration(months, "mois").rough_days <= longest.rough_days:
        return decision
    return Decision(
        decision.prudent, decision.why, decision.basis, Duration(months, "mois"), parameter.extended_why
    )


def _months(situation: Situation, fact: str) -> int | None:
    value = situation.get(fact) if fact else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _size(value: ParameterValue) -> int:
    return value.duration.rough_days if value.duration else 0


def _basis(parameter: Parameter, value: ParameterValue) -> tuple[Basis, ...]:
    return (Basis(value.article, ", ".join(value.sources), parameter.checked_on, value.confidence),)
