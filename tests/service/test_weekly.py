"""Monday's word to whoever coordinates: what came in, what is forgotten, what is missing; references only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk.weekly import Standing, Week, basket, next_one, text
from bot.service import weekly
from bot.service.world import World
from knowledge.directory import Fermeture
from knowledge.pressure import Pressure
from tests.conftest import PARIS, real_library
from tests.service.house import GROUP, METZ, House


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in Metz."""
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


SATURDAY = at(2026, 11, 21, 10)


def record(*closures: tuple[date, date]) -> Any:
    """Metz-Borny, closed between these days."""
    found = real_library().knowledge.permanences[METZ]
    return replace(found, fermetures=tuple(Fermeture(du=first, au=last) for first, last in closures))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A data folder whose group is tied to Metz-Borny, as the process starts it."""
    made = House(tmp_path)
    made.tie()
    made.database.write(lambda tx: weekly.set_next(World(tx, real_library(), made.moment()))).result()
    yield made


def told(house: House) -> list[str]:
    """The digests that the group has read."""
    return [one.text for one in house.paper.contents(GROUP) if "La semaine" in one.text]


@pytest.mark.parametrize(
    ("now", "closed", "due"),
    [
        (SATURDAY, [], at(2026, 11, 23, 8, 30)),
        (at(2026, 11, 23, 8, 30), [], at(2026, 11, 30, 8, 30)),
        (at(2027, 3, 28, 9), [], at(2027, 3, 30, 8, 30)),
        (SATURDAY, [(date(2026, 11, 20), date(2026, 11, 24))], at(2026, 11, 25, 8, 30)),
        (SATURDAY, [(date(2026, 11, 23), date(2026, 11, 29))], at(2026, 11, 30, 8, 30)),
        (
            at(2026, 12, 19, 9),
            [(date(2026, 12, 21), date(2027, 1, 1))],
            at(2027, 1, 4, 8, 30),
        ),
    ],
)
def test_it_comes_on_monday_or_on_the_first_open_day(
    now: datetime, closed: list[tuple[date, date]], due: datetime
) -> None:
    """Monday at 8:30; Easter Monday waits for Tuesday; a closed day for the next; a closed week has none."""
    assert next_one(record(*closed), now) == due


def test_it_comes_every_week_and_once(house: House) -> None:
    """Set twice, it comes once; the next week it comes again."""
    house.database.write(lambda tx: weekly.set_next(World(tx, real_library(), house.moment()))).result()
    house.waits(at(2026, 11, 23, 9))
    assert len(told(house)) == 1
    house.waits(at(2026, 11, 30, 9))
    assert len(told(house)) == 2


def test_a_case_nobody_took_is_told_by_its_reference_alone(house: House) -> None:
    """After a session was held: the reference, no word of the household."""
    reference = house.refers()
    house.waits(at(2026, 11, 30, 9))
    assert reference not in told(house)[0] and "Nouveaux dossiers : 1" in told(house)[0]
    assert "Personne ne les suit" in told(house)[1] and reference in told(house)[1]
    assert "comandement" not in told(house)[1] and "Places libres" in told(house)[1]


def test_a_case_handed_back_is_told_and_one_that_is_answered_is_not(house: House) -> None:
    """Taken, written to, and left without a word back over a session; answered, it is told no more."""
    reference = house.refers()
    house.presses("Prendre", chat=GROUP)
    house.group_says("Bonjour, quel est votre bailleur ?", thread=house.topic(), reply_to=house.card())
    house.says("c'est batigere")
    house.waits(at(2026, 11, 30, 9))
    assert reference in told(house)[1]
    house.group_says("Merci.", thread=house.topic(), reply_to=house.card())
    house.waits(at(2026, 12, 7, 9))
    assert reference not in told(house)[2]
    house.waits(at(2027, 1, 4, 9))
    assert "Sans nouvelle depuis 30 jours" in told(house)[-1] and reference in told(house)[-1]


def test_a_case_about_to_be_erased_is_told(house: House) -> None:
    """Thirty days before two silent years are over, its reference is told."""
    reference = house.refers()
    house.presses("Prendre", chat=GROUP)
    house.presses("Clore", chat=GROUP)
    house.presses("sans suite", chat=GROUP)
    house.waits(at(2027, 1, 15, 9))
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(7, open_only=False))
    last_contact = datetime.fromtimestamp(row.updated_at, PARIS)
    house.now = (last_contact + timedelta(days=704)).timestamp()
    house.waits(last_contact + timedelta(days=712))
    assert "Effacés dans 30 jours" in told(house)[-1] and reference in told(house)[-1]


NOW = SATURDAY


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        (Standing(False, True, NOW - timedelta(days=9), 0, False), None),
        (Standing(False, True, NOW - timedelta(days=1), 1, False), "silent"),
        (Standing(True, True, NOW - timedelta(days=9), 0, False), None),
        (Standing(True, True, NOW - timedelta(days=1), 1, False), "owed"),
        (Standing(True, False, NOW - timedelta(days=29), 9, False), None),
        (Standing(True, False, NOW - timedelta(days=31), 9, False), "lost"),
        (Standing(True, False, NOW - timedelta(days=31), 9, True), None),
    ],
)
def test_silence_is_counted_in_sessions_that_were_held(standing: Standing, found: str | None) -> None:
    """Nobody is pressed before the permanence was there; a household with an appointment is not lost."""
    assert basket(standing, NOW) == found


def test_a_week_without_anything_is_short() -> None:
    """Two lines and the places; nothing is said of what did not happen; many references are cut."""
    empty = Week(date(2026, 11, 16), 0, 0, 0, (), (), (), (), Pressure(METZ, 4, 24, 9, 2), 0, ())
    voice = real_library().voice("fr")
    assert len(text(empty, voice).splitlines()) == 3
    many = replace(empty, silent=tuple(f"K7-{number:04d}" for number in range(20)))
    assert "K7-0011 et 8 de plus" in text(many, voice) and "K7-0012" not in text(many, voice)
    short = replace(empty, pressure=Pressure(METZ, 4, 24, 1, 2))
    assert "Il en manque" in text(short, voice)
