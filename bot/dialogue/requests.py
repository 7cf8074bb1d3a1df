"""What a turn asks of the diary of the permanences, and of the register of households referred by workers."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.appointments import Appointment


@dataclass(frozen=True)
class Book:
    """Give the case this place, in the place of the one it has or holds; it waits no longer."""

    appointment: Appointment


@dataclass(frozen=True)
class Release:
    """The household gives back this place, booked or held."""

    appointment: Appointment


@dataclass(frozen=True)
class Confirm:
    """The household says that it will come."""

    appointment: Appointment


@dataclass(frozen=True)
class Wait:
    """Put the case on the permanence's waiting list. `before`: it has a place and wants an earlier one."""

    case: str
    permanence: str
    before: datetime | None = None


@dataclass(frozen=True)
class Introduce:
    """Keep what a worker told of a household (a session, as JSON), and show the link that it opens itself."""

    draft: int
    told: str


@dataclass(frozen=True)
class Forgo:
    """Nothing of a worker's draft is kept: the household said no, or the worker begins again."""

    draft: int


@dataclass(frozen=True)
class Answered:
    """The household answered to what a worker told of it: the case that was opened, or "" for a refusal."""

    referral: int
    case: str = ""
