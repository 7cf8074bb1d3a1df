"""What a household reads about its dates: prudent first, later only when arguable, never a guess."""

from datetime import date

import pytest

from knowledge.deadlines import compute
from knowledge.errors import UnknownStage
from knowledge.loader import Knowledge
from knowledge.situation import Situation

TODAY = date(2026, 11, 21)
METZ = "57463"


def at(**facts: object) -> Situation:
    """A situation with these facts known."""
    return Situation().know(**facts)  # type: ignore[arg-type]


def test_lease_of_2024_gives_six_weeks(knowledge: Knowledge) -> None:
    """A lease of 2024 and an order served on 20 November 2026 lead to 1 January 2027, holiday or not."""
    report = compute(
        "commandement_de_payer",
        at(date_acte=date(2026, 11, 20), date_bail=date(2024, 3, 1)),
        knowledge,
        TODAY,
    )
    first = report.deadlines[0]
    assert (first.id, first.prudent, first.acts) == ("fin_du_delai", date(2027, 1, 1), "household")
    assert first.because == "6 semaines après le papier, bail signé depuis juillet 2023"


def test_lease_of_2021_gives_both_dates_prudent_first(knowledge: Knowledge) -> None:
    """A lease of 2021 shows six weeks first, and two months only as «peut-être», with the reason."""
    report = compute(
        "commandement_de_payer",
        at(date_acte=date(2026, 11, 20), date_bail=date(2021, 3, 1)),
        knowledge,
        TODAY,
    )
    first = report.deadlines[0]
    assert (first.prudent, first.later) == (date(2027, 1, 1), date(2027, 1, 20))
    assert first.later_reason == "bail signé avant le 29 juillet 2023"


def test_declined_lease_date_is_not_a_guess(knowledge: Knowledge) -> None:
    """«Je ne sais pas» for the lease gives the prudent date, says why a later one is possible, and is not
    asked again.
    """
    situation = at(date_acte=date(2026, 11, 20)).decline("date_bail")
    report = compute("commandement_de_payer", situation, knowledge, TODAY)
    assert report.deadlines[0].prudent == date(2027, 1, 1)
    assert report.deadlines[0].later_reason == "si le bail date d'avant le 29 juillet 2023"
    assert report.missing == ()


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2021, 11, 20), date(2015, 1, 1)])
def test_absurd_act_date_is_refused(knowledge: Knowledge, day: date) -> None:
    """An act in the future or older than five years is set aside with a sentence, and no date is computed
    from it.
    """
    report = compute("commandement_de_payer", at(date_acte=day), knowledge, TODAY)
    assert report.deadlines == ()
    assert [item.fact for item in report.refused] == ["date_acte"]
    assert report.refused[0].reason.endswith("?")
    assert "date_acte" in report.missing


@pytest.mark.parametrize("day", [TODAY, date(2021, 11, 21)])
def test_bounds_of_believable_dates(knowledge: Knowledge, day: date) -> None:
    """Today and five years ago to the day are believed."""
    assert compute("commandement_de_payer", at(date_acte=day), knowledge, TODAY).refused == ()


def test_collecting_the_paper_starts_nothing(knowledge: Knowledge) -> None:
    """The day somebody fetched the act at the office is never a starting point, alone or beside the day of
    service.
    """
    alone = compute("commandement_de_payer", at(date_retrait=date(2026, 11, 18)), knowledge, TODAY)
    beside = compute(
        "commandement_de_payer",
        at(date_retrait=date(2026, 11, 18), date_acte=date(2026, 11, 10), remise="etude"),
        knowledge,
        TODAY,
    )
    assert alone.deadlines == () and alone.missing[0] == "date_acte"
    assert beside.deadlines[0].prudent == date(2026, 12, 22)


def test_sommation_has_no_limit(knowledge: Knowledge) -> None:
    """A sommation de payer starts no limit, and a sentence says why."""
    report = compute(
        "commandement_de_payer", at(date_acte=date(2026, 11, 10), type="sommation_de_payer"), knowledge, TODAY
    )
    assert report.deadlines == ()
    assert "aucun délai" in report.refused[0].reason


def test_good_friday_only_moves_the_later_date(knowledge: Knowledge) -> None:
    """In Metz, fifteen days that end on Good Friday stay prudent that day, and may run to the Tuesday after
    Easter.
    """
    facts = at(date_reception=date(2027, 3, 11), commune_insee=METZ)
    found = compute("decision_jex", facts, knowledge, date(2027, 3, 12)).deadlines[0]
    paris = compute(
        "decision_jex", facts.know(commune_insee="75056"), knowledge, date(2027, 3, 12)
    ).deadlines[0]
    assert (found.prudent, found.later) == (date(2027, 3, 26), date(2027, 3, 30))
    assert (paris.prudent, paris.later) == (date(2027, 3, 26), None)


def test_caf_rule_switches_by_itself(knowledge: Knowledge) -> None:
    """The 2027 definition of arrears appears only for limits that end in 2027."""
    old = compute("signalement_caf", at(date_premier_impaye=date(2026, 7, 5)), knowledge, TODAY)
    new = compute("signalement_caf", at(date_premier_impaye=date(2026, 10, 5)), knowledge, TODAY)
    assert [item.id for item in old.deadlines] == []
    assert [(item.id, item.prudent) for item in new.deadlines] == [("caf_impaye", date(2027, 1, 5))]


def test_unknown_stage_names_the_nearest(knowledge: Knowledge) -> None:
    """A misspelt stage is refused with the closest ids."""
    with pytest.raises(UnknownStage) as error:
        compute("comandement_de_payer", Situation(), knowledge, TODAY)
    assert "commandement_de_payer" in error.value.nearest


def test_first_deadline_of_a_stage_is_for_the_household(knowledge: Knowledge) -> None:
    """At every stage of the procedure that has limits, the first one shown is the household's own."""
    for name in (
        "commandement_de_payer",
        "assignation",
        "audience",
        "jugement",
        "commandement_de_quitter",
        "expulse",
    ):
        stage = knowledge.stages[knowledge.stages[name].same_limits_as or name]
        assert stage.deadline[0].acts == "household", name
