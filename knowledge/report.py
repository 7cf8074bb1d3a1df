"""What `deadlines` answers: dates with their reasons, what is missing, what was refused, and plain notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from knowledge.model import Acts, Basis


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fact that was set aside, and the French sentence that says why."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit. `prudent` is the day to act by; `later` only ever a «peut-être jusqu'au». Both are
    indicative.
    """

    id: str
    label: str
    prudent: date | None
    later: date | None
    later_reason: str | None
    because: str
    basis: tuple[Basis, ...]
    acts: Acts
    remind: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineReport:
    """What can be said of one stage's limits today: dates, facts still missing, facts refused, and plain
    notes.
    """

    stage: str
    deadlines: tuple[Deadline, ...]
    missing: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape of `entraidbot deadlines`."""
        return {
            "stage": self.stage,
            "deadlines": [_deadline_json(item) for item in self.deadlines],
            "missing": list(self.missing),
            "notes": list(self.notes),
            "refused": [{"fact": item.fact, "reason": item.reason} for item in self.refused],
        }


def _deadline_json(item: Deadline) -> Mapping[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "prudent": item.prudent and item.prudent.isoformat(),
        "later": item.later and item.later.isoformat(),
        "later_reason": item.later_reason,
        "because": item.because,
        "acts": item.acts,
        "remind": [delta.days for delta in item.remind],
        "basis": [
            {
                "article": b.article,
                "source": b.source,
                "checked_on": b.checked_on.isoformat(),
                "confidence": b.confidence,
            }
            for b in item.basis
        ],
    }
