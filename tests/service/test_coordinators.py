"""Coordinators are told where they are: in private once reached there, else in their group; not ten times."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.library import Library
from bot.service import coordinators
from bot.service.world import World
from bot.undelivered import Unreachable
from tests.conftest import real_library
from tests.service.house import GROUP, METZ, STRANGER, House

CHIEF = 901
KEY = "desk.coordinate_no_place"
SUMMONS = "je suis assigné au tribunal, audience le 15 decembre 2026"


@pytest.fixture
def house(house: House) -> House:
    """The group is tied, with one person who coordinates it."""
    house.gives(CHIEF, "coordinator", "Anne")
    return house


def tells(house: House, *references: str) -> list[int]:
    """Tell the coordinators of each case; how many chats were told each time."""

    def work(tx: Any) -> list[int]:
        world = World(tx, real_library(), house.moment())
        return [
            coordinators.tell(world, METZ, KEY, reference=one, day="mardi 24 novembre") for one in references
        ]

    told = house.database.write(work).result()
    house.works()
    return list(told)


def texts(house: House, chat: int) -> list[str]:
    """What a chat was sent."""
    return [one.text for one in house.paper.contents(chat)]


def test_who_never_wrote_to_the_bot_is_told_in_the_group(house: House) -> None:
    """Telegram forbids the first word to a person: the group reads it, outside the topics, with its name."""
    assert tells(house, "K7-1") == [1]
    (said,) = house.paper.contents(GROUP)
    assert "coordination" in said.text and "K7-1" in said.text and said.protect
    assert not said.topic and not house.paper.contents(CHIEF)


def test_who_has_written_is_told_in_private_and_nobody_else(house: House) -> None:
    """Once a coordinator can be reached the group is left alone; who does not coordinate is not told."""
    house.says("bonjour", CHIEF)
    house.says("bonjour", STRANGER)
    assert tells(house, "K7-1") == [1]
    assert "K7-1" in texts(house, CHIEF)[-1]
    assert not texts(house, GROUP) and "K7-1" not in " ".join(texts(house, STRANGER))


def test_a_coordinator_of_the_whole_territory_is_told_too(house: House) -> None:
    """A coordinator of no permanence in particular coordinates them all."""
    house.database.write(lambda tx: tx.members.add(STRANGER, "coordinator", None, "", house.now)).result()
    house.says("bonjour", CHIEF)
    house.says("bonjour", STRANGER)
    assert tells(house, "K7-1") == [2]


def test_ten_cases_in_an_hour_make_two_messages(house: House) -> None:
    """The first leaves at once, the nine others together when the hour is over, each said once."""
    house.says("bonjour", CHIEF)
    before = len(texts(house, CHIEF))
    tells(house, *(f"K7-{number}" for number in range(10)), "K7-9")
    assert len(texts(house, CHIEF)) == before + 1
    house.waits(house.moment() + timedelta(hours=1, minutes=1))
    assert len(texts(house, CHIEF)) == before + 2
    assert all(texts(house, CHIEF)[-1].count(f"K7-{number}<") == 1 for number in range(1, 10))
    house.waits(house.moment() + timedelta(hours=3))
    assert len(texts(house, CHIEF)) == before + 2
    tells(house, "K7-99")
    assert "K7-99" in texts(house, CHIEF)[-1]


def test_what_a_blocked_bot_could_not_say_goes_to_the_group(house: House) -> None:
    """A coordinator who blocked the bot loses nothing for the permanence."""
    house.says("bonjour", CHIEF)

    def refuses(call: Any) -> None:
        if call.chat_id == CHIEF:
            raise Unreachable("bot was blocked by the user")

    house.paper.fails = refuses
    tells(house, "K7-1")
    assert "K7-1" in texts(house, GROUP)[-1]
    tells(house, "K7-2")
    house.waits(house.moment() + timedelta(hours=2))
    assert "K7-2" in texts(house, GROUP)[-1]


@cache
def only_metz() -> Library:
    """The real content, with no other permanence than Metz-Borny."""
    library = real_library()
    permanences = {METZ: library.knowledge.permanences[METZ]}
    return replace(library, knowledge=replace(library.knowledge, permanences=permanences))


def seeks(house: House, paper: str, where: str, chat: int = 7) -> None:
    """A household in this situation asks for a place, and says where it lives."""
    for text in (paper, "rendez-vous", where):
        house.says(text, chat)


def test_an_urgent_household_that_finds_nobody_is_told_without_anybody_in_it(tmp_path: Path) -> None:
    """The place of the few is their intercommunality; the step and why; asking again tells nothing more."""
    house = House(tmp_path, library=only_metz)
    house.tie()
    seeks(house, SUMMONS, "Abreschviller")
    (told,) = house.paper.contents(GROUP)
    assert "Assignation" in told.text and "Sarrebourg" in told.text and "ne couvre" in told.text
    assert "Abreschviller" not in told.text and "tribunal" not in told.text
    house.says("rendez-vous")
    assert len(house.paper.contents(GROUP)) == 1


def test_what_is_not_urgent_or_elsewhere_troubles_nobody(house: House) -> None:
    """A first missed rent, or a summons in another département: counted, and no coordinator is told."""
    seeks(house, "je n'ai pas payé mon loyer ce mois", "Abreschviller")
    seeks(house, SUMMONS, "Baccarat", 8)
    assert not house.paper.contents(GROUP)
    assert "0 805" in house.read(7) and "0 805" in house.read(8)


def test_without_a_group_and_without_anybody_nobody_is_told(tmp_path: Path) -> None:
    """No group, no coordinator: the count says so, nothing is sent into the void."""
    assert tells(House(tmp_path), "K7-1") == [0]
