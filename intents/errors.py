"""What can go wrong in `intents`, as one small tree."""

from dataclasses import dataclass


class IntentsError(Exception):
    """Root of every error this package raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One fault of a content file, in words a content writer can act on."""

    file: str
    key: str
    found: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.file} · {self.key} : {self.message} (trouvé : {self.found})"


class ContentError(IntentsError):
    """The content cannot be used; `problems` lists every fault found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class ModelError(IntentsError):
    """A stored model cannot be read, or was made from other content."""
