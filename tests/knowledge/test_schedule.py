"""Opening hours and sessions: what OpenStreetMap notation says, closures, holidays, clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.directory import Fermeture, JourParticulier
from knowledge.opening_hours import HoursError, parse, spans_of
from knowledge.schedule import sessions, zone_of
from tests.knowledge.permanence_samples import METZ, NOW, SAINT_DENIS, permanence, starts

MONDAY = date(2026, 12, 14)


def open_days(hours: str, first: date = MONDAY, days: int = 21) -> list[str]:
    """The days open in a stretch of days, as «12-15»."""
    rules = parse(hours)
    stretch = (first + timedelta(days=n) for n in range(days))
    return [f"{day:%m-%d}" for day in stretch if rules.on(day)]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("Tu 14:00-17:00; Th 09:00-12:00", ["12-15", "12-17", "12-22", "12-24", "12-29", "12-31"]),
        ("Mo,We 09:00-12:00; Mo off", ["12-16", "12-23", "12-30"]),
        ("Mo 09:00-12:00, We 14:00-17:00", ["12-14", "12-16", "12-21", "12-23", "12-28", "12-30"]),
        ("We[1,3] 09:00-12:00", ["12-16"]),
        ("We[-1] 09:00-12:00", ["12-30"]),
        ("Tu 14:00-17:00; 2026 Dec 21-2027 Jan 03 off", ["12-15"]),
        ("Tu 14:00-17:00; Dec 24-31 off", ["12-15", "12-22"]),
        ("Sep-Jun Tu 14:00-17:00", ["12-15", "12-22", "12-29"]),
        ("Jul-Aug Tu 14:00-17:00", []),
        ("week 1-53/2 Th 09:00-12:00", ["12-17", "12-31"]),
        ("week 2-52/2 Th 09:00-12:00", ["12-24"]),
        ("2026 Dec 26 09:00-12:00", ["12-26"]),
        (
            "Sa-Mo 10:00-12:00",
            ["12-14", "12-19", "12-20", "12-21", "12-26", "12-27", "12-28", "01-02", "01-03"],
        ),
    ],
)
def test_hours_open_on_the_days_they_name(hours: str, expected: list[str]) -> None:
    """Days, ranges, n-th of the month, months, dates and weeks, a later rule replacing an earlier one."""
    assert open_days(hours) == expected


def test_the_spans_of_a_day_are_in_order() -> None:
    """Morning and afternoon; a span past midnight ends on the next day."""
    assert parse("Mo 14:00-17:00,09:00-12:00").on(MONDAY) == ((540, 720), (840, 1020))
    assert parse("Mo 22:00-02:00").on(MONDAY) == ((1320, 1560),)
    assert parse("24/7").on(MONDAY) == ((0, 1440),)
    assert spans_of("09:00-12:00") == ((540, 720),)


def test_public_holidays_close_unless_they_are_opened() -> None:
    """A holiday closes the weekly hours; `PH 10:00-12:00` opens it."""
    assert parse("Mo 09:00-12:00").on(MONDAY, is_holiday=True) == ()
    assert parse("09:00-12:00").on(MONDAY, is_holiday=True) == ()
    assert parse("Mo 09:00-12:00; PH 10:00-12:00").on(MONDAY, is_holiday=True) == ((600, 720),)
    assert parse("Mo 09:00-12:00; PH off").on(MONDAY, is_holiday=False) == ((540, 720),)


@pytest.mark.parametrize(
    "hours",
    [
        "mardi 14h",
        "Mo 25:00-26:00",
        "Mo 09:00+",
        "sunrise-sunset",
        "Mo 09:00-12:00 foo",
        "Mo 09:70-12:00",
        "SH",
    ],
)
def test_hours_not_understood_are_refused(hours: str) -> None:
    """Anything outside the notation is an error, never a guess."""
    with pytest.raises(HoursError):
        parse(hours)


@given(st.text(alphabet="MoTuWeThFrSaSuPHoff0123456789:-,;[] JanDec", max_size=40))
def test_no_hours_break_the_reader(hours: str) -> None:
    """Any text is read or refused."""
    try:
        parse(hours).on(MONDAY)
    except HoursError:
        return


def between(first: date, days: int, insee: str = METZ) -> tuple[datetime, datetime]:
    """From midnight of `first`, for a number of days, where the commune is."""
    start = datetime.combine(first, datetime.min.time(), zone_of(insee))
    return start, start + timedelta(days=days)


def test_two_half_days_a_week() -> None:
    """The next sessions after a Saturday morning, at their local time, with their places."""
    found = sessions(permanence(), NOW, NOW + timedelta(days=7))
    assert starts(found) == ["2026-11-24 14:00", "2026-11-26 09:00"]
    assert (found[0].places, found[0].kept_for_urgent) == (6, 1)
    assert found[0].ends_at - found[0].starts_at == timedelta(hours=3)
    assert found[0].key == ("metz", "2026-11-24T14:00:00+01:00")


def test_a_session_already_begun_is_not_proposed() -> None:
    """At 14:01 the session of 14:00 is no longer one to come."""
    late = datetime(2026, 11, 24, 14, 1, tzinfo=zone_of(METZ))
    assert starts(sessions(permanence(), late, late + timedelta(days=3))) == ["2026-11-26 09:00"]


def test_holidays_of_moselle_close_the_session() -> None:
    """Friday 26 March 2027 is Good Friday: closed in Metz, open in Nancy."""
    fridays = {"horaires_accueil": "Fr 09:00-12:00"}
    start, end = between(date(2027, 3, 20), 14)
    assert starts(sessions(permanence(**fridays), start, end)) == ["2027-04-02 09:00"]
    nancy = permanence(code_insee="54395", **fridays)
    assert starts(sessions(nancy, start, end)) == ["2027-03-26 09:00", "2027-04-02 09:00"]


def test_closures_and_particular_days() -> None:
    """A closed week has no session; a particular day has its own hours and places, or none at all."""
    one = permanence(
        fermetures=(Fermeture(date(2026, 12, 21), date(2026, 12, 27)),),
        jours_particuliers=(
            JourParticulier(date(2026, 12, 15), horaires="16:00-18:00", places=2),
            JourParticulier(date(2026, 12, 17)),
            JourParticulier(date(2026, 12, 19), horaires="09:00-11:00"),
        ),
    )
    found = sessions(one, *between(date(2026, 12, 14), 21))
    assert starts(found) == ["2026-12-15 16:00", "2026-12-19 09:00", "2026-12-29 14:00", "2026-12-31 09:00"]
    assert [(session.places, session.kept_for_urgent) for session in found][:2] == [(2, 1), (6, 1)]


def test_a_suspended_permanence_has_no_session() -> None:
    """Suspended means nothing is proposed."""
    assert sessions(permanence(etat="suspendue"), NOW, NOW + timedelta(days=30)) == ()


DST_NIGHTS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 3, 26),
    date(2028, 10, 29),
]


@pytest.mark.parametrize("sunday", DST_NIGHTS)
def test_clock_changes_keep_the_hours_of_the_wall(sunday: date) -> None:
    """Around every change of 2026–2028 the half-day stays at 14:00 local; the offset changes instead."""
    one = permanence(horaires_accueil="Sa 14:00-17:00; Tu 14:00-17:00")
    before, after = sessions(one, *between(sunday - timedelta(days=3), 7))
    assert [f"{session.starts_at:%H:%M}-{session.ends_at:%H:%M}" for session in (before, after)] == [
        "14:00-17:00",
        "14:00-17:00",
    ]
    shift = timedelta(hours=-1 if sunday.month == 3 else 1)
    assert after.starts_at.astimezone(UTC) - before.starts_at.astimezone(UTC) == timedelta(days=3) + shift


@pytest.mark.parametrize("sunday", DST_NIGHTS)
def test_a_session_across_the_clock_change_lasts_what_it_lasts(sunday: date) -> None:
    """A night session from 01:00 to 04:00 lasts two hours in spring and four in autumn."""
    (night,) = sessions(permanence(horaires_accueil="Su 01:00-04:00"), *between(sunday, 1))
    lasted = night.ends_at.astimezone(UTC) - night.starts_at.astimezone(UTC)
    assert lasted == timedelta(hours=2 if sunday.month == 3 else 4)
    assert f"{night.starts_at:%H:%M}-{night.ends_at:%H:%M}" == "01:00-04:00"


@pytest.mark.parametrize("sunday", [day for day in DST_NIGHTS if day.month == 3])
def test_a_time_the_clock_skips_is_written_as_it_will_be_read(sunday: date) -> None:
    """02:30 does not exist that night: the session begins at the same instant, 03:30."""
    (night,) = sessions(permanence(horaires_accueil="Su 02:30-05:00"), *between(sunday, 1))
    assert f"{night.starts_at:%H:%M}" == "03:30"
    assert night.starts_at.astimezone(UTC).astimezone(zone_of(METZ)) == night.starts_at


@pytest.mark.parametrize(
    ("insee", "zone"),
    [
        (SAINT_DENIS, "Indian/Reunion"),
        ("97105", "America/Guadeloupe"),
        ("97209", "America/Martinique"),
        ("97302", "America/Cayenne"),
        ("97502", "America/Miquelon"),
        ("97608", "Indian/Mayotte"),
        ("97701", "America/St_Barthelemy"),
        ("97801", "America/Marigot"),
        ("98613", "Pacific/Wallis"),
        ("98735", "Pacific/Tahiti"),
        ("98731", "Pacific/Marquesas"),
        ("98818", "Pacific/Noumea"),
        ("98411", "Indian/Kerguelen"),
        ("2A004", "Europe/Paris"),
    ],
)
def test_overseas_sessions_are_in_their_own_time(insee: str, zone: str) -> None:
    """A Tuesday 14:00 is 14:00 there, whatever time it is in Paris."""
    (session,) = sessions(permanence(code_insee=insee), *between(date(2026, 11, 24), 1, insee))
    assert session.starts_at.tzinfo == ZoneInfo(zone)
    assert session.starts_at.hour == 14


@given(st.dates(date(2026, 1, 1), date(2028, 12, 1)), st.integers(1, 40), st.integers(1, 40))
def test_two_stretches_make_the_same_sessions_as_one(first: date, days: int, more: int) -> None:
    """Nothing is lost or doubled where one stretch ends and the next begins."""
    start, middle = between(first, days)
    _, end = between(first, days + more)
    one = permanence()
    assert sessions(one, start, middle) + sessions(one, middle, end) == sessions(one, start, end)
