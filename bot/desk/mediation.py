"""Mediation with the landlord as a state machine: offers, not chat; both agree to one version, or neither.

Nothing is sent here. A step that cannot be is an exception with a reason that a phrase exists for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from pydantic import TypeAdapter

from bot.errors import BotError
from knowledge.instalments import Plan

Side = Literal["household", "landlord"]
Party = Literal["household", "landlord", "staff"]
State = Literal[
    "proposee", "refusee", "ouverte", "invitation", "discussion", "appel", "accord", "tenue", "arretee"
]
"""Asked of the household; it declines; it agrees; the landlord is invited; they talk; the permanence calls;
agreed; paid to the end; ended without agreement."""
SIDES: tuple[Side, Side] = ("household", "landlord")
TALKING: frozenset[State] = frozenset({"discussion", "appel"})
OVER: frozenset[State] = frozenset({"refusee", "tenue", "arretee"})
Reason = Literal["stale", "not_now", "call_first"]


class CannotBe(BotError):
    """A step that the state does not allow: an old version, too early, too late, or too many offers."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Offer:
    """A plan somebody proposed; its version is its number among all offers, from 1."""

    version: int
    by: Party
    plan: Plan


@dataclass(frozen=True)
class Draft:
    """An offer being made, answer by answer."""

    amount: Decimal | None = None
    first: date | None = None
    rent_from: date | None = None


@dataclass(frozen=True)
class Said:
    """What each side says of one instalment: «paid» or «received» is True, «not» is False, silence None."""

    household: bool | None = None
    landlord: bool | None = None

    @property
    def missed(self) -> bool:
        """One «no» is enough: the permanence looks into it."""
        return self.household is False or self.landlord is False

    @property
    def kept(self) -> bool:
        """Somebody says yes and nobody says no."""
        return not self.missed and (self.household is True or self.landlord is True)

    @property
    def disputed(self) -> bool:
        """One says yes, the other no."""
        return None not in (self.household, self.landlord) and self.household != self.landlord


@dataclass(frozen=True)
class Mediation:
    """All that is remembered of one mediation."""

    state: State
    debt: Decimal
    consent: str = ""
    """The text that the household read before it agreed."""
    show_budget: bool = False
    offers: tuple[Offer, ...] = ()
    accepted: frozenset[Side] = frozenset()
    """Who agrees to the newest offer."""
    names: Mapping[str, str] = field(default_factory=dict)
    """How each side named itself for the protocol; "" where it leaves a line to fill in by hand."""
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    """By number of instalment."""
    settled: frozenset[int] = frozenset()
    """The instalments that are counted."""
    quiet: bool = False
    """The household asked for no more reminders."""
    counted: frozenset[str] = frozenset()
    """The steps that are counted."""

    @property
    def offer(self) -> Offer | None:
        """The newest offer."""
        return self.offers[-1] if self.offers else None

    @property
    def plan(self) -> Plan | None:
        """What was agreed on, once it is."""
        return self.offers[-1].plan if self.offers and self.state in ("accord", "tenue") else None

    @property
    def missed(self) -> tuple[int, ...]:
        """The instalments of which somebody says no."""
        return tuple(sorted(number for number, said in self.said.items() if said.missed))


def agree_to_contact(known: Mediation, agreed: bool, consent: str) -> Mediation:
    """The household's answer to «may we write to your landlord?», with the text it read."""
    if known.state != "proposee":
        raise CannotBe("stale")
    return replace(known, state="ouverte" if agreed else "refusee", consent=consent)


def invite(known: Mediation) -> Mediation:
    """The landlord may be invited, and invited again until it has come."""
    if known.state not in ("ouverte", "invitation"):
        raise CannotBe("not_now")
    return replace(known, state="invitation")


def join(known: Mediation) -> Mediation:
    """The landlord has come."""
    if known.state != "invitation":
        raise CannotBe("stale")
    return replace(known, state="discussion")


def propose(known: Mediation, by: Party, plan: Plan, rounds: int) -> Mediation:
    """A new version: whoever agreed to the one before must agree again; its author agrees to it.

    After `rounds` offers only staff propose, who have called. Staff may also open an agreement again.
    """
    if known.state == "appel" and by != "staff":
        raise CannotBe("call_first")
    if known.state not in TALKING and not (known.state == "accord" and by == "staff"):
        raise CannotBe("not_now")
    offer = Offer(len(known.offers) + 1, by, plan)
    accepted: frozenset[Side] = frozenset() if by == "staff" else frozenset({by})
    drafts = {party: draft for party, draft in known.drafts.items() if party != by}
    state: State = "appel" if offer.version > rounds else "discussion"
    return replace(
        known,
        state=state,
        debt=plan.debt,
        offers=(*known.offers, offer),
        accepted=accepted,
        drafts=drafts,
        said={},
        settled=frozenset(),
    )


def accept(known: Mediation, side: Side, version: int) -> Mediation:
    """One side agrees to this version; once both do, it is agreed."""
    _current(known, version)
    accepted = known.accepted | {side}
    return replace(known, accepted=accepted, state="accord" if accepted == set(SIDES) else known.state)


def refuse(known: Mediation, side: Side, version: int, rounds: int) -> Mediation:
    """One side refuses this version; after the last round the permanence calls."""
    _current(known, version)
    return replace(
        known,
        accepted=known.accepted - {side},
        state="appel" if version >= rounds else known.state,
    )


def _current(known: Mediation, version: int) -> None:
    if known.state not in TALKING:
        raise CannotBe("not_now")
    if known.offer is None or known.offer.version != version:
        raise CannotBe("stale")


def stop(known: Mediation) -> Mediation:
    """It ends without agreement, whoever wants it; an agreement stays what it is."""
    if known.state in OVER or known.state == "accord":
        raise CannotBe("stale")
    return replace(known, state="arretee", drafts={}, accepted=frozenset())


def hear(known: Mediation, side: Side, number: int, yes: bool) -> Mediation:
    """What one side says of one instalment; it may correct itself."""
    if known.plan is None or not 1 <= number <= known.plan.count:
        raise CannotBe("stale")
    before = known.said.get(number, Said())
    after = replace(before, household=yes) if side == "household" else replace(before, landlord=yes)
    return replace(known, said={**known.said, number: after})


def settle(known: Mediation, number: int) -> Mediation:
    """An instalment is counted; after the last one, with none missed, the plan was kept to the end."""
    if known.plan is None:
        raise CannotBe("stale")
    settled = known.settled | {number}
    kept = [known.said.get(one, Said()) for one in range(1, known.plan.count + 1)]
    done = number == known.plan.count and all(said.kept for said in kept)
    return replace(known, settled=settled, state="tenue" if done else known.state)


_STORED = TypeAdapter(Mediation)


def dump(known: Mediation) -> dict[str, Any]:
    """The mediation as JSON values; amounts as text, to the cent."""
    values: dict[str, Any] = _STORED.dump_python(known, mode="json")
    return values


def parse(values: Mapping[str, Any]) -> Mediation:
    """Read it back. Raises ValueError where it is broken."""
    return _STORED.validate_python(dict(values))


REFUSALS: Mapping[Reason, str] = MappingProxyType(
    {"stale": "mediation.stale", "not_now": "mediation.not_now", "call_first": "mediation.call_first"}
)
"""What is said of a step that cannot be."""
