"""Stages of the procedure, and what is still missing to say something exact at one of them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from knowledge.errors import UnknownStage
from knowledge.model import Stage
from knowledge.situation import Situation

if TYPE_CHECKING:
    from knowledge.loader import Knowledge

__all__ = ["Stage", "missing_facts", "stage_named"]


def stage_named(stage: str, knowledge: Knowledge) -> Stage:
    """The stage or event of that id. Raises UnknownStage with the nearest ids."""
    if stage in knowledge.stages:
        return knowledge.stages[stage]
    raise UnknownStage(stage, get_close_matches(stage, [*knowledge.stages, *knowledge.limits], n=3))


def missing_facts(stage: str, situation: Situation, knowledge: Knowledge) -> tuple[str, ...]:
    """The facts this stage needs that are neither known nor declined, in the order to ask them. Raises
    UnknownStage.
    """
    needs = stage_named(stage, knowledge).needs
    return tuple(fact for fact in needs if situation.state(fact) == "not_asked")
