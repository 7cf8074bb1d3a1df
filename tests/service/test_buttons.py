"""Forged, replayed and foreign buttons change nothing and are written down: every button, every role."""

import json
import random
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.service.batches import Heard
from bot.service.desk import PRESSES
from bot.service.dispatch import dispatch
from bot.service.world import World
from bot.telegram.updates import read
from storage.inbox import InboxRow
from tests.conftest import real_library
from tests.service.house import GROUP, METZ, STAFF, STRANGER, House
from tests.service.long_day import (
    CHIEF,
    ELSEWHERE,
    OTHER_GROUP,
    PAUL,
    PEOPLE,
    TEAM,
    TRIAGE_GROUP,
    Shown,
    buttons,
    play,
)

WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE(?: OR REPLACE)?|DELETE FROM)\s+(\w+)", re.IGNORECASE)
TRACES = frozenset({"audit", "outbox", "alarms"})
"""What an attempt may leave: a line of the register, the word that refuses it, an alarm about a stranger."""
OWN = TRACES | {"sessions", "buttons", "statistics"}
"""In one's own chat an unknown button gets an answer, which one's own conversation remembers."""
GROUPS = (GROUP, OTHER_GROUP, TRIAGE_GROUP)
COORDINATION = frozenset({"depart", "leaver", "invite", "tie", "opening"})
"""Questions that only who coordinates answers."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A long day has been played, and strangers have been noticed."""
    made = play(tmp_path_factory.mktemp("day"))
    for user in PEOPLE:
        for group in GROUPS:
            is_seen(made, group, user)
    return made


@pytest.fixture(scope="module")
def shown(house: House) -> list[Shown]:
    """Every button ever shown, each once."""
    return list(dict.fromkeys(buttons(house)))


def is_seen(house: House, group: int, user: int) -> None:
    """Let somebody be seen in a group, so that the alarm about them is no news any more."""
    chat = {"id": group, "type": "supergroup", "title": "P"}
    person = {"id": user, "is_bot": False, "first_name": "X"}
    house.arrives({"message": {"message_id": 2, "date": 1, "chat": chat, "from": person, "text": "bonjour"}})
    house.works()


def attempt(house: House, data: str, chat: int, user: int) -> tuple[frozenset[str], list[str]]:
    """Press, and take it back: which tables were written to, and what the register says of it."""
    return house.database.write(partial(_attempt, house, data, chat, user)).result()


def _attempt(house: House, data: str, chat: int, user: int, tx: Any) -> tuple[frozenset[str], list[str]]:
    raw = _raw(data, chat, user)
    world = World(tx, real_library(), house.moment())
    heard = Heard(InboxRow(1, "telegram", chat, raw, house.now, 0), read(raw))
    connection = tx._connection
    connection.execute("SAVEPOINT attempt")
    before = connection.execute("SELECT coalesce(max(id), 0) FROM audit").fetchone()[0]
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    try:
        dispatch(world, [heard], None)
    finally:
        connection.set_trace_callback(None)
        rows = connection.execute("SELECT action FROM audit WHERE id > ?", (before,)).fetchall()
        connection.execute("ROLLBACK TO attempt")
        connection.execute("RELEASE attempt")
    written = frozenset(found[1] for found in map(WRITES.match, statements) if found)
    return written, [action for (action,) in rows]


def _raw(data: str, chat: int, user: int) -> bytes:
    kind = "supergroup" if chat < 0 else "private"
    person = {"id": user, "is_bot": False, "first_name": "X"}
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": kind}}
    query = {"id": "1", "from": person, "data": data, "chat_instance": "1", "message": message}
    return json.dumps({"update_id": 1, "callback_query": query}).encode()


def bound(house: House, one: Shown) -> Any:
    """What the button means, as the database has it; None once it is gone."""
    return house.database.read(lambda tx: tx.buttons.press(one.id))


def may(button: Any, user: int, chat: int) -> bool:
    """Whether this person is meant to press this button here."""
    if button is None or chat != button.chat_id:
        return False
    if chat > 0:
        return user == chat
    if button.question == "absence":
        return button.value.split("|")[-2 if button.value[:2] == "by" else -1] == str(user)
    if chat == TRIAGE_GROUP:
        return user == PAUL
    return user in (frozenset({CHIEF}) if button.question in COORDINATION else TEAM)


def test_every_button_of_every_message_pressed_by_every_other_role(house: House, shown: list[Shown]) -> None:
    """From their own chat, from the permanence's group and from another's: nothing moves, all is audited."""
    tried, wrong, meanings = 0, [], set()
    for one in shown:
        button = bound(house, one)
        meaning = (one.chat, button and (button.case, button.question, button.value))
        # The same button again, on a card that was edited: one stranger is enough.
        people = (STRANGER,) if meaning in meanings else PEOPLE
        meanings.add(meaning)
        for user in people:
            for chat in (user, *GROUPS):
                if may(button, user, chat):
                    continue
                tried += 1
                written, audited = attempt(house, one.id, chat, user)
                allowed = OWN if chat == user else TRACES
                if not written <= allowed or not audited:
                    wrong.append((one.label, one.chat, user, chat, sorted(written - allowed), audited))
    assert wrong == []
    assert tried > 3000 and len(meanings) > 100


def test_every_door_of_the_desk_was_opened_that_day(house: House, shown: list[Shown]) -> None:
    """A room with buttons that the long day does not play is not proven: play it in long_day.py."""
    played = {button.question for button in (bound(house, one) for one in shown) if button is not None}
    assert set(PRESSES) - played == set()


def test_a_forged_id_is_nothing(house: House, shown: list[Shown]) -> None:
    """One sign changed, cut, lengthened, one button's row with another's secret, pure chance: no button."""
    chance = random.Random(3)
    others = [one.id for one in shown]
    for one in shown:
        place = chance.randrange(len(one.id))
        sign = "A" if one.id[place] != "A" else "B"
        other = chance.choice([id for id in others if id[8:] != one.id[8:]])
        forged = (one.id[:place] + sign + one.id[place + 1 :], one.id[:-1], one.id[:8] + other[8:])
        for data in (*forged, "".join(chance.sample(one.id, len(one.id))) + "é", ""):
            user = STAFF if one.chat < 0 else one.chat
            written, audited = attempt(house, data, one.chat, user)
            assert written <= (OWN if one.chat > 0 else TRACES), (one, data)
            assert audited, (one, data)


def test_an_old_button_is_only_told_to_be_old(house: House, shown: list[Shown]) -> None:
    """Past its time, a button of the desk does nothing, even for who might press it."""
    now, house.now = house.now, house.now + 500 * 86_400
    try:
        for one in shown:
            if one.chat < 0 and bound(house, one) is not None:
                written, audited = attempt(house, one.id, GROUP, CHIEF)
                assert written <= TRACES and audited, one
    finally:
        house.now = now


def test_a_button_pressed_twice_does_its_work_once(tmp_path: Path) -> None:
    """A claim, a hand-back and a closing, each pressed again by the same person, leave the case as it was."""
    house = House(tmp_path)
    house.tie()
    reference = house.refers()
    for label in ("Prendre", "Rendre", "sans suite"):
        if label == "sans suite":
            house.presses("Clore", GROUP)
        house.presses(label, GROUP)
        again = [one for one in buttons(house) if one.label == label][-1]
        first = house.database.read(lambda tx: tx.cases.by_reference(reference))
        told = len(house.paper.contents(7))
        house.presses_id(again.id, GROUP, STAFF)
        second = house.database.read(lambda tx: tx.cases.by_reference(reference))
        assert (second.state, second.claimed_by, second.outcome) == (
            first.state,
            first.claimed_by,
            first.outcome,
        )
        assert len(house.paper.contents(7)) == told


def test_roles_are_read_at_every_press(tmp_path: Path) -> None:
    """Whoever could claim a moment ago cannot once the role is gone; another permanence's role is no use."""
    house = House(tmp_path)
    house.tie()
    house.refers()
    house.database.write(lambda tx: tx.members.remove(STAFF)).result()
    house.database.write(lambda tx: tx.members.add(STAFF, "staff", ELSEWHERE, "Claire", house.now)).result()
    house.presses("Prendre", GROUP)
    (row,) = house.database.read(lambda tx: tx.cases.list(permanence=METZ))
    assert row.state == "waiting"
