"""The checklist of an accompaniment: kept on the case, each phase counted once."""

from datetime import date

import pytest

from tests.service.house import GROUP, STAFF, STRANGER, House


@pytest.fixture
def house(house: House) -> House:
    """A claimed case."""
    house.refers()
    house.presses("Prendre", GROUP)
    return house


def counted(house: House) -> int:
    """How many phases were counted."""
    found = house.database.read(lambda tx: tx.statistics.report(date(2026, 1, 1), date(2026, 12, 31), "asll"))
    return sum(row.count for row in found)


def kept(house: House) -> dict[str, object]:
    """The checklist as the case keeps it."""
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    return dict(row.data.get("asll", {}))


def test_a_phase_is_ticked_dated_and_counted_once(house: House) -> None:
    """Ticked, unticked and ticked again: one count; its day is shown."""
    for label in ("Plus…", "Accompagnement", "☐ Diagnostic", "☑ Diagnostic", "☐ Diagnostic"):
        house.presses(label, GROUP)
    assert kept(house) == {"done": {"diagnostic": "2026-11-21"}} and counted(house) == 1
    assert "samedi 21 novembre" in house.paper.contents(GROUP)[-1].text


def test_the_contract_is_written_in_words(house: House) -> None:
    """Objectives in reply to the prompt; shown under the phases, and never relayed to the household."""
    for label in ("Plus…", "Accompagnement", "Objectifs"):
        house.presses(label, GROUP)
    prompt = [number for number, call in house.paper.calls if getattr(call.content, "asks", False)][-1]
    before = len(house.paper.contents(7))
    house.group_says("Équilibrer le budget", STAFF, thread=house.topic(), reply_to=prompt)
    assert "Équilibrer le budget" in house.paper.contents(GROUP)[-1].text
    assert len(house.paper.contents(7)) == before


def test_a_stranger_ticks_nothing(house: House) -> None:
    """Without a role at this permanence, nothing is kept."""
    house.presses("Plus…", GROUP)
    house.presses("Accompagnement", GROUP)
    house.presses("☐ Diagnostic", GROUP, user=STRANGER)
    assert kept(house) == {}
