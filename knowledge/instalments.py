"""Paying a debt month by month: how many instalments, which day, how much. Euros and cents are exact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from knowledge.durations import add_months
from knowledge.reading import STRICT

CENT = Decimal("0.01")
FAR = timedelta(days=100)
"""The first instalment is agreed for soon: later than this, it is a delay and not a plan."""
MONTHS_FOR_THE_RENT = 3
Problem = Literal["debt", "amount", "too_long", "past", "far", "rent"]


@dataclass(frozen=True)
class Cited:
    """A sentence of law, with where it stands."""

    __pydantic_config__ = STRICT
    text: str
    article: str
    sources: tuple[str, ...]
    checked_on: date


@dataclass(frozen=True)
class MediationRules:
    """The whole of `mediation.toml`; lengths in days, months and offers as their names say."""

    __pydantic_config__ = STRICT
    months: int
    rounds: int
    invitation_days: int
    remind_days: int
    check_days: int
    settle_days: int
    broken_after: int
    sources: tuple[str, ...]
    checked_on: date
    clock: Cited
    contract: Cited


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment: its number from 1, its day, its amount."""

    number: int
    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """What is agreed on: the rent paid again from the month of `rent_from` (its first day), and `debt` in
    instalments of `amount` from `first` on, the last one smaller where it does not come out even.
    """

    debt: Decimal
    amount: Decimal
    first: date
    rent_from: date

    @property
    def count(self) -> int:
        """How many instalments: the debt divided by the amount, rounded up."""
        return int((self.debt / self.amount).to_integral_value(ROUND_CEILING))

    @property
    def last(self) -> Instalment:
        """The last instalment."""
        return self.table()[-1]

    def table(self) -> tuple[Instalment, ...]:
        """Every instalment, on the day number of the first one, or the last day of a shorter month.

        Their sum is the debt, to the cent.
        """
        whole = self.count - 1
        amounts = [*[self.amount] * whole, self.debt - self.amount * whole]
        return tuple(
            Instalment(number, add_months(self.first, number - 1), amount)
            for number, amount in enumerate(amounts, start=1)
        )


def problem(plan: Plan, today: date, months: int) -> Problem | None:
    """What is wrong with a plan proposed on `today`, the first thing found; None where nothing is."""
    if not _euros(plan.debt):
        return "debt"
    if not _euros(plan.amount) or plan.amount > plan.debt:
        return "amount"
    if plan.count > months:
        return "too_long"
    if plan.first <= today:
        return "past"
    if plan.first > today + FAR:
        return "far"
    this_month = today.replace(day=1)
    months_offered = [add_months(this_month, count) for count in range(MONTHS_FOR_THE_RENT + 1)]
    return None if plan.rent_from in months_offered else "rent"


def _euros(amount: Decimal) -> bool:
    """Whether it is a sum that can be paid: more than nothing, in whole cents."""
    return amount > 0 and amount == amount.quantize(CENT)


def months_rent(today: date) -> tuple[date, ...]:
    """The months from which the rent may be said to be paid again: this one and the two after."""
    return tuple(add_months(today.replace(day=1), count) for count in range(MONTHS_FOR_THE_RENT))


def amounts(debt: Decimal, sustainable: Decimal | None, months: int, step: int) -> tuple[Decimal, ...]:
    """At most three amounts worth proposing, the smallest first: over `months`, two thirds and a third of
    them, rounded up to `step`; with what a budget sustains in the place of the nearest, where it is known.
    """
    shares = sorted({_up(debt / count, step) for count in (months, months * 2 // 3, months // 3)})
    found = [min(share, debt) for share in shares]
    if sustainable and sustainable <= debt and _euros(sustainable):
        nearest = min(found, key=lambda one: abs(one - sustainable))
        if Plan(debt, sustainable, date.min, date.min).count <= months:
            found[found.index(nearest)] = sustainable
    return tuple(sorted(set(found)))


def _up(amount: Decimal, step: int) -> Decimal:
    return (amount / step).to_integral_value(ROUND_CEILING) * step


def first_days(today: date) -> tuple[date, ...]:
    """Three days to begin on, when money has arrived: the 5th and the 10th to come, at least a week away."""
    begins = today + timedelta(days=7)
    months = [add_months(begins.replace(day=1), count) for count in range(3)]
    days = sorted(month.replace(day=day) for month in months for day in (5, 10))
    return tuple(day for day in days if day >= begins)[:3]
