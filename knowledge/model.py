"""The shapes of content: what a file of the knowledge base may hold, once read and checked.

Every class is frozen. Keys are English, ids and terms of art French. `checked_on` is the day somebody last
read the source, `review_by` the day the text must be read again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import PlainValidator

from knowledge.durations import Duration, parse_duration
from knowledge.reading import STRICT

Confidence = Literal["haute", "moyenne", "basse"]
Audience = Literal["household", "worker"]
Acts = Literal["household", "other"]
Length = Annotated[Duration, PlainValidator(parse_duration)]
Scalar = bool | int | float | str
Texts = dict[str, str]


@dataclass(frozen=True)
class ParameterValue:
    """One value of a rule of law, from a day on: a length, amount or rate, with where it is written."""

    __pydantic_config__ = STRICT
    since: date
    article: str
    sources: tuple[str, ...]
    confidence: Confidence
    duration: Length | None = None
    amount: Decimal | None = None
    unit: str = ""
    until: date | None = None
    why: str = ""
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the value applied on `day` (both ends included)."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Parameter:
    """A rule of law with its values over time, and which date decides between them.

    `decided_by` is a fact, or «depart» (the day the limit starts), «fin» (the day it would end) or «jour»
    (today). `prudent = "shortest"` shows the shortest arguable value first, then the decided one as later.
    `stated_by` is a fact that replaces the value when known; `extended_by` one that may only make it longer.
    """

    __pydantic_config__ = STRICT
    title: str
    decided_by: str
    checked_on: date
    review_by: date
    value: tuple[ParameterValue, ...]
    prudent: Literal["decided", "shortest"] = "decided"
    prudent_why: str = ""
    unknown_why: str = ""
    unknown_later: str = ""
    stated_by: str = ""
    stated_why: str = ""
    extended_by: str = ""
    extended_why: str = ""
    reviewer: str = ""
    doubt: str = ""
    id: str = ""


@dataclass(frozen=True)
class Case:
    """One way a limit applies: the first case whose `when` holds is used.

    `when` gives, for each fact, the values that fit; «?» fits an unknown fact, «*» any value, «<2023-07-29»
    and «>=2023-07-29» dates. Without a parameter the limit does not exist in that case, and `none` says why.
    """

    __pydantic_config__ = STRICT
    when: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    parameter: str = ""
    later: str = ""
    later_reason: str = ""
    because: str = ""
    none: str = ""
    fact: str = ""
    ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Yearly:
    """A season that comes back every year, such as the winter truce; `give` says which end is the limit."""

    __pydantic_config__ = STRICT
    starts: str
    ends: str
    give: Literal["start", "end"]
    article: str
    sources: tuple[str, ...]
    confidence: Confidence
    checked_on: date
    outside: str = ""


@dataclass(frozen=True)
class DeadlineRule:
    """How one limit is counted: from which fact (the first one known), which way, and whether its end may be
    moved.

    When the fact `met_by` is known and later than the limit, `missed` is said.

    `report` is CPC 642 (a last day that is not a working day moves to the next one): oui, non, incertain.
    """

    __pydantic_config__ = STRICT
    id: str
    label: str
    acts: Acts
    counted_from: tuple[str, ...]
    case: tuple[Case, ...] = ()
    limits: tuple[str, ...] = ()
    direction: Literal["after", "before"] = "after"
    after: str = ""
    report: Literal["oui", "non", "incertain"] = "non"
    when: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    question: tuple[str, ...] = ()
    only_if_asked: bool = False
    optional: bool = False
    remind: tuple[Length, ...] = ()
    yearly: Yearly | None = None
    met_by: str = ""
    missed: str = ""


@dataclass(frozen=True)
class Note:
    """A sentence of law without a date, said when its conditions hold; `fact` makes it a reason for refusing
    that fact.
    """

    __pydantic_config__ = STRICT
    text: str
    when: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)
    fact: str = ""


@dataclass(frozen=True)
class Example:
    """Facts and the dates the law gives for them; run as a test."""

    __pydantic_config__ = STRICT
    facts: dict[str, Scalar]
    prudent: dict[str, date] = field(default_factory=dict)
    later: dict[str, date] = field(default_factory=dict)
    missing: tuple[str, ...] | None = None
    refused: tuple[str, ...] = ()
    today: date = date(2026, 11, 21)


@dataclass(frozen=True)
class Stage:
    """A step of the procedure, or an event that starts a time limit: what arrives, what to do, what comes
    next.
    """

    __pydantic_config__ = STRICT
    title: str
    kind: Literal["stage", "event"]
    urgency: int
    checked_on: date
    review_by: date
    sources: tuple[str, ...]
    served_by: str = ""
    arrives: str = ""
    comes_next: str = ""
    not_tomorrow: str = ""
    do: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    same_limits_as: str = ""
    intents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    domaine: str = ""
    fiche: str = ""
    doubts: tuple[str, ...] = ()
    deadline: tuple[DeadlineRule, ...] = ()
    note: tuple[Note, ...] = ()
    example: tuple[Example, ...] = ()
    id: str = ""

    @property
    def deadlines(self) -> tuple[DeadlineRule, ...]:
        """The limits this stage starts, the one to act on first."""
        return self.deadline


@dataclass(frozen=True)
class LimitCheck:
    """One limit of the reference register: where it is computed, and one example that must hold."""

    __pydantic_config__ = STRICT
    stage: str
    deadline: str
    facts: dict[str, Scalar]
    prudent: date
    preset: dict[str, Scalar] = field(default_factory=dict)
    later: date | None = None
    today: date = date(2026, 11, 21)


@dataclass(frozen=True)
class Basis:
    """Where a date comes from: article, pages read, day they were checked, how sure they are."""

    article: str
    source: str
    checked_on: date
    confidence: Confidence
