"""Single fields of untrusted JSON: each getter gives a value of its type, or nothing, and never raises."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

EMPTY: Json = {}
_INTEGER_LIMIT = 2**63  # what a database column holds; Telegram's own ids have at most 52 bits


def as_object(value: Any) -> Json:
    """A JSON object; anything else is an empty one."""
    return value if isinstance(value, dict) else EMPTY


def as_integer(value: Any) -> int | None:
    """A whole number that fits a database column; anything else is None."""
    usable = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _INTEGER_LIMIT
    return value if usable else None


def as_seconds(value: Any) -> float:
    """A moment in seconds UTC; 0.0 when there is none."""
    number = as_integer(value)
    return float(number) if number is not None and number > 0 else 0.0


def as_text(value: Any) -> str:
    """A string that can be encoded: a lone surrogate, half of a broken emoji, becomes U+FFFD."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
