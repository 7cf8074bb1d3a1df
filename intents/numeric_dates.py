"""Dates written in digits: «12/11», «10.11.2026», «2026-11-10»; never a sum nor an hour."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from intents.calendar_days import day_month, full_year, safe_date
from intents.date_frame import FoundDate, Frame

_NUMERIC = re.compile(
    r"(?<![\d.,/-])(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})([/.-])(\d{1,2})(?:\5(\d{4}|\d{2}))?)(?![\d/]|[.,-]\d)"
)
_MONEY_AFTER = re.compile(r"\s?(?:€|eur|h\b|%)", re.IGNORECASE)


def numeric_dates(frame: Frame, leaning: Callable[[int], bool | None]) -> Iterator[FoundDate]:
    """The dates in digits of a message; `leaning` gives the direction of one without a year."""
    for match in _NUMERIC.finditer(frame.tokens.text):
        if _MONEY_AFTER.match(frame.tokens.text, match.end()) and match[5] != "/":
            continue
        first = frame.tokens.at_char(match.start())
        value = _from_digits(match, frame, leaning(first))
        if value is not None:
            yield FoundDate(value, first, frame.tokens.at_char(match.end() - 1) + 1)


def _from_digits(match: re.Match[str], frame: Frame, ahead: bool | None) -> date | None:
    if match[1]:
        return safe_date(int(match[1]), int(match[2]), int(match[3]))
    day, month = int(match[4]), int(match[6])
    if match[7]:
        return safe_date(full_year(int(match[7])), month, day)
    if match[5] != "/" and len(match[6]) < 2:
        return None
    return day_month(day, month, frame.today, ahead)
