"""Dates said as a length of time from today: «il y a 3 semaines», «dans 10 jours», «3 weeks ago», «قبل
شهرين»."""

from intents.calendar_days import moved
from intents.date_frame import FoundDate, Frame
from intents.lexicon import Lexicon
from intents.numbers import number_at


def from_today(frame: Frame, index: int) -> FoundDate | None:
    """«il y a 3 semaines», «3 weeks ago», «قبل شهرين», «dans 10 jours», «10 gün sonra»."""
    for lexicon in frame.lexicons:
        for before, after, sign in (("ago_before", "ago_after", -1), ("in_before", "in_after", 1)):
            found = _shifted(frame, index, lexicon, before, after, sign)
            if found is not None:
                return found
    return None


def _shifted(
    frame: Frame, index: int, lexicon: Lexicon, before: str, after: str, sign: int
) -> FoundDate | None:
    words = frame.tokens.words
    opening = lexicon.particles[before].at(words, index)
    start = index + (opening[1] if opening else 0)
    nearly = lexicon.particles["nearly"].at(words, start) if opening else None
    length = _length(frame, start + (nearly[1] if nearly else 0), lexicon)
    if length is None:
        return None
    amount, unit, stop = length
    closing = lexicon.particles[after].at(words, stop)
    if opening is None and closing is None:
        return None
    value = moved(frame.today, sign * amount, unit)
    end = stop + (closing[1] if closing and opening is None else 0)
    return FoundDate(value, index, end) if value else None


def _length(frame: Frame, start: int, lexicon: Lexicon) -> tuple[int, str, int] | None:
    words = frame.tokens.words
    dual = lexicon.duals.at(words, start)
    if dual is not None:
        return 2, dual[0], start + dual[1]
    number = number_at(frame.tokens, start, (lexicon,))
    amount, at = (number[0], start + number[1]) if number else (1, start)
    unit = lexicon.units.at(words, at)
    return (amount, unit[0], at + unit[1]) if unit and amount <= 3000 else None
