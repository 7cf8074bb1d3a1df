"""Dates as people write them, in nine languages: found with the span they stand in, never guessed from
nothing.

Each rule reads one form at one position. `ahead` says which way an incomplete date leans («le 12»,
«mardi»):
True to the future, False to the past, None to the nearest.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from intents.calendar_days import (
    FURTHEST,
    OLDEST,
    day_month,
    day_near,
    safe_date,
    weekday_near,
)
from intents.date_frame import FoundDate, Frame
from intents.durations import from_today
from intents.numbers import is_article, number_at
from intents.numeric_dates import numeric_dates
from intents.tokens import Tokens

_ORDINALS = frozenset(
    {
        "er",
        "ere",
        "eme",
        "e",
        "st",
        "nd",
        "rd",
        "th",
        "го",
        "е",
        "de",
        "of",
        "del",
        "do",
        "lea",
        "ого",
        "в",
        "ий",
    }
)


Rule = Callable[[Frame, int], FoundDate | None]


def dates_in(frame: Frame, leaning: Callable[[int], bool | None]) -> Iterator[FoundDate]:
    """Every date of a message, left to right, without overlap; `leaning` gives the direction at a token."""
    numeric = {found.first: found for found in numeric_dates(frame, leaning)}
    index = 0
    while index < len(frame.tokens):
        found = numeric.get(index) or date_at(frame, index)
        if found is None:
            index += 1
            continue
        if index not in numeric:
            found = date_at(replace(frame, ahead=leaning(index)), index) or found
        yield found
        index = max(found.stop, index + 1)


def date_at(frame: Frame, index: int) -> FoundDate | None:
    """The date that begins at a token, by the first rule that reads one."""
    for rule in _RULES:
        found = rule(frame, index)
        if found is not None:
            return found
    return None


def _relative(frame: Frame, index: int) -> FoundDate | None:
    for lexicon in frame.lexicons:
        hit = lexicon.relative.at(frame.tokens.words, index)
        if hit is not None:
            return FoundDate(frame.today + timedelta(days=hit[0]), index, index + hit[1])
    return None


def _day_month(frame: Frame, index: int) -> FoundDate | None:
    number = number_at(frame.tokens, index, frame.lexicons)
    if number is None or not 1 <= number[0] <= 31:
        return None
    after = _skip(frame.tokens.words, index + number[1], _ORDINALS, 2)
    for lexicon in frame.lexicons:
        month = lexicon.months.at(frame.tokens.words, after)
        if month is not None:
            return _dated(frame, index, after + month[1], number[0], month[0])
    return None


def _month_first(frame: Frame, index: int) -> FoundDate | None:
    """«November 12», «November 2024», «mars 2021»."""
    words = frame.tokens.words
    for lexicon in frame.lexicons:
        month = lexicon.months.at(words, index)
        if month is None:
            continue
        after = _skip(words, index + month[1], _ORDINALS, 1)
        number = frame.tokens.items[after].number if after < len(words) else None
        if (
            number is not None
            and 1 <= number <= 31
            and after == index + month[1]
            and lexicon.language in ("en", "tr")
        ):
            return _dated(frame, index, after + 1, number, month[0])
        if number is not None and OLDEST < number < FURTHEST:
            return FoundDate(date(number, month[0], 1), index, after + 1, "month")
    return None


def _dated(frame: Frame, first: int, stop: int, day: int, month: int) -> FoundDate | None:
    after = _skip(frame.tokens.words, stop, _ORDINALS, 1)
    year = frame.tokens.items[after].number if after < len(frame.tokens) else None
    if year is not None and OLDEST < year < FURTHEST:
        value = safe_date(year, month, day)
        return FoundDate(value, first, after + 1) if value else None
    near = day_month(day, month, frame.today, frame.ahead)
    return FoundDate(near, first, stop) if near else None


def _weekday(frame: Frame, index: int) -> FoundDate | None:
    words = frame.tokens.words
    for lexicon in frame.lexicons:
        before = next((n for n in ("last", "next") if lexicon.particles[n].ending_at(words, index)), None)
        hit = lexicon.weekdays.at(words, index)
        if (
            hit is None
            or lexicon.units.at(words, index) is not None
            and before is None
            and lexicon.language == "ro"
        ):
            continue
        stop = index + hit[1]
        said = before or next((n for n in ("last", "next") if lexicon.particles[n].at(words, stop)), None)
        explicit = _dated_weekday(frame, stop)
        if explicit is not None:
            return FoundDate(explicit.value, index, explicit.stop)
        return FoundDate(weekday_near(hit[0], frame.today, _direction(said, frame.ahead)), index, stop)
    return None


def _dated_weekday(frame: Frame, stop: int) -> FoundDate | None:
    """«mardi 24 novembre»: the number decides, not the name of the day."""
    if stop >= len(frame.tokens):
        return None
    found = _day_month(frame, stop)
    if found is not None or frame.tokens.items[stop].number is None:
        return found
    return _bare_day(frame, stop)


def _direction(said: str | None, ahead: bool | None) -> bool:
    return said == "next" if said else bool(ahead)


def _day_of_month(frame: Frame, index: int) -> FoundDate | None:
    """«le 12»: only after a word that announces a day, and not before a unit or a currency."""
    words = frame.tokens.words
    for lexicon in frame.lexicons:
        if not lexicon.particles["day_before"].ending_at(words, index):
            continue
        found = _bare_day(frame, index)
        if found is not None:
            return found
    return None


def _bare_day(frame: Frame, index: int) -> FoundDate | None:
    number = number_at(frame.tokens, index, frame.lexicons)
    if (
        number is None
        or not 1 <= number[0] <= 31
        or (number[1] == 1 and is_article(frame.tokens.words[index]))
    ):
        return None
    stop = index + number[1]
    if _counted(frame, stop):
        return None
    value = day_near(number[0], frame.today, frame.ahead)
    return FoundDate(value, index, stop) if value else None


def _counted(frame: Frame, stop: int) -> bool:
    """Whether the number counts something else: «le 2 pièces», «le 3 mois», «12 €», «14 h»."""
    if stop >= len(frame.tokens):
        return frame.tokens.gap(stop - 1).lstrip().startswith(("€", "%"))
    if (
        frame.tokens.gap(stop - 1).lstrip().startswith(("€", "%", "/", ".", "h"))
        and frame.tokens.gap(stop - 1)[:1] != "."
    ):
        return True
    word = frame.tokens.words[stop]
    if word in _HOURS or _in_a_row(frame.tokens, stop):
        return True
    tables = [
        table
        for lex in frame.lexicons
        for table in (lex.units, *lex.counts.values(), lex.amounts["currency"])
    ]
    return any(table.at(frame.tokens.words, stop) for table in tables)


def _in_a_row(tokens: Tokens, stop: int) -> bool:
    """«au 06 12 34 56 78»: the first of many figures is no day."""
    following = tokens.items[stop : stop + 3]
    return len(following) == 3 and all(token.number is not None for token in following)


_HOURS = frozenset(
    {
        "h",
        "heures",
        "heure",
        "pieces",
        "pm",
        "am",
        "rue",
        "avenue",
        "bis",
        "ter",
        "metres",
        "personnes",
        "eme",
        "e",
    }
)


_RULES: tuple[Rule, ...] = (_relative, _day_month, from_today, _month_first, _weekday, _day_of_month)


def _skip(words: list[str], index: int, skipped: frozenset[str], most: int) -> int:
    while most and index < len(words) and words[index] in skipped:
        index, most = index + 1, most - 1
    return index
