"""The small sentences of stages, deadlines and contacts in other languages, found by their French text.

A French sentence that changes loses its translation by itself: the French is then said, never an outdated
translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.reading import STRICT, Reader, message, near

if TYPE_CHECKING:
    from knowledge.loader import Knowledge

FOLDER = "phrases"


@dataclass(frozen=True)
class Phrases:
    """One language: French sentence → its translation."""

    __pydantic_config__ = STRICT
    text: dict[str, str] = field(default_factory=dict)

    def say(self, french: str) -> str:
        """The translation of a French sentence, or the sentence itself."""
        return self.text.get(french, french)


FRENCH = Phrases()


def read_phrases(reader: Reader) -> Mapping[str, Phrases]:
    """Every language of the `phrases` folder; their problems are written in `reader`."""
    found: dict[str, Phrases] = {}
    for path in sorted((reader.root / FOLDER).glob("*.toml")):
        phrases = reader.toml(path, Phrases)
        if phrases is not None:
            found[path.stem] = phrases
    return found


def check_phrases(knowledge: Knowledge, reader: Reader) -> None:
    """Write down, in `reader`, translations of a French sentence that is no longer said."""
    known = set(said(knowledge))
    for language, phrases in knowledge.phrases.items():
        path = reader.root / FOLDER / f"{language}.toml"
        for french in phrases.text.keys() - known:
            reader.add(path, "text", french, message("orphan_phrase", found=french, near=near(french, known)))


def said(knowledge: Knowledge) -> Iterator[str]:
    """Every French sentence a stage, a deadline or a contact may say, before its blanks are filled."""
    for stage in knowledge.stages.values():
        yield from (stage.title, stage.not_tomorrow, *(note.text for note in stage.note))
        for rule in stage.deadline:
            yield from (rule.label, rule.missed, rule.yearly.outside if rule.yearly else "")
            for case in rule.case:
                yield from (case.because, case.later_reason, case.none)
    for parameter in knowledge.parameters.values():
        yield from (parameter.prudent_why, parameter.unknown_why, parameter.unknown_later)
        yield from (parameter.stated_why, parameter.extended_why)
        for value in parameter.value:
            yield from (value.why, str(value.duration or ""))
    for contact in knowledge.contacts.values():
        yield from (contact.name, contact.hours)
    yield from knowledge.notices["report"].values()
    yield from knowledge.notices["contradiction"].values()
