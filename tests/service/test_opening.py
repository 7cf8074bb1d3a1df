"""`/etat` and `/capacite`: by who coordinates, counted at once, nobody loses a place without being told."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.desk import closing_days
from bot.outgoing import Message, Press
from tests.conftest import PARIS, real_library
from tests.service.house import GROUP, METZ, STAFF, House
from tests.service.test_appointments import narrow, states

CHIEF = 901
TODAY = date(2026, 11, 21)


def led(house: House) -> House:
    """The same house, where one person coordinates Metz-Borny."""
    house.gives(CHIEF, "coordinator", "Anne")
    return house


@pytest.fixture
def house(house: House) -> House:
    """The group is tied, with one person who coordinates it."""
    return led(house)


def test_only_who_coordinates_changes_anything(house: House) -> None:
    """Staff and strangers are refused, in words and by a button they find; each is written down."""
    for user in (STAFF, 666):
        before = len(house.paper.contents(GROUP))
        house.group_says("/etat", user)
        assert any("qui coordonne" in said.text for said in house.paper.contents(GROUP)[before:])
    house.group_says("/etat", CHIEF)
    house.presses("Complète", GROUP, STAFF)
    assert "qui coordonne" in house.paper.contents(GROUP, Press)[-1].text
    assert house.database.read(lambda tx: tx.marks.beginning("opening:")) == []
    written = house.database.read(lambda tx: tx.audit.of("-"))
    assert [row.action for row in written if "opening" in row.detail] == ["refused"] * 3


def test_a_full_permanence_offers_nothing_and_its_list_is_served_when_it_opens(tmp_path: Path) -> None:
    """Full: said to the household, who waits; open again: the place is kept for it at once."""
    house = led(narrow(tmp_path))
    house.group_says("/etat", CHIEF)
    house.presses("Complète", GROUP, CHIEF)
    house.refers(7)
    assert "Vous êtes sur la liste" in house.read(7)
    house.presses("Ouverte", GROUP, CHIEF)
    assert "Une place s'est libérée" in house.read(7)


def test_who_would_lose_a_place_is_counted_before_and_told_after(house: House) -> None:
    """A week with somebody in it: asked first; «retour» changes nothing; «oui» tells the household."""
    house.refers(7)
    house.presses("Prendre cette place", 7)
    house.group_says("/etat", CHIEF)
    house.presses("Fermée du", GROUP, CHIEF)
    house.presses("La semaine prochaine", GROUP, CHIEF)
    assert "leur place : 1" in house.read(GROUP)
    house.presses("Retour", GROUP, CHIEF)
    assert states(house) == ["reservee"]
    house.presses("Fermée du", GROUP, CHIEF)
    house.presses("La semaine prochaine", GROUP, CHIEF)
    house.presses("Oui, et les prévenir", GROUP, CHIEF)
    assert "ne pourra pas vous recevoir mardi 24 novembre" in house.read(7)
    assert states(house) == ["annulee_permanence"]
    (written,) = house.database.read(lambda tx: tx.audit.of(METZ))
    assert written.action == "opening" and '"du":"2026-11-23"' in written.detail.replace(" ", "")


def test_more_places_are_given_out_at_once(tmp_path: Path) -> None:
    """One place, taken; a second household waits; `/capacite 2`: its place is kept."""
    house = led(narrow(tmp_path))
    house.refers(7)
    house.presses("Prendre cette place", 7)
    house.refers(8)
    assert "Vous êtes sur la liste" in house.read(8)
    house.group_says("/capacite 2", CHIEF)
    assert "Places par demi-journée : 2" in house.read(GROUP)
    assert "Une place s'est libérée" in house.read(8)


def test_fewer_places_ask_first(tmp_path: Path) -> None:
    """Two people, one place: nobody is moved before the coordinator says so."""
    house = led(narrow(tmp_path, places=2))
    for chat in (7, 8):
        house.refers(chat)
        house.presses("Prendre cette place", chat)
    house.group_says("/capacite 1", CHIEF)
    assert "leur place : 1" in house.read(GROUP) and states(house, 8) == ["reservee"]
    house.presses("Oui, et les prévenir", GROUP, CHIEF)
    assert sorted(states(house, 7) + states(house, 8)) == ["annulee_permanence", "reservee"]


@pytest.mark.parametrize("written", ["/capacite", "/capacite beaucoup", "/capacite autre-permanence 4"])
def test_what_is_not_a_number_is_explained(house: House, written: str) -> None:
    """An example is given, and nothing changes."""
    house.group_says(written, CHIEF)
    assert "/capacite 4" in house.read(GROUP)
    assert house.database.read(lambda tx: tx.marks.beginning("opening:")) == []


def test_the_days_of_a_closure_can_be_written(house: House) -> None:
    """In reply to the question, by who coordinates; unread ones are asked again."""
    house.group_says("/etat", CHIEF)
    house.presses("Fermée du", GROUP, CHIEF)
    house.presses("D'autres jours", GROUP, CHIEF)
    asked = [number for number, call in house.paper.calls if isinstance(call.content, Message)][-1]
    house.group_says("quand il pleut", CHIEF, reply_to=asked)
    assert "Je n'ai pas lu" in house.read(GROUP)
    house.group_says("du 24 décembre au 2 janvier", STAFF, reply_to=asked)
    assert "qui coordonne" in house.read(GROUP)
    house.group_says("du 24 décembre au 2 janvier", CHIEF, reply_to=asked)
    assert "Fermée du jeudi 24 décembre au samedi 2 janvier" in house.read(GROUP)


def test_it_is_read_by_the_next_household_and_ends_by_itself(house: House) -> None:
    """Closed until Sunday: said with the first session after; the day after, nothing is said of it."""
    house.group_says("/etat", CHIEF)
    house.presses("Fermée du", GROUP, CHIEF)
    house.presses("Dès maintenant", GROUP, CHIEF)
    for text in ("jai recu un commandement de payer hier a metz, bail de 2024", "oui"):
        house.says(text)
    house.presses("Hier")
    assert "est fermée du samedi 21 novembre au dimanche 22 novembre" in house.read()
    house.waits(datetime(2026, 11, 23, 9, tzinfo=PARIS))
    house.group_says("/etat", CHIEF)
    assert "Fermée" not in house.read(GROUP)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("du 24 décembre au 2 janvier", date(2026, 12, 24), date(2027, 1, 2)),
        ("du 3 au 14 août", date(2027, 8, 3), date(2027, 8, 14)),
        ("24/12 - 02/01", date(2026, 12, 24), date(2027, 1, 2)),
        ("du 24/12/2026 au 02/01/2027", date(2026, 12, 24), date(2027, 1, 2)),
        ("du 1er au 5 décembre", date(2026, 12, 1), date(2026, 12, 5)),
        ("le 25 novembre", date(2026, 11, 25), date(2026, 11, 25)),
        ("aujourd'hui", TODAY, TODAY),
        ("du 31 au 5 février", None, None),
        ("du 14 au 3 août", None, None),
        ("quand il pleut", None, None),
        ("en août", None, None),
        ("", None, None),
    ],
)
def test_days_are_read_for_sure_or_not_at_all(written: str, first: date | None, last: date | None) -> None:
    """A month said once counts for both days; what may be wrong is not read."""
    assert closing_days.read(written, TODAY, real_library().answers) == (first and last and (first, last))


def test_a_week_before_a_closure_changes_nothing_yet(house: House) -> None:
    """A closure next month is not told to who is received this week."""
    house.group_says("/etat", CHIEF)
    house.presses("Fermée du", GROUP, CHIEF)
    house.presses("D'autres jours", GROUP, CHIEF)
    asked = [number for number, call in house.paper.calls if isinstance(call.content, Message)][-1]
    house.group_says("du 24 décembre au 2 janvier", CHIEF, reply_to=asked)
    house.says("jai recu un commandement de payer hier a metz, bail de 2024")
    house.presses("Hier")
    assert "fermée" not in house.read() and "mardi 24 novembre" in house.read()
    assert house.moment() < datetime(2026, 11, 21, 12, tzinfo=PARIS) + timedelta(days=1)
