"""The clean place where permanences and the territory join the content: two functions of their own modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.reading import Reader


@dataclass(frozen=True)
class Places:
    """Who receives whom, and where: the permanences by id, and the communes."""

    permanences: Mapping[str, Any] = field(default_factory=dict)
    territory: Any = None


def read_places(reader: Reader) -> Places:
    """The permanences and communes of the content folder; their problems are written in `reader`."""
    return Places()
