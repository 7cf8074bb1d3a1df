"""What is said of a permanence from day to day is laid over its record, and never changes it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.opening import STATES, NotPossible, Opening, checked, opened, over, read
from knowledge.schedule import sessions
from tests.knowledge.permanence_samples import NOW, permanence

TODAY = date(2026, 11, 21)
RECORD = permanence(capacite=6, places_urgentes=2)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def test_nothing_said_changes_nothing() -> None:
    """An empty word leaves the record as it is written; a permanence nobody knows counts for nothing."""
    assert opened(RECORD, Opening(RECORD.id)) == RECORD
    known = {RECORD.id: RECORD}
    assert over(known, ()) is known and over(known, [Opening("inconnue", "complete")]) is known


def test_a_closure_takes_its_sessions_out_and_no_other() -> None:
    """Closed for a week: the sessions of that week are gone, the others are as they were."""
    closed = opened(RECORD, Opening(RECORD.id, du=date(2026, 11, 23), au=date(2026, 11, 29)))
    before, after = (sessions(one, NOW, NOW + timedelta(days=21)) for one in (RECORD, closed))
    assert [one for one in before if one.starts_at.date() > date(2026, 11, 29)] == list(after)
    assert len(after) < len(before) and RECORD.fermetures == ()


def test_fewer_places_never_keep_more_than_there_are() -> None:
    """One place in all: at most one is kept for urgent cases."""
    one = opened(RECORD, Opening(RECORD.id, capacite=1))
    assert (one.capacite, one.places_urgentes) == (1, 1)


def test_a_closure_that_is_over_is_left_out() -> None:
    """The day after, nothing of it remains, and the rest of what was said stays."""
    said = Opening(RECORD.id, "urgences", date(2026, 11, 1), date(2026, 11, 20), 3)
    assert said.on(TODAY) == Opening(RECORD.id, "urgences", capacite=3)
    assert said.on(date(2026, 11, 20)) == said


@pytest.mark.parametrize(
    "wrong",
    [
        {"etat": "fermee"},
        {"capacite": 0},
        {"capacite": 201},
        {"du": TODAY},
        {"au": TODAY},
        {"du": TODAY, "au": TODAY - timedelta(days=1)},
        {"du": TODAY - timedelta(days=9), "au": TODAY - timedelta(days=1)},
        {"du": TODAY, "au": TODAY + timedelta(days=367)},
    ],
)
def test_nonsense_is_refused_in_french(wrong: dict[str, Any]) -> None:
    """No place at all, a closure without an end, backwards, past or endless: one sentence each."""
    with pytest.raises(NotPossible, match=r"[a-zé].*\."):
        checked(Opening(RECORD.id, **wrong), TODAY)


@given(st.sampled_from((None, *STATES)), st.none() | st.tuples(DAYS, DAYS), st.none() | st.integers(1, 200))
def test_it_is_kept_whole(etat: Any, days: tuple[date, date] | None, capacite: int | None) -> None:
    """Written down and read back, it is the same."""
    du, au = days or (None, None)
    said = Opening(RECORD.id, etat, du, au, capacite)
    assert read(said.stored()) == said
