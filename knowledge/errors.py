"""What can go wrong in the knowledge base, and where: one small tree of exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong in a content file, written in French for the person who edits it.

    `file` is relative to the content folder, `key` names the line, `found` is what was written there.
    """

    file: str
    key: str
    found: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file} · {self.key}" if self.key else self.file
        return f"{place} : {self.message}"


class KnowledgeError(Exception):
    """Root of everything this package raises."""


class ContentError(KnowledgeError):
    """Content that cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FactError(KnowledgeError):
    """A fact that cannot be read: unknown name, or a value that is not of its kind. The text is French."""

    def __init__(self, fact: str, message: str) -> None:
        self.fact = fact
        super().__init__(message)


class UnknownStage(KnowledgeError):
    """A stage or event id that the content does not hold; `nearest` names the closest ones."""

    def __init__(self, stage: str, nearest: Sequence[str]) -> None:
        self.stage = stage
        self.nearest = tuple(nearest)
        super().__init__(stage)
