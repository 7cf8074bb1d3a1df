"""A case on its way to a local commission: asked of its household, agreed to, decided."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

State = Literal["asked", "agreed", "declined", "decided"]
DECISIONS = ("accord", "ajournement", "refus", "reorientation")
TRIED_AT_MOST = 900


@dataclass(frozen=True)
class Presented:
    """What is kept of it in the case, encrypted with it. `lines` and `shown` are what the household read.

    `day`: when the commission meets; `at`: when the household agreed; both in ISO form.
    """

    commission: str
    state: State
    tried: str
    lines: tuple[tuple[str, str], ...] = ()
    shown: str = ""
    at: str = ""
    by_voice: bool = False
    """The permanence wrote down an agreement given by word of mouth."""
    day: str = ""
    decision: str = ""
    note: str = ""

    def stored(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @property
    def is_open(self) -> bool:
        """The household may still agree, or change its mind."""
        return self.state in ("asked", "agreed")


def presented(stored: Mapping[str, Any] | None) -> Presented | None:
    """Read back what `stored` wrote."""
    if not stored:
        return None
    return Presented(**{**stored, "lines": tuple((name, text) for name, text in stored["lines"])})


def decide(current: Presented, decision: str) -> Presented:
    """The commission decided. An adjourned case stays on the list, without a day."""
    if decision == "ajournement":
        return replace(current, decision=decision, day="")
    return replace(current, state="decided", decision=decision)


def on_the_list(current: Presented | None, commission: str | None, day: date | None) -> bool:
    """Whether a case is to be presented: agreed to, to this commission, and not set for another day."""
    if current is None or current.state != "agreed":
        return False
    fits = commission is None or current.commission == commission
    return fits and (day is None or current.day in ("", day.isoformat()))
