"""A mediation with the landlord as data: where it is, what was offered, who agrees, what was paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import TypeAdapter

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

    @property
    def offer(self) -> Offer | None:
        """The newest offer."""
        return self.offers[-1] if self.offers else None

    @property
    def plan(self) -> Plan | None:
        """What was agreed on, once it is."""
        return self.offers[-1].plan if self.offers and self.state in ("accord", "tenue") else None

    @property
    def remaining(self) -> Decimal:
        """What is left of the debt: what was agreed on, less the instalments that somebody says are paid."""
        if self.plan is None:
            return self.debt
        kept = (one.amount for one in self.plan.table() if self.said.get(one.number, Said()).kept)
        return self.debt - sum(kept, Decimal(0))

    @property
    def missed(self) -> tuple[int, ...]:
        """The instalments of which somebody says no."""
        return tuple(sorted(number for number, said in self.said.items() if said.missed))


_STORED = TypeAdapter(Mediation)


def dump(known: Mediation) -> dict[str, Any]:
    """The mediation as JSON values; amounts as text, to the cent."""
    values: dict[str, Any] = _STORED.dump_python(known, mode="json")
    return values


def parse(values: Mapping[str, Any]) -> Mediation:
    """Read it back. Raises ValueError where it is broken."""
    return _STORED.validate_python(dict(values))
