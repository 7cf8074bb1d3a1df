"""Who stands in for whom on a day: chains A → B → C followed to their end, whatever is in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Absence:
    """`who` is away from `first` to `last`, both included; `by` stands in, None for nobody."""

    who: int
    first: date
    last: date
    by: int | None

    def covers(self, day: date) -> bool:
        """Whether this absence is on that day."""
        return self.first <= day <= self.last


def away(who: int, day: date, absences: Iterable[Absence]) -> Absence | None:
    """The absence of a person on a day."""
    return next((one for one in absences if one.who == who and one.covers(day)), None)


def chain(who: int, day: date, absences: Sequence[Absence]) -> tuple[int, ...]:
    """Everybody asked in turn on that day, `who` first; each once, so that it ends even on bad data."""
    asked = [who]
    while (absence := away(asked[-1], day, absences)) and absence.by is not None and absence.by not in asked:
        asked.append(absence.by)
    return tuple(asked)


def stands_in(who: int, day: date, absences: Sequence[Absence]) -> int | None:
    """Who takes the work of `who` on that day, `who` when there; None where everybody asked is away."""
    last = chain(who, day, absences)[-1]
    return None if away(last, day, absences) else last


def would_turn_in_a_circle(new: Absence, absences: Sequence[Absence]) -> date | None:
    """The first day on which `new` would lead back to the person who is away; None when it never does."""
    if new.by is None:
        return None
    others = [one for one in absences if one.who != new.who]
    for number in range((new.last - new.first).days + 1):
        day = new.first + timedelta(days=number)
        if new.who in chain(new.by, day, others):
            return day
    return None
