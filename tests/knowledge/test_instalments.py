"""A debt paid month by month: the sum is the debt to the cent, every day exists."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.instalments import Plan, amounts, first_days, months_rent, problem

TODAY = date(2026, 11, 21)
euros = st.decimals(min_value="0.01", max_value="30000", places=2)
days = st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 12, 31))


@given(debt=euros, amount=euros, first=days)
def test_the_instalments_are_the_debt(debt, amount, first):
    """Whatever is agreed on, what is paid in the end is what was owed, never more at a time."""
    plan = Plan(debt, max(amount, debt / 400).quantize(Decimal("0.01")) + Decimal("0.01"), first, first)
    table = plan.table()
    assert sum(one.amount for one in table) == debt
    assert all(0 < one.amount <= plan.amount for one in table)
    assert [one.number for one in table] == list(range(1, plan.count + 1))


@given(debt=euros, first=days)
def test_every_month_has_its_instalment(debt, first):
    """One a month, none left out, on the same day number or the last day of a shorter month."""
    table = Plan(debt, (debt / 30).quantize(Decimal("0.01")) + Decimal("0.01"), first, first).table()
    months = [one.due.year * 12 + one.due.month for one in table]
    assert months == list(range(months[0], months[0] + len(table)))
    for one in table:
        assert one.due.day == first.day or (one.due.day < first.day and (one.due.day >= 28))


def test_the_end_of_january():
    """Begun on the 31st: the last of February, and the 31st again in March."""
    table = Plan(Decimal(300), Decimal(100), date(2027, 1, 31), date(2027, 1, 1)).table()
    assert [one.due for one in table] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


def test_a_debt_of_1920_euros_at_100_a_month():
    """Twenty instalments, the last of 20 euros, in August of the second year."""
    plan = Plan(Decimal(1920), Decimal(100), date(2027, 1, 5), date(2026, 12, 1))
    assert (plan.count, plan.last.amount, plan.last.due) == (20, Decimal(20), date(2028, 8, 5))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, None),
        ({"debt": Decimal(0)}, "debt"),
        ({"debt": Decimal("10.005")}, "debt"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-5)}, "amount"),
        ({"amount": Decimal(2000)}, "amount"),
        ({"amount": Decimal("33.333")}, "amount"),
        ({"amount": Decimal(50)}, "too_long"),
        ({"first": TODAY}, "past"),
        ({"first": date(2027, 6, 1)}, "far"),
        ({"rent_from": date(2026, 10, 1)}, "rent"),
        ({"rent_from": date(2026, 12, 2)}, "rent"),
    ],
)
def test_what_is_wrong_is_named(changes, found):
    """Each fault has its name; a plan without any is taken."""
    given = {
        "debt": Decimal(1920),
        "amount": Decimal(100),
        "first": date(2027, 1, 5),
        "rent_from": date(2026, 12, 1),
    }
    assert problem(Plan(**{**given, **changes}), TODAY, 36) == found


@given(debt=st.decimals(min_value=10, max_value=30000, places=2), sustainable=st.none() | euros)
def test_what_is_offered_by_a_button_can_be_taken(debt, sustainable):
    """Every amount and every day on a button makes a plan without fault."""
    found = amounts(debt, sustainable, 36, 5)
    assert 1 <= len(found) <= 3
    for amount in found:
        for first in first_days(TODAY):
            for month in months_rent(TODAY):
                assert problem(Plan(debt, amount, first, month), TODAY, 36) is None


@given(today=days)
def test_days_to_begin_on_are_near(today):
    """Three of them, a week away at least, two months at most."""
    offered = first_days(today)
    assert len(offered) == 3 and offered == tuple(sorted(offered))
    assert all(7 <= (day - today).days <= 70 for day in offered)


def test_what_the_household_sustains_is_among_the_amounts():
    """The budget's amount stands in the place of the nearest."""
    assert Decimal(95) in amounts(Decimal(1920), Decimal(95), 36, 5)
    assert amounts(Decimal(1920), None, 36, 5) == (Decimal(55), Decimal(80), Decimal(160))
