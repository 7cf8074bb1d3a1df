"""Who stands in: chains end, respect their dates, and no absence is accepted that would close a circle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.absences import Absence, away, chain, stands_in, would_turn_in_a_circle
from bot.desk.periods import read_period
from tests.conftest import NOW, real_library

MONDAY = date(2026, 11, 23)
DAYS = st.integers(0, 20).map(lambda number: MONDAY + timedelta(days=number))
PEOPLE = st.integers(1, 6)


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    """Any absence of six people over three weeks, even a senseless one."""
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 10)))
    return Absence(draw(PEOPLE), first, last, draw(st.none() | PEOPLE))


def test_a_chain_is_followed_by_date() -> None:
    """Léa → Karim all week, Karim → Nour on Wednesday only."""
    lea, karim, nour = 1, 2, 3
    every = (
        Absence(lea, MONDAY, MONDAY + timedelta(days=4), karim),
        Absence(karim, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2), nour),
    )
    days = [MONDAY + timedelta(days=number) for number in range(6)]
    assert [stands_in(lea, day, every) for day in days] == [karim, karim, nour, karim, karim, lea]


def test_nobody_stands_in_where_the_chain_ends_with_somebody_away() -> None:
    """An absence without a substitute, at the end of a chain, leaves nobody."""
    every = (Absence(1, MONDAY, MONDAY, 2), Absence(2, MONDAY, MONDAY, None))
    assert stands_in(1, MONDAY, every) is None


@given(PEOPLE, DAYS, st.lists(absences(), max_size=12))
def test_it_always_ends_with_somebody_who_is_there_or_nobody(
    who: int, day: date, every: list[Absence]
) -> None:
    """Whatever was written down, circles included: it ends, nobody is asked twice, the answer is there."""
    asked = chain(who, day, every)
    assert len(set(asked)) == len(asked)
    found = stands_in(who, day, every)
    assert found is None or (found in asked and away(found, day, every) is None)
    assert found == who if away(who, day, every) is None else found != who


@given(st.lists(absences(), max_size=12))
def test_accepting_only_what_makes_no_circle_leaves_none(wanted: list[Absence]) -> None:
    """As the service does: each is refused, or takes the place of the person's own it meets."""
    kept: list[Absence] = []
    for new in wanted:
        if would_turn_in_a_circle(new, kept) is None:
            kept = [one for one in kept if one.who != new.who or one.last < new.first or one.first > new.last]
            kept.append(new)
    for number in range(32):
        day = MONDAY + timedelta(days=number)
        for who in range(1, 7):
            last = chain(who, day, kept)[-1]
            gone = away(last, day, kept)
            assert gone is None or gone.by is None


def test_the_first_day_of_a_circle_is_named() -> None:
    """Two people may stand in for each other, but not on the same day."""
    first = Absence(1, MONDAY, MONDAY + timedelta(days=2), 2)
    after = Absence(2, MONDAY + timedelta(days=3), MONDAY + timedelta(days=4), 1)
    meeting = Absence(2, MONDAY + timedelta(days=2), MONDAY + timedelta(days=4), 1)
    assert would_turn_in_a_circle(after, (first,)) is None
    assert would_turn_in_a_circle(meeting, (first,)) == MONDAY + timedelta(days=2)
    assert would_turn_in_a_circle(Absence(3, MONDAY, MONDAY, 3), ()) == MONDAY


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("du 24 novembre au 1er décembre", (2026, 11, 24), (2026, 12, 1)),
        ("du 24 au 31 décembre", (2026, 12, 24), (2026, 12, 31)),
        ("du 28 décembre au 3 janvier", (2026, 12, 28), (2027, 1, 3)),
        ("du 30 au 2 décembre", (2026, 11, 30), (2026, 12, 2)),
        ("24/11 - 01/12", (2026, 11, 24), (2026, 12, 1)),
        ("du lundi 23 au vendredi 27 novembre", (2026, 11, 23), (2026, 11, 27)),
        ("demain", (2026, 11, 22), (2026, 11, 22)),
        ("le 3 décembre", (2026, 12, 3), (2026, 12, 3)),
    ],
)
def test_days_are_read_in_words(words: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    """As people write them, on a Saturday 21 November 2026."""
    found = read_period(words, NOW.date(), real_library().answers)
    assert found == (date(*first), date(*last))


@pytest.mark.parametrize("words", ["", "bientôt", "la semaine prochaine", "je ne sais pas"])
def test_words_that_name_no_days_are_asked_again(words: str) -> None:
    """Nothing is guessed."""
    assert read_period(words, NOW.date(), real_library().answers) is None


@given(st.text(max_size=60))
def test_no_words_break_the_reading(words: str) -> None:
    """Whatever is written gives two days in order, or none."""
    found = read_period(words, NOW.date(), real_library().answers)
    assert found is None or found[0] <= found[1]
