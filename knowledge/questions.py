"""The questions a household may be asked: one per fact, in several languages, with what would be an absurd
answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from knowledge.durations import add
from knowledge.model import Length, Texts
from knowledge.reading import STRICT

FALLBACK = "fr"


@dataclass(frozen=True)
class Choice:
    """A button: the value it stores and its label by language."""

    __pydantic_config__ = STRICT
    value: str
    label: Texts


@dataclass(frozen=True)
class Question:
    """How a fact is asked. `earliest` and `latest` bound a believable date, counted from the day of the
    question.
    """

    __pydantic_config__ = STRICT
    text: Texts
    help: Texts = field(default_factory=dict)
    at: dict[str, Texts] = field(default_factory=dict)
    choice: tuple[Choice, ...] = ()
    earliest: Length | None = None
    latest: Length | None = None
    too_early: Texts = field(default_factory=dict)
    too_late: Texts = field(default_factory=dict)
    fact: str = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The buttons, in order."""
        return self.choice

    def text_in(self, language: str, stage: str | None = None) -> str:
        """The question in that language (French when not translated), as asked at that stage."""
        special = self.at.get(stage or "", {})
        return (
            special.get(language) or self.text.get(language) or special.get(FALLBACK) or self.text[FALLBACK]
        )

    def help_in(self, language: str) -> str:
        """Where to find the answer; empty when there is nothing to add."""
        return self.help.get(language) or self.help.get(FALLBACK, "")

    def choices_in(self, language: str) -> tuple[tuple[str, str], ...]:
        """(value, label) of every button."""
        return tuple((item.value, item.label.get(language) or item.label[FALLBACK]) for item in self.choice)

    def doubt(self, day: date, today: date, language: str = FALLBACK) -> str | None:
        """The human sentence when `day` cannot be right (future, too old); None when it is believable."""
        if self.latest is not None and day > add(today, self.latest):
            return self.too_late.get(language) or self.too_late[FALLBACK]
        if self.earliest is not None and day < add(today, self.earliest):
            return self.too_early.get(language) or self.too_early[FALLBACK]
        return None
