"""«du 24 au 31 décembre»: the first and the last day of an absence, in words."""

import re
from datetime import date, timedelta

from intents.answers import AnswerReader

_TO = re.compile(r"\s+(?:jusqu.au|jusqu.à|au|à|-|–|—)\s+", re.IGNORECASE)
_LONE_DAY = re.compile(r"(?:du |le )?(?:\w+di |dimanche )?(\d{1,2})(?:er)?", re.IGNORECASE)


def read_period(words: str, today: date, reads: AnswerReader) -> tuple[date, date] | None:
    """The days that `words` name, both included; one day alone is both. None where they name none."""
    parts = _TO.split(words.strip().removeprefix("absence").strip())
    last = _day(parts[-1], today, reads, "future")
    first = last if len(parts) == 1 else _first(parts[0], last, today, reads)
    if first is None or last is None or first > last:
        return None
    return first, last


def _first(words: str, last: date | None, today: date, reads: AnswerReader) -> date | None:
    """The first day: «24» alone is of the month of the last one, or of the month before."""
    if last is None:
        return None
    lone = _LONE_DAY.fullmatch(words.strip())
    if lone:
        return _same_month(int(lone[1]), last)
    coming = _day(words, today, reads, "future")
    return coming if coming and coming <= last else _day(words, today, reads, "past")


def _same_month(number: int, last: date) -> date | None:
    month = last if number <= last.day else last.replace(day=1) - timedelta(days=1)
    try:
        return month.replace(day=number)
    except ValueError:
        return None


def _day(words: str, today: date, reads: AnswerReader, prefer: str) -> date | None:
    reading = reads.read_date(words, today, prefer=prefer, language="fr")
    return reading.value if reading.precision == "day" else None
