"""A case ends with its household: asked first, in its language; nobody is closed against its word."""

from datetime import datetime, timedelta

import pytest

from bot.outgoing import TopicClose
from storage.cases import CaseRow
from tests.conftest import PARIS
from tests.service.house import GROUP, STRANGER, House


@pytest.fixture
def house(house: House) -> House:
    """A case, claimed."""
    house.refers()
    house.presses("Prendre", GROUP)
    return house


def case(house: House) -> CaseRow:
    """The household's case, open or closed."""
    (found,) = house.database.read(lambda tx: tx.cases.by_chat(7, open_only=False))
    return found


def asks(house: House, outcome: str = "plan en cours") -> None:
    """Staff would close it."""
    house.presses("Clore", GROUP)
    house.presses(outcome, GROUP)


def later(house: House, **time: float) -> None:
    """Time passes."""
    house.waits(datetime.fromtimestamp(house.now, PARIS) + timedelta(**time))


def test_the_household_is_asked_before_anything_ends(house: House) -> None:
    """The question is read, the case stays open, the card says until when."""
    asks(house)
    assert "encore besoin d'aide" in house.read() and case(house).closed_at is None


def test_a_yes_keeps_it_open_and_is_told(house: House) -> None:
    """«Oui, encore»: open, the group told; an old «non» then changes nothing."""
    asks(house)
    no = house.paper.contents(7)[-1].buttons[1][0].id
    house.presses("Oui, encore")
    assert case(house).closed_at is None
    assert any("encore besoin d'aide" in said.text for said in house.paper.contents(GROUP))
    house.presses_id(no)
    assert case(house).closed_at is None


@pytest.mark.parametrize(
    ("words", "ends"),
    [("non merci", True), ("non, on m'expulse demain matin", False), ("oui", False), ("merci", False)],
)
def test_only_a_clear_no_in_words_ends_it(house: House, words: str, ends: bool) -> None:
    """A no that says more than no is somebody who needs help."""
    asks(house)
    house.says(words)
    assert (case(house).closed_at is not None) is ends


def test_silence_for_a_week_ends_it_by_day(house: House) -> None:
    """Seven days later, at ten in the morning, and not before; the household is told kindly."""
    asks(house)
    later(house, days=6, hours=20)
    assert case(house).closed_at is None
    later(house, hours=8)
    ended = datetime.fromtimestamp(case(house).closed_at or 0, PARIS)
    assert (ended.hour, case(house).outcome) == (10, "plan_en_cours")
    assert any("Bon courage" in said.text for said in house.paper.contents(7))


def test_who_wrote_meanwhile_is_not_closed(house: House) -> None:
    """Words after the question: the week ends without closing, and the group is told to look."""
    asks(house)
    house.says("je dois apporter quoi la prochaine fois ?")
    later(house, days=8)
    assert case(house).closed_at is None
    assert any("a écrit depuis" in said.text for said in house.paper.contents(GROUP))


def test_a_death_is_written_to_nobody(house: House) -> None:
    """«décès» closes at once, and nothing more is ever sent to the household's chat."""
    before = len(house.paper.contents(7))
    for label in ("Clore", "Clore tout de suite", "décès"):
        house.presses(label, GROUP)
    later(house, days=400)
    assert case(house).outcome == "decede" and len(house.paper.contents(7)) == before


def test_reopening_opens_the_topic_again(house: House) -> None:
    """Closed, then «Rouvrir»: the topic can be written in, the household is told, and may be asked anew."""
    house.closes("plan en cours")
    assert house.paper.contents(GROUP, TopicClose)[-1].again is False
    house.presses("Rouvrir", GROUP)
    assert house.paper.contents(GROUP, TopicClose)[-1].again is True
    assert case(house).closed_at is None and case(house).state == "claimed"
    assert "rouverte" in house.read()
    house.closes("relogement")
    assert case(house).outcome == "relogement"


def test_who_has_no_right_closes_nothing(house: House) -> None:
    """A stranger in the group: nothing asked, nothing ended."""
    house.presses("Clore", GROUP)
    house.presses("plan en cours", GROUP, user=STRANGER)
    assert "closing" not in case(house).data


def test_staff_may_keep_it_open_after_all(house: House) -> None:
    """«Garder ouvert»: the question is withdrawn; a «non» that comes later ends nothing."""
    asks(house)
    no = house.paper.contents(7)[-1].buttons[1][0].id
    house.presses("Clore", GROUP)
    house.presses("Garder ouvert", GROUP)
    house.presses_id(no)
    assert case(house).closed_at is None
