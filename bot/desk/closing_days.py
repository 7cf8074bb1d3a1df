"""The days of a closure, as staff write them: «du 3 au 14 août», «24/12 - 2/1», «lundi»."""

import re
from datetime import date

from intents.answers import AnswerReader

_BETWEEN = re.compile(r"\bau\b|\bjusqu['’]au\b|\bà\b|[–—→]|\s-\s", re.IGNORECASE)
_DAY_ALONE = re.compile(r"(?:^|\s)(\d{1,2})(?:er)?\s*$")


def read(text: str, today: date, answers: AnswerReader) -> tuple[date, date] | None:
    """The first and the last day, both still to come or today; None where they cannot be read for sure.

    A first day without its month takes that of the last one.
    """
    first, *rest = _BETWEEN.split(text.strip(), maxsplit=1)
    last = _day(rest[0] if rest else first, today, answers)
    begins = _begins(first, last, today, answers) if rest and last else last
    if begins is None or last is None:
        return None
    if begins > last and last.month < begins.month:
        last = _in_year(last, begins.year + 1)
    return (begins, last) if today <= begins <= last else None


def _begins(text: str, last: date, today: date, answers: AnswerReader) -> date | None:
    alone = _DAY_ALONE.search(text)
    if alone is None:
        return _day(text, today, answers)
    try:
        return last.replace(day=int(alone[1]))
    except ValueError:
        return None


def _day(text: str, today: date, answers: AnswerReader) -> date | None:
    found = answers.read_date(text, today, prefer="future", language="fr")
    return found.value if found.problem is None and found.precision == "day" else None


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
