"""What may be written where no person may be: codes, ids, small numbers. Anything that could be text is
refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from storage.errors import PersonalData

Scalar = str | int | float | bool | None

# A code, an id, a date: no space, hence no sentence; no run of seven digits, hence no phone and no chat id.
_CODE = re.compile(r"(?!.*\d{7})[\w.:+/,=#-]{0,120}", re.ASCII)
# Any larger number may be a chat or a phone, save under the names of numbers the store itself gives out.
_LARGEST_NUMBER = 999_999
_OWN_NUMBERS = frozenset({"row", "inbox", "outbox", "timer", "job", "document"})


def code(text: str) -> str:
    """`text`, when it is a code. Raises PersonalData, without repeating it, when it could be anything
    else.
    """
    if not _CODE.fullmatch(text):
        raise PersonalData(
            f"only codes and ids go here, never text, phones or chat ids: {len(text)} characters were refused"
        )
    return text


def canonical(values: Mapping[str, Scalar]) -> str:
    """The values as JSON, always the same for the same values. Raises PersonalData as `code` does."""
    for name, value in values.items():
        if isinstance(value, str):
            code(value)
        elif value is not None and abs(value) > _LARGEST_NUMBER and name not in _OWN_NUMBERS:
            raise PersonalData(f"{name} is too large to be a count: a chat id goes in as its keyed hash")
    return json.dumps(values, separators=(",", ":"), sort_keys=True)
