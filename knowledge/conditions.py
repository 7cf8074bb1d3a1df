"""Does a `when` of a content file hold for a situation? Facts in it are all required; values of one fact are
alternatives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.model import Scalar
from knowledge.situation import Situation

UNKNOWN, KNOWN = "?", "*"


def holds(when: Mapping[str, tuple[Scalar, ...]], situation: Situation) -> bool:
    """True when every fact named has one of its accepted values («?» unknown, «*» any value, «<2023-07-29»
    dates).
    """
    return all(_fits(fact, accepted, situation) for fact, accepted in when.items())


def _fits(fact: str, accepted: tuple[Scalar, ...], situation: Situation) -> bool:
    value = situation.get(fact)
    if value is None:
        return UNKNOWN in accepted
    if KNOWN in accepted:
        return True
    if isinstance(value, date):
        return any(_dated(str(test), value) for test in accepted)
    if isinstance(value, bool) or not isinstance(value, str):
        return any(test == value and isinstance(test, bool) == isinstance(value, bool) for test in accepted)
    return value in accepted


def _dated(test: str, day: date) -> bool:
    if test.startswith("<"):
        return day < date.fromisoformat(test[1:])
    if test.startswith(">="):
        return day >= date.fromisoformat(test[2:])
    return test == day.isoformat()
