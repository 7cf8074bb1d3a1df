"""Appointments: the last place goes to one household, words are neutral, reminders come at a human hour."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.appointments import (
    Appointment,
    NoPlace,
    NotAllowed,
    act,
    displaced,
    evening_before,
    hold_until,
    occupancy,
    reminders,
    take,
)
from knowledge.directory import Fermeture
from knowledge.schedule import Session, sessions, zone_of
from tests.knowledge.permanence_samples import METZ, NOW, permanence

PARIS = zone_of(METZ)
ONE = permanence(capacite=2, places_urgentes=0, duree_minutes=30)
TUESDAY_OF_SIX = sessions(permanence(), NOW, NOW + timedelta(days=7))[0]
TUESDAY, THURSDAY = sessions(ONE, NOW, NOW + timedelta(days=7))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, in Metz."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def booked(case: str, session: Session = TUESDAY, **changes: object) -> Appointment:
    """A place booked in an empty session."""
    return take(case, session, ONE, (), NOW, **changes)  # type: ignore[arg-type]


def test_the_last_place_goes_to_one_household() -> None:
    """Two places, three households: the third is told that the session is full."""
    there: list[Appointment] = []
    for case in ("a", "b"):
        there.append(take(case, TUESDAY, ONE, there, NOW))
    with pytest.raises(NoPlace, match="complète"):
        take("c", TUESDAY, ONE, there, NOW)
    assert occupancy(there, NOW) == {TUESDAY.key: 2}
    assert take("c", THURSDAY, ONE, there, NOW).state == "reservee"


def test_people_are_expected_one_after_the_other() -> None:
    """Half-hour talks: the first at 14:00, the second at 14:30; a freed time is given again."""
    first = booked("a")
    second = take("b", TUESDAY, ONE, [first], NOW)
    assert [f"{one.at:%H:%M}" for one in (first, second)] == ["14:00", "14:30"]
    third = take("c", TUESDAY, ONE, [act(first, "annuler_menage", NOW), second], NOW)
    assert f"{third.at:%H:%M}" == "14:00"


def test_two_rooms_receive_two_people_at_once() -> None:
    """With two rooms, the first two are expected at 14:00, the third at 14:30."""
    one = permanence(capacite=4, duree_minutes=30, salles=2, places_urgentes=0)
    there: list[Appointment] = []
    for case in "abc":
        there.append(take(case, TUESDAY_OF_SIX, one, there, NOW))
    assert [f"{place.at:%H:%M}" for place in there] == ["14:00", "14:00", "14:30"]


def test_asking_twice_gives_the_same_place() -> None:
    """A double press, or a confirmed hold, never takes two places."""
    first = booked("a", hold=True)
    again = take("a", TUESDAY, ONE, [first], NOW)
    assert (again.at, again.state, again.expires_at) == (first.at, "reservee", None)
    assert take("a", TUESDAY, ONE, [again], NOW) == again


def test_a_hold_lasts_two_hours_and_frees_its_place() -> None:
    """Held at ten, free again at noon; confirmed late, it is refused."""
    held = booked("a", hold=True)
    assert held.expires_at == NOW + timedelta(hours=2)
    assert occupancy([held], NOW) == {TUESDAY.key: 1}
    later = NOW + timedelta(hours=2)
    assert occupancy([held], later) == {}
    with pytest.raises(NotAllowed):
        act(held, "confirmer", later)


def test_a_hold_does_not_run_out_in_the_night() -> None:
    """Offered at 23:00 or 03:00, a place is kept until ten in the morning; never past the session's start."""
    assert hold_until(at(21, 23), TUESDAY) == at(22, 10)
    assert hold_until(at(22, 3), TUESDAY) == at(22, 10)
    assert hold_until(at(24, 13), TUESDAY) == at(24, 14)


def test_kept_places_are_for_urgent_cases() -> None:
    """The kept place is refused to an ordinary case and given to an urgent one."""
    one = permanence(capacite=1, places_urgentes=1)
    (session, _) = sessions(one, NOW, NOW + timedelta(days=7))
    with pytest.raises(NoPlace):
        take("a", session, one, (), NOW)
    assert take("a", session, one, (), NOW, urgent=True).urgent


def test_a_session_that_began_takes_nobody() -> None:
    """At 14:00 it is too late to book."""
    with pytest.raises(NoPlace, match="commencé"):
        take("a", TUESDAY, ONE, (), at(24, 14))


@pytest.mark.parametrize(
    ("action", "moment", "after"),
    [
        ("annuler_menage", at(23, 9), "annulee_menage"),
        ("annuler_permanence", at(23, 9), "annulee_permanence"),
        ("deplacer", at(23, 9), "deplacee"),
        ("venue", at(24, 15), "venue"),
        ("non_vue", at(24, 18), "non_vue"),
    ],
)
def test_what_may_happen_to_an_appointment(action: str, moment: datetime, after: str) -> None:
    """Cancelled or moved before it begins; came, or not seen, once it began."""
    assert act(booked("a"), action, moment).state == after  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "moment"), [("venue", at(23, 9)), ("annuler_menage", at(24, 15)), ("confirmer", at(23, 9))]
)
def test_what_may_not_happen_is_said_in_french(action: str, moment: datetime) -> None:
    """Not "came" before it begins, nor cancelled after, nor confirmed twice."""
    with pytest.raises(NotAllowed, match="."):
        act(booked("a"), action, moment)  # type: ignore[arg-type]


def test_came_and_not_seen_may_be_corrected() -> None:
    """A wrong word is put right; neither word is a cancellation."""
    missed = act(booked("a"), "non_vue", at(24, 18))
    assert act(missed, "venue", at(25, 9)).state == "venue"
    assert occupancy([missed], at(25, 9)) == {TUESDAY.key: 1}


def test_reminders_come_two_days_before_and_in_the_morning() -> None:
    """Tuesday 14:00: Sunday at ten, Tuesday at eight; booked on Monday, only the morning; too late, none."""
    one = booked("a")
    assert reminders(one, NOW) == (("deux_jours", at(22, 10)), ("matin", at(24, 8)))
    assert reminders(one, at(23, 9)) == (("matin", at(24, 8)),)
    assert reminders(one, at(24, 9)) == ()


def test_an_early_appointment_is_reminded_in_time() -> None:
    """Expected at 9:00, reminded at 7:30, not at eight."""
    assert reminders(booked("a", THURSDAY), NOW)[1] == ("matin", at(26, 7, 30))


def test_the_list_of_the_day_comes_the_evening_before() -> None:
    """18:00 on the eve."""
    assert evening_before(TUESDAY) == at(23, 18)


def test_a_closure_displaces_everybody_of_the_day() -> None:
    """Closed that week: all who were booked are to be told; other days stay."""
    closed = permanence(
        capacite=2, places_urgentes=0, fermetures=(Fermeture(date(2026, 11, 24), date(2026, 11, 24)),)
    )
    there = [booked("a"), booked("b", THURSDAY)]
    assert displaced(there, {"metz": closed}, NOW) == (there[0],)
    assert displaced(there, {}, NOW) == tuple(there)


def test_a_smaller_capacity_displaces_the_least_urgent() -> None:
    """One place left: the urgent case keeps it, whoever booked first."""
    first = booked("a")
    second = take("b", TUESDAY, ONE, [first], NOW, urgent=True)
    assert displaced([first, second], {"metz": permanence(capacite=1)}, NOW) == (first,)


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.booleans(), st.booleans()), max_size=20))
def test_no_session_is_ever_overfull(asked: list[tuple[str, bool, bool]]) -> None:
    """Whatever is asked, in whatever order: never more people than places, never twice the same time."""
    one = permanence(capacite=4, places_urgentes=1, duree_minutes=30)
    session = sessions(one, NOW, NOW + timedelta(days=7))[0]
    there: list[Appointment] = []
    for case, urgent, hold in asked:
        try:
            got = take(case, session, one, there, NOW, urgent=urgent, hold=hold)
        except NoPlace:
            continue
        there = [other for other in there if other.case != case] + [got]
    assert len(there) <= 4
    assert sum(not place.urgent for place in there) <= 3
    assert len({place.at for place in there}) == len(there)
