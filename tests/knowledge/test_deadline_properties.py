"""Promises that hold for every stage and every day, tried on thousands of days."""

import os
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.conditions import holds
from knowledge.deadlines import compute
from knowledge.durations import add, add_months, parse_duration
from knowledge.loader import CONTENT, read
from knowledge.situation import FACTS, Situation

KNOWLEDGE = read(CONTENT)[0]
assert KNOWLEDGE is not None
STAGES = sorted(
    name for name, stage in KNOWLEDGE.stages.items() if any(not rule.yearly for rule in stage.deadline)
)
DAYS = st.dates(date(2022, 1, 1), date(2026, 11, 21))
COMMUNES = st.sampled_from([None, "57463", "67482", "68066", "75056", "97411"])
TODAY = date(2026, 11, 21)
EXTRA = st.fixed_dictionaries(
    {},
    optional={
        "date_bail": st.sampled_from([date(2015, 6, 1), date(2021, 12, 1)]),
        "meuble": st.booleans(),
        "type": st.sampled_from(["fond", "refere"]),
        "delai_prefet_mois": st.sampled_from([3, 6]),
        "clause_bail_mois": st.sampled_from([2, 3]),
        "remise": st.sampled_from(["a_personne", "etude"]),
        "etat_des_lieux": st.sampled_from(["concordant", "differences"]),
        "renouvele": st.sampled_from(["ecrit", "non"]),
    },
)
SLOW = settings(max_examples=60, deadline=None)


def started(stage: str, day: date, **extra: object) -> Situation:
    """Every fact that may start a limit of this stage, set to the same day."""
    rules = KNOWLEDGE.stages[stage].deadline
    names = {fact for rule in rules for fact in rule.counted_from if FACTS[fact].kind == "date"}
    return Situation().know(**{name: day for name in names}, **extra)  # type: ignore[arg-type]


def dates(stage: str, situation: Situation) -> dict[str, tuple[date | None, date | None]]:
    """The two dates of every deadline."""
    return {
        item.id: (item.prudent, item.later) for item in compute(stage, situation, KNOWLEDGE, TODAY).deadlines
    }


@SLOW
@given(st.sampled_from(STAGES), DAYS, st.integers(1, 60), COMMUNES, EXTRA)
def test_a_later_act_never_ends_sooner(
    stage: str, day: date, more: int, commune: str | None, extra: dict
) -> None:
    """Prudent and later dates grow with the day of the act."""
    extra |= {"commune_insee": commune} if commune else {}
    first, second = (
        dates(stage, started(stage, day, **extra)),
        dates(stage, started(stage, min(day + timedelta(more), TODAY), **extra)),
    )
    seasons = {rule.id for rule in KNOWLEDGE.stages[stage].deadline if rule.yearly}
    for name in (first.keys() & second.keys()) - seasons:
        assert first[name][0] <= second[name][0]
        assert (first[name][1] or first[name][0]) <= (second[name][1] or second[name][0])


@SLOW
@given(st.sampled_from(STAGES), DAYS, COMMUNES, EXTRA)
def test_prudent_is_never_after_later(stage: str, day: date, commune: str | None, extra: dict) -> None:
    """The later date, when there is one, is strictly after the prudent one, and has a reason."""
    extra |= {"commune_insee": commune} if commune else {}
    for item in compute(stage, started(stage, day, **extra), KNOWLEDGE, TODAY).deadlines:
        assert item.prudent is not None
        if item.later is not None:
            assert item.prudent < item.later
            assert item.later_reason


@SLOW
@given(st.sampled_from(STAGES), DAYS, EXTRA)
def test_holidays_and_weekends_never_move_the_prudent_date(stage: str, day: date, extra: dict) -> None:
    """The prudent date is the same in every commune of France: only the later one knows the holidays."""
    prudents = [
        {
            name: found[0]
            for name, found in dates(stage, started(stage, day, commune_insee=code, **extra)).items()
        }
        for code in ("57463", "67482", "75056", "97411")
    ]
    assert all(found == prudents[0] for found in prudents)


@SLOW
@given(DAYS, st.sampled_from(["UTC", "Pacific/Kiritimati", "America/Los_Angeles"]))
def test_the_time_zone_of_the_machine_changes_nothing(day: date, zone: str) -> None:
    """Dates are dates: no time zone can move them."""
    import time

    before = dates("commandement_de_payer", started("commandement_de_payer", day))
    old = os.environ.get("TZ")
    try:
        os.environ["TZ"] = zone
        time.tzset()
        assert dates("commandement_de_payer", started("commandement_de_payer", day)) == before
    finally:
        os.environ.pop("TZ", None) if old is None else os.environ.update(TZ=old)
        time.tzset()


@SLOW
@given(st.sampled_from(STAGES), DAYS, EXTRA)
def test_never_later_than_the_text(stage: str, day: date, extra: dict) -> None:
    """The prudent date of a limit that follows the act is never later than the longest length its texts
    write.
    """
    situation = started(stage, day, **extra)
    found = dates(stage, situation)
    for rule in KNOWLEDGE.stages[stage].deadline:
        if rule.id not in found or rule.direction == "before" or rule.after or rule.yearly:
            continue
        case = next(case for case in rule.case if holds(case.when, situation))
        lengths = [
            value.duration
            for name in (case.parameter, case.later)
            if name
            for value in KNOWLEDGE.parameters[name].value
            if value.duration
        ]
        stated = situation.get(KNOWLEDGE.parameters[case.parameter].stated_by or "")
        limit = max([add(day, length) for length in lengths] + ([add_months(day, stated)] if stated else []))
        assert found[rule.id][0] <= limit


@given(DAYS, st.integers(1, 40))
def test_months_keep_the_day_number_or_end_the_month(day: date, months: int) -> None:
    """CPC 641: same day number, or the last day of a shorter month."""
    end = add_months(day, months)
    assert end.day == day.day or (end + timedelta(1)).day == 1 and end.day < day.day


@given(DAYS, st.integers(1, 20))
def test_weeks_end_on_the_same_weekday(day: date, weeks: int) -> None:
    """Six weeks from a Tuesday end on a Tuesday."""
    assert add(day, parse_duration(f"{weeks} semaines")).weekday() == day.weekday()


@pytest.mark.parametrize("text", ["", "six semaines", "6", "6 lunes", "6 semaine s", "-"])
def test_a_length_nobody_wrote_is_refused(text: str) -> None:
    """A length is a number and a known unit, or an error."""
    with pytest.raises(ValueError):
        parse_duration(text)
