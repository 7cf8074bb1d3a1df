"""A case as the desk sees it, and what the desk may change of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bot.desk.rights import permits
from knowledge.appointments import Appointment

State = Literal["waiting", "claimed", "closed"]
STATES: Mapping[str, State] = {"waiting": "waiting", "claimed": "claimed", "closed": "closed"}
OUTCOMES = ("maintien", "plan_en_cours", "relogement", "oriente", "sans_suite", "doublon")


@dataclass(frozen=True)
class Case:
    """One household's case at one permanence. `lines` and `words` are what it agreed to pass on."""

    reference: str
    permanence: str
    state: State
    urgency: int
    stage: str | None
    act_before: date | None
    last_useful: datetime | None
    lines: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    why: str
    language: str
    consent_at: datetime
    claimed_by: int | None = None
    claimed_name: str = ""
    callback: bool = False
    outcome: str | None = None
    appointment: Appointment | None = None
    """The place it has, or the last one that was kept or not."""
    began: bool = False
    """Whether the session of that appointment has begun: from then on staff say whether they met."""
    waits: bool = False
    received: tuple[str, ...] = ()
    """Where this household was received before, oldest first, as a line of its card tells it."""
    transfer: tuple[str, str] | None = None
    """The permanence that the household is asked about, and the reason."""
    away_until: date | None = None
    """The last day that who follows the case is away; None when there."""
    stand_in: str = ""
    """Who takes over meanwhile; empty for nobody."""
    passed_over: int = 0
    """How many sessions have gone by without anybody taking it, or doing anything with it."""

    @property
    def will_meet(self) -> bool:
        """Whether an appointment is to come."""
        return self.appointment is not None and not self.began


@dataclass(frozen=True)
class Member:
    """Somebody acting at the desk, with what the database grants them (never what a group grants)."""

    user_id: int
    name: str
    permanences: frozenset[str] = frozenset()
    """Where this person works on cases."""
    roles: frozenset[tuple[str, str | None]] = frozenset()
    """Every role with its permanence; None is the whole territory."""

    def may(self, right: str, permanence: str) -> bool:
        """Whether a role of this person at the permanence, or everywhere, includes the right."""
        return any(permits(role, right) for role, where in self.roles if where in (permanence, None))

    def roles_at(self, permanence: str) -> frozenset[str]:
        """The roles of this person that count at the permanence."""
        return frozenset(role for role, where in self.roles if where in (permanence, None))

    def may_work_on(self, case: Case) -> bool:
        """Whether this person belongs to the permanence that holds the case."""
        return case.permanence in self.permanences


@dataclass(frozen=True)
class DeskTurn:
    """What one gesture at the desk changes. Texts are phrase keys with their values; nothing is sent here."""

    changes: dict[str, Any] = field(default_factory=dict)
    to_household: tuple[tuple[str, dict[str, str]], ...] = ()
    to_group: tuple[tuple[str, dict[str, str]], ...] = ()
    notice: tuple[str, dict[str, str]] | None = None
    diary: tuple[str, str] | None = None
    """What to do in the diary (`offer`, `came`, `missed`, `call_off`) with the session that starts then."""
    audit: str = ""
    card: bool = True
    closed: bool = False
