"""The budget of one month: examples written beside the marks, and what can never happen."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.budget import BudgetExample, assess, euros, missing, summary
from knowledge.loader import CONTENT, Knowledge, read
from knowledge.situation import Situation, read_value

KNOWLEDGE = read(CONTENT)[0]
assert KNOWLEDGE is not None
RULES = KNOWLEDGE.budget
AMOUNT = st.integers(0, 5000).map(Decimal)


def situation(facts: dict[str, object]) -> Situation:
    """Facts as a content file writes them."""
    return Situation({name: read_value(name, value) for name, value in facts.items()})


@pytest.mark.parametrize("example", RULES.example, ids=[f"exemple-{n}" for n in range(len(RULES.example))])
def test_example(example: BudgetExample) -> None:
    """Every figure written beside the marks is the figure computed."""
    budget = assess(situation(dict(example.facts)), RULES)
    assert budget is not None
    assert (budget.housing, budget.effort, budget.left) == (example.housing, example.effort, example.left)
    assert (budget.instalment, budget.months) == (example.instalment, example.months)
    assert budget.rights == example.rights


def test_nothing_is_guessed() -> None:
    """Without the income or the rent there is no budget, and what is missing is named."""
    assert assess(situation({"ressources": 1000}), RULES) is None
    assert missing(situation({"ressources": 1000})) == ("loyer",)


def test_declined_figures_are_not_asked_again() -> None:
    """What was declined counts as nothing known, and is no longer asked."""
    facts = situation({"ressources": 1000, "loyer": 400}).decline("dette")
    budget = assess(facts, RULES)
    assert budget is not None and "dette" not in budget.missing and "charges" in budget.missing


@settings(max_examples=200, deadline=None)
@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.integers(1, 9))
def test_an_instalment_is_bearable(
    income: Decimal, rent: Decimal, aid: Decimal, debt: Decimal, others: Decimal, people: int
) -> None:
    """What is proposed never exceeds the debt nor a fifth of what is left, nor runs over 36 months."""
    facts = Situation().know(
        ressources=income, loyer=rent, aide_logement=aid, dette=debt, dettes_autres=others, personnes=people
    )
    budget = assess(facts, RULES)
    assert budget is not None
    assert 0 <= budget.instalment <= max(debt, Decimal(0))
    assert budget.instalment <= max(budget.left * RULES.marks.share, Decimal(0))
    assert budget.months is None or 1 <= budget.months <= 36
    assert "promis" not in summary(budget, RULES)


def test_the_page_to_keep_is_plain(knowledge: Knowledge) -> None:
    """The summary says the figures, the mark, and that it decides nothing; amounts are French."""
    budget = assess(
        situation(
            {
                "ressources": 1400,
                "loyer": 500,
                "charges": 80,
                "aide_logement": 220,
                "dette": 1200,
                "personnes": 2,
            }
        ),
        RULES,
    )
    assert budget is not None
    page = summary(budget, knowledge.budget)
    assert "26 % du revenu" in page
    assert "205\u00a0€ par mois, pendant 6 mois" in page
    assert page.endswith("Il ne décide de rien.")
    assert len(page) <= 900


@pytest.mark.parametrize(
    ("amount", "text"), [("1920", "1\u202f920\u00a0€"), ("612.5", "612,50\u00a0€"), ("0", "0\u00a0€")]
)
def test_amounts_are_written_the_french_way(amount: str, text: str) -> None:
    """Thousands apart, a comma, cents only when there are some."""
    assert euros(Decimal(amount)) == text
