"""What happens to households is counted once, where it happens, without anybody in it."""

from collections import Counter
from datetime import date, datetime

from tests.conftest import PARIS
from tests.service.house import GROUP, METZ, STAFF, House

AREA = "200-039-865"


def counted(house: House, event: str, year: int = 2026) -> list[dict[str, object]]:
    """The dimensions of an event, as often as it was counted in a year."""
    rows = house.database.read(
        lambda tx: tx.statistics.report(date(year, 1, 1), date(year, 12, 31), event=event)
    )
    return [dict(row.dimensions) for row in rows for _ in range(row.count)]


def answer(house: House, text: str) -> None:
    """Staff answer the household below the last card."""
    house.group_says(text, thread=house.topic(), reply_to=house.card())


def test_a_household_is_counted_once_in_the_year_with_what_becomes_known(house: House) -> None:
    """Many messages, one household; its step, its status and its area once each."""
    house.refers()
    house.says("et je ne dors plus")
    assert counted(house, "household") == [{"language": "fr", "channel": "own"}]
    assert counted(house, "household_stage") == [{"stage": "commandement_de_payer"}]
    assert counted(house, "household_status") == [{"status": "locataire"}]
    assert counted(house, "household_place") == [{"place": AREA}]


def test_the_next_year_it_counts_again(house: House) -> None:
    """A household that writes in January is a household of the new year too."""
    house.says("jai recu un comandement de payé hier")
    house.now = datetime(2027, 1, 4, 10, tzinfo=PARIS).timestamp()
    house.says("bonjour")
    house.says("vous êtes là ?")
    assert len(counted(house, "household")) == len(counted(house, "household", 2027)) == 1


def test_opening_the_chat_is_no_contact_and_staff_are_no_household(house: House) -> None:
    """/start alone counts nobody; neither does a member who tries the service."""
    house.says("/start")
    house.says("j'ai une dette de loyer", chat=STAFF)
    assert counted(house, "household") == []
    house.says("j'ai une dette de loyer")
    assert len(counted(house, "household")) == 1


def test_answers_of_one_day_are_one_intervention(house: House) -> None:
    """Two answers on Saturday and one on Monday: two interventions, for one household."""
    house.refers()
    answer(house, "Bonjour, je regarde.")
    answer(house, "Apportez le bail.")
    house.waits(datetime(2026, 11, 23, 9, tzinfo=PARIS))
    answer(house, "À demain.")
    assert counted(house, "intervention") == [{"kind": "answer", "permanence": METZ}] * 2
    assert counted(house, "helped") == [{"permanence": METZ}]


def test_a_meeting_tells_how_long_it_took_and_what_time_was_left(house: House) -> None:
    """Agreed on the 21st, met on the 24th, 1 January to act before: three days, thirty-eight left."""
    house.refers()
    house.presses("Prendre cette place")
    house.waits(datetime(2026, 11, 24, 14, 5, tzinfo=PARIS))
    house.presses("Venu", chat=GROUP)
    assert counted(house, "waiting_time") == [{"days": "0_7"}]
    assert counted(house, "first_margin") == [{"days": "31_60"}]
    assert counted(house, "intervention") == [{"kind": "meeting", "permanence": METZ}]


def test_closing_is_counted_with_its_outcome(house: House) -> None:
    """By staff, and by the household that takes its request back."""
    house.refers()
    house.presses("Prendre", chat=GROUP)
    house.closes("reste dans le logement")
    house.refers(chat=8)
    house.says("/effacer", chat=8)
    house.presses("Oui", chat=8)
    outcomes = Counter(row["outcome"] for row in counted(house, "closed"))
    assert outcomes["maintien"] == 1 and sum(outcomes.values()) <= 2
