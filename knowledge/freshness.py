"""An old text changes the answer: past its review date it carries a caveat, long past it is withheld and a
human is offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from knowledge.loader import Knowledge

State = Literal["fresh", "caveat", "withheld"]
TOLERATED = timedelta(days=180)
SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Due:
    """A file that must be read again, and by when."""

    file: str
    review_by: date


def state(
    review_by: date, today: date, valid_from: date | None = None, valid_to: date | None = None
) -> State:
    """Whether a text may be shown as it is, with a caveat, or not at all (outside its validity, or far
    overdue).
    """
    outside = (valid_from is not None and today < valid_from) or (valid_to is not None and today > valid_to)
    if outside or today > review_by + TOLERATED:
        return "withheld"
    return "caveat" if today > review_by else "fresh"


def notice(found: State, review_by: date, knowledge: Knowledge, language: str = "fr") -> str | None:
    """The sentence that goes with a text that is no longer fresh; None when it is."""
    if found == "fresh":
        return None
    said = knowledge.notices["freshness"]
    text = said.get(f"{found}_{language}", said[found])
    return text.format(review_by=review_by.strftime("%d/%m/%Y"))


def due(knowledge: Knowledge, today: date, within: timedelta = SOON) -> tuple[Due, ...]:
    """Every file whose review falls due `within` that time, the soonest first."""
    found = [item for item in _reviewed(knowledge) if item.review_by <= today + within]
    return tuple(sorted(found, key=lambda item: (item.review_by, item.file)))


def _reviewed(knowledge: Knowledge) -> Iterator[Due]:
    for stage in knowledge.stages.values():
        yield Due(f"stages/{stage.id}.toml", stage.review_by)
    for parameter in knowledge.parameters.values():
        yield Due(f"parameters/{parameter.id}.toml", parameter.review_by)
    for (language, name), fiche in knowledge.fiches.items():
        if language == "fr":
            yield Due(f"fiches/fr/{name}.md", fiche.review_by)
