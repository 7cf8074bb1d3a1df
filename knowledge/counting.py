"""From a start and a length to a last day, forwards or backwards, with the move to a working day kept for the
later date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.durations import Duration, add
from knowledge.holidays import Holidays
from knowledge.model import DeadlineRule
from knowledge.parameters import Decision
from knowledge.situation import Situation

HOLIDAYS = Holidays()


@dataclass(frozen=True, slots=True)
class Counted:
    """A day and, when arguable, a later one with its reason. Never later than what a text says."""

    prudent: date
    later: date | None = None
    reason: str = ""


def count(
    rule: DeadlineRule, decision: Decision, starts: Counted, situation: Situation, words: Mapping[str, str]
) -> Counted:
    """The last day of a limit; `words` says why it moved. Counted backwards, it never moves (CPC 640–642)."""
    if rule.direction == "before":
        return Counted(add(starts.prudent, decision.prudent.reversed))
    prudent = add(starts.prudent, decision.prudent)
    longest = max(prudent, _later(decision, starts, situation))
    holidays = words["feries"] if decision.prudent.unit == "jours ouvrés" else ""
    reason = (decision.later_why or starts.reason or holidays) if longest > prudent else ""
    return _moved(rule, prudent, longest, reason, situation, words)


def _later(decision: Decision, starts: Counted, situation: Situation) -> date:
    length = decision.later or decision.prudent
    day = add(starts.later or starts.prudent, length)
    if length.unit == "jours ouvrés":
        return _working(starts.later or starts.prudent, length, _insee(situation))
    return day


def _working(start: date, length: Duration, insee: str | None) -> date:
    day, left = start, length.count
    while left > 0:
        day = add(day, Duration(1, "jours"))
        left -= HOLIDAYS.is_working_day(day, insee)
    return day


def _moved(
    rule: DeadlineRule,
    prudent: date,
    longest: date,
    reason: str,
    situation: Situation,
    words: Mapping[str, str],
) -> Counted:
    moved = HOLIDAYS.next_working_day(longest, _insee(situation)) if rule.report != "non" else longest
    if moved > longest:
        said = words[rule.report]
        reason = f"{reason}, {said}" if reason else said
    return Counted(prudent, moved if moved > prudent else None, reason)


def _insee(situation: Situation) -> str | None:
    value = situation.get("commune_insee")
    return value if isinstance(value, str) else None
