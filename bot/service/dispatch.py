"""Who a turn is for: a household, a group, an invitation, our own reports; what the rest is answered."""

from bot.dialogue.events import Said
from bot.dialogue.permanences import linked
from bot.incoming import Incoming
from bot.outgoing import REPLY, Message
from bot.service import desk, group, household, landlords, outcomes, presence
from bot.service.batches import Heard
from bot.service.world import World

SILENT = frozenset({"bot", "other_bot", "service"})
"""Never answered: a robot would answer back, and Telegram's own notes are nobody's words."""


def dispatch(world: World, turn: list[Heard], said: Said | None) -> str:
    """Who this turn is for."""
    first = turn[0]
    incoming = first.incoming
    if incoming is None:
        return outcomes.take(world, first.row)
    if incoming.kind in ("refused", "odd"):
        return _unreadable(world, incoming)
    if incoming.kind == "migrated":
        world.tx.groups.migrate(incoming.chat_id or 0, incoming.new_chat_id or 0)
        return "groupe migré"
    if incoming.kind == "member":
        return _membership(world, incoming)
    if not incoming.private:
        return group.take(world, incoming)
    if (done := _of_the_desk(world, incoming)) is not None:
        return done
    heard = [one.incoming for one in turn if one.incoming is not None]
    done = landlords.take(world, heard) if landlords.takes(world, incoming) else None
    return done or household.take(world, heard, said)


def _of_the_desk(world: World, incoming: Incoming) -> str | None:
    """What somebody who works there does in a private chat; None where a household speaks."""
    if incoming.command == "start" and incoming.argument and not linked(world.library, incoming.argument):
        return desk.follow(world, incoming)
    if (done := desk.take(world, incoming)) is not None:
        return done
    if landlords.takes(world, incoming):
        return None  # heard as a landlord's, and never as staff's answer to the household
    return group.take_private(world, incoming)


def _unreadable(world: World, incoming: Incoming) -> str:
    """A kind word where a person may be behind it; never an answer to a robot, which would answer back."""
    if incoming.private and incoming.chat_id is not None and incoming.reason not in SILENT:
        key = "refused" if incoming.kind == "refused" else "unreadable"
        world.send(incoming.chat_id, Message(world.staff_voice.say(key)), REPLY)
    world.tx.statistics.count(incoming.kind, world.now.date())
    return f"{incoming.kind} {incoming.reason or ''}"


def _membership(world: World, incoming: Incoming) -> str:
    if incoming.private and incoming.membership and incoming.membership[1] == "kicked":
        told = {"event": "unreachable", "chat_id": incoming.chat_id}
        return outcomes.unreachable(world, told)
    if incoming.private or incoming.chat_id is None:
        return "membre"
    if incoming.reason == "bot":
        world.tx.jobs.add("inspect_group", {"chat_id": incoming.chat_id}, world.at)
        return "membre"
    return presence.changed(world, incoming)
