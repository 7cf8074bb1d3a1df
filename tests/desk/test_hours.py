"""When a permanence may be rung: not at night, not on closed days; a morning always comes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.hours import digest_at, is_open_day, is_quiet, next_morning
from knowledge.directory import Fermeture
from knowledge.schedule import upcoming
from tests.conftest import PARIS, real_library
from tests.service.house import METZ

RECORD = real_library().knowledge.permanences[METZ]
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=PARIS) + timedelta(minutes=minutes)
)


@given(MOMENTS)
def test_the_next_morning_is_never_quiet_and_never_before(moment: datetime) -> None:
    """Whenever it is asked, what waits is said at a time when staff may be rung, within a week here."""
    found = next_morning(RECORD, moment)
    assert found >= moment and not is_quiet(RECORD, found)
    assert found - moment < timedelta(days=7)


def test_nights_sundays_holidays_and_closures_are_quiet() -> None:
    """Monday at ten rings; the night, Sunday, 26 December in Moselle and a closure do not."""
    closed = replace(RECORD, fermetures=(Fermeture(du=date(2026, 11, 23), au=date(2026, 11, 27)),))
    assert not is_quiet(RECORD, datetime(2026, 11, 23, 10, tzinfo=PARIS))
    assert is_quiet(RECORD, datetime(2026, 11, 23, 22, tzinfo=PARIS))
    assert is_quiet(RECORD, datetime(2026, 11, 22, 10, tzinfo=PARIS))
    assert not is_open_day(RECORD, date(2026, 12, 25)) and not is_open_day(RECORD, date(2026, 12, 26))
    assert is_quiet(closed, datetime(2026, 11, 24, 10, tzinfo=PARIS))
    assert next_morning(closed, datetime(2026, 11, 24, 10, tzinfo=PARIS)).date() == date(2026, 11, 30)


def test_a_permanence_closed_for_long_is_still_told() -> None:
    """Closed for a year: what waits is said all the same, rather than never."""
    closed = replace(RECORD, fermetures=(Fermeture(du=date(2026, 1, 1), au=date(2027, 12, 31)),))
    moment = datetime(2026, 11, 24, 10, tzinfo=PARIS)
    assert moment < next_morning(closed, moment) < moment + timedelta(days=2)


def test_a_saturday_session_is_an_open_day() -> None:
    """A permanence that receives on Saturdays works that day."""
    saturdays = replace(RECORD, horaires_accueil="Sa 09:00-12:00")
    assert is_open_day(saturdays, date(2026, 11, 28)) and not is_open_day(RECORD, date(2026, 11, 28))


@given(MOMENTS, st.sampled_from(["Mo 09:00-12:00", "Tu 14:00-17:00", "Sa 09:00-12:00", "Fr 19:00-22:00"]))
def test_every_session_is_prepared_before_it_begins(moment: datetime, hours: str) -> None:
    """The digest comes the evening before or early that morning, at most a day ahead."""
    record = replace(RECORD, horaires_accueil=hours)
    session = next(upcoming(record, moment, moment + timedelta(days=60)))
    due = digest_at(record, session)
    assert timedelta(0) < session.starts_at - due < timedelta(days=2)
