"""Absences and alarms: what is written down of the people of a permanence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage.database import Database

from .household import NOW

Write = Callable[..., Any]
DAY = 86_400.0


def test_an_absence_is_read_until_it_is_over(database: Database, write: Write) -> None:
    """Absences to come and under way are listed; one that is over no longer is."""
    write(lambda tx: tx.absences.add(1, "borny", NOW, NOW + DAY, 2))
    (found,) = database.read(lambda tx: tx.absences.of_permanence("borny", NOW))
    assert (found.user_id, found.substitute, found.starts_at) == (1, 2, NOW)
    assert database.read(lambda tx: tx.absences.of_permanence("borny", NOW + DAY)) == []
    assert database.read(lambda tx: tx.absences.of_permanence("woippy", NOW)) == []


def test_a_new_absence_takes_the_place_of_those_it_meets(database: Database, write: Write) -> None:
    """Said again with other dates, an absence is not there twice; a later one stays."""
    write(lambda tx: tx.absences.add(1, "borny", NOW, NOW + 3 * DAY, 2))
    write(lambda tx: tx.absences.add(1, "borny", NOW + 10 * DAY, NOW + 11 * DAY, 2))
    write(lambda tx: tx.absences.add(1, "borny", NOW + DAY, NOW + 4 * DAY, 3))
    found = database.read(lambda tx: tx.absences.of_person(1, NOW))
    assert [(one.starts_at, one.substitute) for one in found] == [(NOW + DAY, 3), (NOW + 10 * DAY, 2)]


def test_coming_back_ends_what_has_begun(database: Database, write: Write) -> None:
    """«Je suis de retour» ends today's absence and leaves next month's."""
    write(lambda tx: tx.absences.add(1, "borny", NOW, NOW + 3 * DAY, 2))
    write(lambda tx: tx.absences.add(1, "borny", NOW + 10 * DAY, NOW + 11 * DAY, 2))
    assert write(lambda tx: tx.absences.end(1, NOW + DAY)) == 1
    (left,) = database.read(lambda tx: tx.absences.of_person(1, NOW + DAY))
    assert left.starts_at == NOW + 10 * DAY


def test_who_leaves_stands_in_for_nobody(database: Database, write: Write) -> None:
    """A departure takes the person's absences away, and their name from those of others."""
    write(lambda tx: tx.absences.add(1, "borny", NOW, NOW + DAY, 2))
    write(lambda tx: tx.absences.add(2, "borny", NOW, NOW + DAY, 3))
    write(lambda tx: tx.absences.forget(2, "borny"))
    (left,) = database.read(lambda tx: tx.absences.of_permanence("borny", NOW))
    assert (left.user_id, left.substitute) == (1, None)


def test_an_alarm_is_raised_once_for_each_person_and_group(database: Database, write: Write) -> None:
    """The same stranger twice in one group is one alarm; forgotten, it can be raised again."""
    raised = [
        write(lambda tx, who=who, chat=chat: tx.alarms.first(chat, "stranger", who, NOW))
        for chat, who in ((-1, 5), (-1, 5), (-1, 6), (-2, 5))
    ]
    assert raised == [True, False, True, True]
    write(lambda tx: tx.alarms.forget(-1, "stranger", 5))
    assert write(lambda tx: tx.alarms.first(-1, "stranger", 5, NOW))


def test_old_absences_and_alarms_are_purged(database: Database, write: Write) -> None:
    """Ninety days after, nothing of them is left; what is to come stays."""
    write(lambda tx: tx.absences.add(1, "borny", NOW, NOW + DAY, None))
    write(lambda tx: tx.absences.add(1, "borny", NOW + 200 * DAY, NOW + 201 * DAY, None))
    write(lambda tx: tx.alarms.first(-1, "stranger", 5, NOW))
    write(lambda tx: tx.retention.purge(NOW + 92 * DAY))
    assert len(database.read(lambda tx: tx.absences.of_person(1, 0.0))) == 1
    assert write(lambda tx: tx.alarms.first(-1, "stranger", 5, NOW))


def test_what_a_group_lacks_is_told_once(database: Database, write: Write) -> None:
    """The same finding is no news; its people are looked at again after a while, not at every card."""
    write(lambda tx: tx.groups.tie(-1, "borny", "G", NOW))
    assert [write(lambda tx: tx.groups.advised(-1, "group.needs_pin")) for _ in range(2)] == [True, False]
    looks = [
        write(lambda tx, at=at: tx.groups.look_at_people(-1, at, 3600.0))
        for at in (NOW, NOW + 60, NOW + 3601)
    ]
    assert looks == [True, False, True]
