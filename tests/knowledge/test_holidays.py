"""Holidays: the years 2026 to 2030 are written out: no release of the library moves a deadline unseen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.holidays import Holidays, departement_of

HOLIDAYS = Holidays()
METZ, STRASBOURG, MULHOUSE, NANCY, SAINT_DENIS = "57463", "67482", "68224", "54395", "97411"
# Easter Monday, Ascension and Whit Monday; the other national holidays have fixed dates.
MOVABLE = {
    2026: ("04-06", "05-14", "05-25"),
    2027: ("03-29", "05-06", "05-17"),
    2028: ("04-17", "05-25", "06-05"),
    2029: ("04-02", "05-10", "05-21"),
    2030: ("04-22", "05-30", "06-10"),
}
GOOD_FRIDAY = {2026: "04-03", 2027: "03-26", 2028: "04-14", 2029: "03-30", 2030: "04-19"}
FIXED = ("01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25")


def days_of(year: int, insee: str | None) -> set[str]:
    """The holidays of a year as «MM-DD», found by asking about every day."""
    first = date(year, 1, 1).toordinal()
    days = (date.fromordinal(first + n) for n in range(365 + (year % 4 == 0)))
    return {day.strftime("%m-%d") for day in days if HOLIDAYS.is_holiday(day, insee)}


@pytest.mark.parametrize("year", sorted(MOVABLE))
def test_national_calendar_is_the_written_one(year: int) -> None:
    """The eleven national holidays and none other, for every year written out; Nancy has no local one."""
    expected = {*FIXED, *MOVABLE[year]}
    assert days_of(year, None) == expected
    assert days_of(year, NANCY) == expected


@pytest.mark.parametrize("year", sorted(MOVABLE))
@pytest.mark.parametrize("insee", [METZ, STRASBOURG, MULHOUSE])
def test_alsace_moselle_adds_good_friday_and_saint_stephen(year: int, insee: str) -> None:
    """Moselle, Bas-Rhin and Haut-Rhin add exactly two days (ordonnance of 16 August 1892)."""
    assert days_of(year, insee) == {*FIXED, *MOVABLE[year], GOOD_FRIDAY[year], "12-26"}


@pytest.mark.parametrize(
    ("insee", "day"),
    [("97105", "05-27"), ("97209", "05-22"), ("97302", "06-10"), (SAINT_DENIS, "12-20"), ("97608", "04-27")],
)
def test_overseas_adds_the_abolition_day_only(insee: str, day: str) -> None:
    """The five overseas départements add the day of the abolition of slavery, and no customary day."""
    assert days_of(2027, insee) == {*FIXED, *MOVABLE[2027], day}


def test_named_examples_of_the_legal_reference() -> None:
    """26 March 2027 is a holiday in Metz only; a term ending there may be argued until Tuesday 30 March."""
    good_friday = date(2027, 3, 26)
    assert HOLIDAYS.name(good_friday, METZ) == "Vendredi saint"
    assert HOLIDAYS.next_working_day(good_friday, METZ) == date(2027, 3, 30)
    assert HOLIDAYS.next_working_day(good_friday, NANCY) == good_friday
    assert HOLIDAYS.next_working_day(date(2027, 1, 10)) == date(2027, 1, 11)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.sampled_from([None, METZ, NANCY, SAINT_DENIS]))
def test_next_working_day_is_the_first_one(day: date, insee: str | None) -> None:
    """The answer is a working day, and every day skipped before it is not."""
    answer = HOLIDAYS.next_working_day(day, insee)
    skipped = [date.fromordinal(n) for n in range(day.toordinal(), answer.toordinal())]
    assert HOLIDAYS.is_working_day(answer, insee)
    assert not any(HOLIDAYS.is_working_day(other, insee) for other in skipped)


@pytest.mark.parametrize(
    ("insee", "departement"), [("57463", "57"), ("2A004", "2A"), ("97411", "974"), ("98735", "987")]
)
def test_departement_of_a_commune(insee: str, departement: str) -> None:
    """Corsica and overseas have their own shapes of code."""
    assert departement_of(insee) == departement
