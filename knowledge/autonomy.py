"""The shared grid «prêt à accéder au logement autonome»: filled with the household, it opens graded answers.

Never a score: every suggestion comes with the answers that led to it, the alternatives stay visible, and an
incomplete
grid concludes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.errors import FactError
from knowledge.reading import STRICT, message, near

Sign = Literal["ok", "soutien", "etape", "adapte"]
DIRECT, SUPPORTED, SUBLET, ADAPTED = "acces_direct", "acces_accompagne", "sous_location", "habitat_adapte"
_LEADS: Mapping[Sign, str] = {"ok": DIRECT, "soutien": SUPPORTED, "etape": SUBLET, "adapte": ADAPTED}
_ORDER = (DIRECT, SUPPORTED, SUBLET, ADAPTED)


@dataclass(frozen=True)
class GridChoice:
    """One answer of a question, and what it is a sign of."""

    __pydantic_config__ = STRICT
    value: str
    label: str
    sign: Sign


@dataclass(frozen=True)
class GridQuestion:
    """One question of the grid, under one of its three elements."""

    __pydantic_config__ = STRICT
    id: str
    element: str
    text: str
    choices: tuple[GridChoice, ...]


@dataclass(frozen=True)
class GridAnswer:
    """One of the graded answers, and the fiche that explains it."""

    __pydantic_config__ = STRICT
    text: str
    fiche: str


@dataclass(frozen=True)
class GridExample:
    """Answers given, and the first suggestion they must open; run as a test."""

    __pydantic_config__ = STRICT
    given: dict[str, str]
    first: str


@dataclass(frozen=True)
class Grid:
    """The whole of `grille_acces.toml`."""

    __pydantic_config__ = STRICT
    sources: tuple[str, ...]
    checked_on: date
    elements: dict[str, str]
    question: tuple[GridQuestion, ...]
    answers: dict[str, GridAnswer]
    text: dict[str, str]
    example: tuple[GridExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is suggested: the question, and what was answered."""

    element: str
    question: str
    answered: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One graded answer with the reasons that lead to it."""

    answer: str
    text: str
    fiche: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class GridResult:
    """What to talk about with the person: the first suggestion, the others, and the questions still open."""

    suggestions: tuple[Suggestion, ...]
    open: tuple[str, ...]
    note: str


def evaluate(given: Mapping[str, str], grid: Grid) -> GridResult:
    """Graded answers for a complete grid; none, and the open questions, for an incomplete one.

    Raises FactError on a question or an answer that the grid does not hold.
    """
    for name, value in given.items():
        _known(name, value, grid)
    left = tuple(question.id for question in grid.question if question.id not in given)
    if left:
        return GridResult((), left, grid.text["open"].format(count=len(left)))
    reasons = _reasons(given, grid)
    deepest = max(_ORDER.index(_LEADS[sign]) for sign in reasons)
    path = sorted(_ORDER[: deepest + 1], key=_ORDER.index, reverse=True)
    found = tuple(_suggestion(name, reasons, grid) for name in path)
    return GridResult(found, (), grid.text["together"])


def _reasons(given: Mapping[str, str], grid: Grid) -> dict[Sign, list[Reason]]:
    reasons: dict[Sign, list[Reason]] = {}
    for question in grid.question:
        choice = next(choice for choice in question.choices if choice.value == given[question.id])
        reason = Reason(grid.elements[question.element], question.text, choice.label)
        reasons.setdefault(choice.sign, []).append(reason)
    return reasons


def _suggestion(name: str, reasons: Mapping[Sign, list[Reason]], grid: Grid) -> Suggestion:
    because = [reason for sign, found in reasons.items() if _LEADS[sign] == name for reason in found]
    return Suggestion(name, grid.answers[name].text, grid.answers[name].fiche, tuple(because))


def _known(name: str, value: str, grid: Grid) -> None:
    question = next((question for question in grid.question if question.id == name), None)
    if question is None:
        names = [question.id for question in grid.question]
        raise FactError(name, message("unknown_fact", found=name, near=near(name, names)))
    values = [choice.value for choice in question.choices]
    if value not in values:
        allowed = message("fact_choice", allowed=", ".join(values), near=near(value, values))
        raise FactError(name, message("fact", fact=name, found=value, allowed=allowed))
