"""What a household says became of it, as effects of a turn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Followed:
    """The household says what became of it (`situation`; None: as it said before). Counted when it is the
    `last` word, and only once. `relapse`: whether a new rent is unpaid, "yes" or "no"."""

    after: str
    situation: str | None
    last: bool
    relapse: str = ""


@dataclass(frozen=True)
class ComeBack:
    """The household needs its permanence again: its last case is opened again, or its open one is told."""
