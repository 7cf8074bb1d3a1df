"""An offer being made, one question at a time, the same for household, landlord and staff."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from bot.desk.mediation import Draft, Mediation, Offer, Party, parse
from bot.i18n import Safe, Voice
from intents.answers import AnswerReader
from knowledge.instalments import (
    MediationRules,
    Plan,
    Problem,
    amounts,
    first_days,
    months_rent,
    problem,
)

Step = Literal["amount", "first", "rent", "confirm"]
TYPED: Mapping[Step, str] = {"amount": "type_amount", "first": "type_first"}
"""What can also be written: the value of the button that asks for it."""
STEP_EUROS = 5


@dataclass(frozen=True)
class Ground:
    """What an offer is made on: the debt, what the budget sustains (where its maker may know), the rules."""

    debt: Decimal
    sustainable: Decimal | None
    rules: MediationRules
    today: date


def next_step(draft: Draft) -> Step:
    """What is still to be said."""
    if draft.amount is None:
        return "amount"
    if draft.first is None:
        return "first"
    return "rent" if draft.rent_from is None else "confirm"


def options(step: Step, ground: Ground, voice: Voice) -> tuple[tuple[str, str], ...]:
    """(value, label) of each button of a step."""
    if step == "amount":
        found = amounts(ground.debt, ground.sustainable, ground.rules.months, STEP_EUROS)
        listed = tuple((f"amount:{one}", _amount(one, ground, voice)) for one in found)
    elif step == "first":
        listed = tuple((f"first:{day}", voice.near_day(day)) for day in first_days(ground.today))
    elif step == "rent":
        return tuple((f"rent:{month}", voice.month(month)) for month in months_rent(ground.today))
    else:
        keys = ("send", "again", "drop")
        return tuple((key, voice.label(f"button.mediation_{key}")) for key in keys)
    typed = TYPED[step]
    return (*listed, (typed, voice.label(f"button.mediation_{typed}")))


def _amount(amount: Decimal, ground: Ground, voice: Voice) -> str:
    count = Plan(ground.debt, amount, ground.today, ground.today).count
    return voice.label("button.mediation_amount", amount=voice.euros(amount), count=count)


def take(draft: Draft, step: str, value: str) -> Draft:
    """The draft with one answer more. Raises ValueError for what is no answer to this step."""
    if step == "amount":
        try:
            return replace(draft, amount=Decimal(value).quantize(Decimal("0.01")))
        except ArithmeticError as error:
            raise ValueError(value) from error
    day = date.fromisoformat(value)
    return replace(draft, first=day) if step == "first" else replace(draft, rent_from=day)


def read(step: str, text: str, reads: AnswerReader, language: str, today: date) -> str | None:
    """A typed answer as the value of a button would be, or None where it cannot be read."""
    if step == "amount":
        amount = reads.read_amount(text, language)
        return None if amount is None else str(amount)
    reading = reads.read_date(text, today, prefer="future", language=language)
    return reading.value.isoformat() if reading.value and reading.precision == "day" else None


def fault(draft: Draft, ground: Ground) -> Problem | None:
    """What is wrong with the draft as far as it goes: said at once, not at the end."""
    stand_in = Draft(ground.debt, first_days(ground.today)[0], months_rent(ground.today)[0])
    return problem(plan_of(draft, ground.debt, stand_in), ground.today, ground.rules.months)


def plan_of(draft: Draft, debt: Decimal, stand_in: Draft | None = None) -> Plan:
    """The plan that a draft makes; what it does not say yet is taken from `stand_in`."""
    rest = stand_in or Draft()
    amount, first = draft.amount or rest.amount, draft.first or rest.first
    rent_from = draft.rent_from or rest.rent_from
    if amount is None or first is None or rent_from is None:
        raise ValueError("the draft is not finished")
    return Plan(debt, amount, first, rent_from)


def told(plan: Plan, voice: Voice) -> Safe:
    """A plan, one thing a line, with everything that follows from it."""
    last = plan.last
    return voice.say(
        "mediation.plan",
        debt=voice.euros(plan.debt),
        month=voice.month(plan.rent_from),
        amount=voice.euros(plan.amount),
        first=voice.day(plan.first),
        count=plan.count,
        last=voice.euros(last.amount),
        end=voice.day(last.due),
    )


def on_the_card(known: Mediation, voice: Voice) -> Safe:
    """One line of the card: where the mediation is, and what is missed."""
    count = known.plan.count if known.plan else len(known.offers)
    kept = sum(said.kept for said in known.said.values())
    key = "missed" if known.state == "accord" and known.missed else known.state
    return voice.say(f"card.mediation_{key}", count=count, kept=kept, missed=len(known.missed))


def of_the_card(values: Mapping[str, Any], voice: Voice) -> Safe:
    """The same line, of a mediation as it is stored."""
    return on_the_card(parse(values), voice)


def headed(offer: Offer, known: Mediation, reader: Party, voice: Voice) -> Safe:
    """An offer as one party reads it: its number, whose it is, who agrees, the plan."""
    by = "you" if offer.by == reader else offer.by
    head = voice.say("mediation.offer", version=offer.version, by=voice.label(f"mediation.by_{by}"))
    agreed = [side for side in sorted(known.accepted) if side != offer.by and side != reader]
    lines = [head, told(offer.plan, voice)]
    lines += [voice.say("mediation.accepted_by", by=voice.label(f"mediation.by_{side}")) for side in agreed]
    return Safe("\n".join(lines))
