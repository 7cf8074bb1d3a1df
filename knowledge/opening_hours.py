"""Opening hours in OpenStreetMap notation (`horaires_accueil` of data·inclusion), as permanences use it.

Understood: `Tu 14:00-17:00; Th 09:00-12:00`, lists and ranges of days, `Mo[1]` (first Monday), `Mo[-1]`,
months (`Sep-Jun`), dates (`Dec 24-31 off`, `2026 Dec 24 off`), weeks (`week 1-53/2`), `PH off`, `off`,
`24/7`. A later rule replaces an earlier one on the days it names, as in the notation itself. Anything else
is refused.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = "(?:" + "|".join(_DAYS) + ")"
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_DAY_PART = re.compile(rf"({_DAY})(?:-({_DAY})|\[([\d,\-]+)\])?")
_DAY_LIST = re.compile(rf"{_DAY}(?:-{_DAY}|\[[\d,\-]+\])?(?:,\s*{_DAY}(?:-{_DAY}|\[[\d,\-]+\])?)*")
_DATES = re.compile(
    rf"(?:(\d{{4}}) )?({_MONTH})(?: (\d\d?))?(?:\s*-\s*(?:(\d{{4}}) )?({_MONTH})?(?: ?(\d\d?))?)?"
)
_WEEKS = re.compile(r"week (\d\d?)(?:-(\d\d?)(?:/(\d))?)?")
_TIMES = re.compile(r"\d\d?:\d\d-\d\d?:\d\d(?:,\s*\d\d?:\d\d-\d\d?:\d\d)*")
_TIME = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")
_ADDED = re.compile(rf"(?<=\d),\s*(?={_DAY}|PH|{_MONTH})")
_DAY_MINUTES = 24 * 60
_Dates = tuple[int | None, int, int | None, int]  # year, month×100+day, to year, month×100+day
Span = tuple[int, int]  # minutes since midnight; the end may pass midnight


class HoursError(ValueError):
    """Opening hours that cannot be read; the text is the part that was not understood."""


@dataclass(frozen=True, slots=True)
class _Rule:
    days: frozenset[int]
    nth: tuple[tuple[int, int], ...]  # (weekday, n): the n-th of the month, negative from the end
    dates: tuple[_Dates, ...]
    weeks: tuple[int, int, int] | None
    holidays: bool
    spans: tuple[Span, ...]
    added: bool

    def names(self, day: date, is_holiday: bool) -> bool:
        """Whether the rule speaks of that day."""
        if not self._in_season(day):
            return False
        if is_holiday and (self.holidays or self.days or self.nth or not self.dates):
            return self.holidays
        if not self.days and not self.nth:
            return not self.holidays
        return day.weekday() in self.days or any(_is_nth(day, weekday, n) for weekday, n in self.nth)

    def _in_season(self, day: date) -> bool:
        if self.weeks:
            first, last, step = self.weeks
            week = day.isocalendar().week
            if not (first <= week <= last and (week - first) % step == 0):
                return False
        return not self.dates or any(_is_within(day, *span) for span in self.dates)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Parsed hours. Closed on public holidays unless a rule opens them (`PH 09:00-12:00`)."""

    rules: tuple[_Rule, ...]

    def on(self, day: date, is_holiday: bool = False) -> tuple[Span, ...]:
        """The opening spans of a day, in minutes since midnight, in order."""
        spans: tuple[Span, ...] = ()
        for rule in self.rules:
            if rule.names(day, is_holiday):
                spans = (*spans, *rule.spans) if rule.added else rule.spans
        return tuple(sorted(spans))


@lru_cache(maxsize=4096)
def parse(text: str) -> OpeningHours:
    """The opening hours written in `text`. Raises HoursError with the part not understood."""
    rules: list[_Rule] = []
    for block in text.split(";"):
        for index, part in enumerate(_ADDED.split(block)):
            if part.strip():
                rules.append(_rule(" ".join(part.split()), added=index > 0))
    return OpeningHours(tuple(rules))


def spans_of(text: str) -> tuple[Span, ...]:
    """The hours of a single day, «09:00-12:00,14:00-17:00». Raises HoursError."""
    if not _TIMES.fullmatch(text.strip()):
        raise HoursError(text.strip())
    return _spans(text)


def _rule(text: str, added: bool) -> _Rule:
    rest, spans = _take_times(text)
    rest, weeks = _take_weeks(rest)
    rest, dates = _take_dates(rest)
    rest, holidays = _take_holidays(rest)
    rest, days, nth = _take_days(rest)
    if rest.strip(" :,"):
        raise HoursError(text)
    return _Rule(days, nth, dates, weeks, holidays, spans, added)


def _take_times(text: str) -> tuple[str, tuple[Span, ...]]:
    if text == "24/7":
        return "", ((0, _DAY_MINUTES),)
    closed = re.search(r"\s*\b(off|closed)$", text)
    if closed:
        return text[: closed.start()], ()
    times = _TIMES.search(text)
    if not times or text[times.end() :].strip(' "'):
        raise HoursError(text)
    return text[: times.start()], _spans(times[0])


def _spans(text: str) -> tuple[Span, ...]:
    found = []
    for first_hour, first_minute, last_hour, last_minute in _TIME.findall(text):
        start, end = int(first_hour) * 60 + int(first_minute), int(last_hour) * 60 + int(last_minute)
        if start >= _DAY_MINUTES or end > _DAY_MINUTES or int(first_minute) > 59 or int(last_minute) > 59:
            raise HoursError(text)
        found.append((start, end if end > start else end + _DAY_MINUTES))
    return tuple(found)


def _take_weeks(text: str) -> tuple[str, tuple[int, int, int] | None]:
    weeks = _WEEKS.search(text)
    if not weeks:
        return text, None
    first = int(weeks[1])
    return text.replace(weeks[0], ""), (first, int(weeks[2] or first), int(weeks[3] or 1))


def _take_dates(text: str) -> tuple[str, tuple[_Dates, ...]]:
    found = []
    for match in _DATES.finditer(text):
        year, month, day, last_year, last_month, last_day = match.groups()
        first_month = _MONTHS.index(month) + 1
        end_month = _MONTHS.index(last_month) + 1 if last_month else first_month
        begins = int(day or 1)
        ends = int(last_day) if last_day else (begins if day and not last_month else 31)
        if not (1 <= begins <= 31 and 1 <= ends <= 31):
            raise HoursError(text)
        end_year = int(last_year) if last_year else (int(year) if year else None)
        begin_year = int(year) if year else None
        found.append((begin_year, first_month * 100 + begins, end_year, end_month * 100 + ends))
    return _DATES.sub("", text).replace(",", "", len(found) - 1 if found else 0), tuple(found)


def _take_holidays(text: str) -> tuple[str, bool]:
    return (re.sub(r"\bPH\b", "", text), True) if re.search(r"\bPH\b", text) else (text, False)


def _take_days(text: str) -> tuple[str, frozenset[int], tuple[tuple[int, int], ...]]:
    listed = _DAY_LIST.search(text)
    if not listed:
        return text, frozenset(), ()
    days: set[int] = set()
    nth: list[tuple[int, int]] = []
    for first, last, numbers in _DAY_PART.findall(listed[0]):
        start = _DAYS.index(first)
        if numbers:
            nth += [(start, number) for number in _numbers(numbers)]
        else:
            length = (_DAYS.index(last) - start) % 7 if last else 0
            days |= {(start + offset) % 7 for offset in range(length + 1)}
    return text.replace(listed[0], ""), frozenset(days), tuple(nth)


def _numbers(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        bounds = re.fullmatch(r"(\d)-(\d)", part)
        found += range(int(bounds[1]), int(bounds[2]) + 1) if bounds else [int(part)]
    return found


def _is_nth(day: date, weekday: int, n: int) -> bool:
    if day.weekday() != weekday:
        return False
    if n > 0:
        return (day.day - 1) // 7 + 1 == n
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (next_month - day).days // 7 + (1 if (next_month - day).days % 7 else 0) == -n


def _is_within(day: date, year: int | None, first: int, last_year: int | None, last: int) -> bool:
    number = day.month * 100 + day.day
    if year is not None and last_year is not None:
        return year * 10_000 + first <= day.year * 10_000 + number <= last_year * 10_000 + last
    return first <= number <= last if first <= last else number >= first or number <= last
