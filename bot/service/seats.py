"""Where the cards of a permanence stand: topics of its group, or the private chat of who is there today."""

from dataclasses import dataclass

from bot.outgoing import CARD, Edit
from bot.service import absences, topics
from bot.service.world import World
from storage.cases import CaseRow

_MANY = 1000


@dataclass(frozen=True)
class Seat:
    """The chat that receives, with a topic for each case or without."""

    chat_id: int
    forum: bool


def of(world: World, permanence: str) -> Seat | None:
    """Where a new case goes. A private chat gives way to that of who stands in for its person today.

    Somebody the bot never reached cannot be written to first: then the chat stays where it is.
    """
    group = world.tx.groups.by_permanence(permanence)
    if group is None or group.chat_id < 0:
        return Seat(group.chat_id, forum=True) if group else None
    found = absences.stands_in(world, group.chat_id, permanence)
    reached = found is not None and world.tx.outbox.reaches(found)
    return Seat(found if reached and found else group.chat_id, forum=False)


def follow(world: World, permanence: str) -> frozenset[str]:
    """Bring the open cases of a permanence without a group where its cards stand today; those that moved."""
    seat = of(world, permanence)
    if seat is None or seat.forum:
        return frozenset()
    rows = world.tx.cases.list(permanence=permanence, limit=_MANY)
    # A case of the time when the permanence had a group keeps its topic there.
    moving = [row for row in rows if row.group_id != seat.chat_id and (row.group_id or 0) > 0]
    for row in moving:
        move(world, row, seat.chat_id)
    return frozenset(row.id for row in moving)


def move(world: World, row: CaseRow, chat_id: int) -> None:
    """The card leaves one private chat for another: the old one keeps a line without buttons."""
    if row.group_id is not None and "card" in row.data:
        left = world.staff_voice.say("desk.card_moved", reference=row.reference)
        world.send(row.group_id, Edit(row.data["card"], left), CARD, case=row.id)
    world.tx.cases.update(row.id, world.at, group_id=chat_id, topic_id=None)
    topics.open_(world, row.id, forum=False)


def leave(world: World, permanence: str, chat_id: int) -> None:
    """Somebody has left: nothing of the permanence's open cases stays in their private chat."""
    seat = of(world, permanence)
    for row in world.tx.cases.list(permanence=permanence, limit=_MANY):
        if row.group_id != chat_id:
            continue
        topics.clear(world, row, chat_id)
        world.tx.cases.update(row.id, world.at, group_id=seat.chat_id if seat else None, topic_id=None)
        topics.open_(world, row.id, forum=seat is not None and seat.forum)
