"""A case as the desk sees it, and what the desk may change of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bot.desk.rights import permits
from bot.i18n import Safe
from bot.library import TRIAGE
from knowledge.appointments import Appointment

State = Literal["waiting", "claimed", "closed"]
STATES: Mapping[str, State] = {"waiting": "waiting", "claimed": "claimed", "closed": "closed"}
ASKED = ("maintien", "plan_en_cours", "relogement", "oriente", "sans_suite")
"""Outcomes that the household is asked about first: has it still need of help?"""
AT_ONCE = ("doublon", "demenage", "decede", "autre")
"""Outcomes that end a case at once."""
UNSAID = frozenset({"decede"})
"""Outcomes that nothing is written to the household's chat about."""
OUTCOMES = (*ASKED, *AT_ONCE)


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
    unreachable: date | None = None
    """Since when nothing can be delivered to the household."""
    mediation: Safe = Safe("")
    """Where the mediation with the landlord is, as a line of the card."""
    proposed: str | None = None
    """In triage: the permanence that routing proposes."""
    proposed_name: str = ""
    reasons: tuple[str, ...] = ()
    """In triage: what else the routing says, line by line."""
    leaves_at: datetime | None = None
    """In triage: when the case goes to the proposed permanence by itself."""
    received: tuple[str, ...] = ()
    """Where this household was received before, oldest first, as a line of its card tells it."""
    closing: tuple[str, date] | None = None
    """The outcome that the household is asked about, and until when its answer is awaited."""
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

    @property
    def in_triage(self) -> bool:
        """Whether a triage team has it, and no permanence yet."""
        return self.permanence.startswith(TRIAGE)


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
    reopened: bool = False
