"""The first talk of a permanence: what comes in, what housing takes, what is left, what could be repaid.

Amounts are euros a month. Nothing is guessed: a missing figure is named. Marks (30 %, one fifth of what is
left) come from `content/budget.toml` and are talking points, not rules of law; 36 months is the most a
judge may give (loi 89-462, art. 24 V).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Literal

from knowledge.model import Scalar
from knowledge.reading import STRICT
from knowledge.situation import Situation

NEEDED = ("ressources", "loyer")
ZERO = Decimal(0)
Occasion = Literal["always", "debt", "no_aid", "aid_and_debt", "high_effort", "too_heavy"]


@dataclass(frozen=True)
class Marks:
    """The figures a budget is read against."""

    __pydantic_config__ = STRICT
    effort: Decimal
    share: Decimal
    step: int
    months: int
    sources: tuple[str, ...]
    checked_on: date


@dataclass(frozen=True)
class Right:
    """Something perhaps not claimed yet: a question, and the fiche that explains it."""

    __pydantic_config__ = STRICT
    text: str
    when: Occasion
    fiche: str


@dataclass(frozen=True)
class BudgetExample:
    """Facts and what the budget must say of them; run as a test."""

    __pydantic_config__ = STRICT
    facts: dict[str, Scalar]
    housing: Decimal
    effort: Decimal
    left: Decimal
    instalment: Decimal
    rights: tuple[str, ...]
    months: int | None = None


@dataclass(frozen=True)
class BudgetRules:
    """The whole of `budget.toml`."""

    __pydantic_config__ = STRICT
    marks: Marks
    rights: dict[str, Right]
    text: dict[str, str]
    example: tuple[BudgetExample, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Budget:
    """One month. `instalment` is what could be offered; `months` is None when the debt does not fit in 36."""

    income: Decimal
    housing: Decimal
    others: Decimal
    left: Decimal
    left_per_person: Decimal
    effort: Decimal
    debt: Decimal
    instalment: Decimal
    months: int | None
    fragile: bool
    rights: tuple[str, ...]
    missing: tuple[str, ...]


def assess(situation: Situation, rules: BudgetRules) -> Budget | None:
    """The month of a household, or None while the income or the rent is not known (see `missing`)."""
    if missing(situation):
        return None
    income, housing = _money(situation, "ressources"), _housing(situation)
    others, debt = _money(situation, "dettes_autres"), _money(situation, "dette")
    left = income - housing - others
    effort = _round(housing / income, "0.001") if income else Decimal(1)
    instalment = _instalment(left, debt, rules.marks)
    months = _months(debt, instalment, rules.marks)
    fragile = effort > rules.marks.effort
    occasions = _occasions(situation, debt, fragile, too_heavy=bool(debt) and months is None)
    rights = tuple(name for name, right in rules.rights.items() if right.when in occasions)
    optional = tuple(
        name
        for name in ("charges", "aide_logement", "dette", "dettes_autres", "personnes")
        if situation.state(name) == "not_asked"
    )
    return Budget(
        income,
        housing,
        others,
        left,
        _round(left / _people(situation), "1"),
        effort,
        debt,
        instalment,
        months,
        fragile,
        rights,
        optional,
    )


def missing(situation: Situation) -> tuple[str, ...]:
    """The figures without which nothing can be said."""
    return tuple(name for name in NEEDED if situation.get(name) is None)


def summary(budget: Budget, rules: BudgetRules) -> str:
    """The page the person may keep, in French, one figure a line."""
    text = rules.text
    lines = [
        f"**{text['title']}**",
        text["income"].format(amount=euros(budget.income)),
        text["housing"].format(amount=euros(budget.housing)),
        text["effort"].format(percent=_round(budget.effort * 100, "1")),
    ]
    if budget.others:
        lines.append(text["other"].format(amount=euros(budget.others)))
    lines += [_left(budget, text), *_repayment(budget, text)]
    if budget.rights:
        lines += [text["check"], *(f"• {rules.rights[name].text}" for name in budget.rights)]
    return "\n".join([*lines, text["note"]])


def euros(amount: Decimal) -> str:
    """«1 920 €»: French thousands, cents only when there are some, with spaces that do not break."""
    whole = _round(amount, "1") if amount == amount.to_integral_value() else _round(amount, "0.01")
    return f"{whole:,}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _left(budget: Budget, text: Mapping[str, str]) -> str:
    if budget.left < 0:
        return text["short"].format(amount=euros(-budget.left))
    return text["left"].format(amount=euros(budget.left), per_person=euros(budget.left_per_person))


def _repayment(budget: Budget, text: Mapping[str, str]) -> list[str]:
    if not budget.debt:
        return []
    if not budget.instalment:
        return [text["nothing_left"]]
    if budget.months is None:
        return [text["too_heavy"]]
    return [text["instalment"].format(amount=euros(budget.instalment), months=budget.months)]


def _housing(situation: Situation) -> Decimal:
    return _money(situation, "loyer") + _money(situation, "charges") - _money(situation, "aide_logement")


def _instalment(left: Decimal, debt: Decimal, marks: Marks) -> Decimal:
    offered = (left * marks.share) // marks.step * marks.step if left > 0 else ZERO
    return min(offered, debt) if debt else ZERO


def _months(debt: Decimal, instalment: Decimal, marks: Marks) -> int | None:
    if not debt or not instalment:
        return None
    count = ceil(debt / instalment)
    return count if count <= marks.months else None


def _occasions(situation: Situation, debt: Decimal, fragile: bool, *, too_heavy: bool) -> frozenset[Occasion]:
    aid = bool(_money(situation, "aide_logement"))
    said: dict[Occasion, bool] = {
        "always": True,
        "debt": bool(debt),
        "no_aid": not aid,
        "aid_and_debt": aid and bool(debt),
        "high_effort": fragile,
        "too_heavy": too_heavy,
    }
    return frozenset(name for name, holds in said.items() if holds)


def _people(situation: Situation) -> int:
    stated = situation.get("personnes")
    children = situation.get("enfants")
    if isinstance(stated, int) and stated > 0:
        return stated
    return 1 + (children if isinstance(children, int) else 0)


def _money(situation: Situation, name: str) -> Decimal:
    value = situation.get(name)
    return value if isinstance(value, Decimal) else ZERO


def _round(amount: Decimal, step: str) -> Decimal:
    return amount.quantize(Decimal(step), rounding=ROUND_HALF_UP)
