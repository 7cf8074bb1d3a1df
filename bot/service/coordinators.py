"""A word to whoever coordinates a permanence: in private where they can be reached, else in its group.

The first one leaves at once. What comes within the hour after it is kept and told together, so that ten
households without a place do not make ten messages.
"""

from collections.abc import Sequence
from typing import Any

from bot.i18n import Safe, rich
from bot.outgoing import CARD, Message, content
from bot.service import files, hours
from bot.service.world import World
from storage.cases import CaseRow
from storage.timers import Timer

ROLE = "coordinator"
KIND = "coordination"
REF = f"{KIND}:"
TOGETHER_SECONDS = 3600.0


def tell(world: World, permanence: str, key: str, **values: object) -> int:
    """Tell the coordinators of a permanence the staff phrase `key`; how many chats are told.

    A person is told in private once something has reached them there: Telegram forbids the first word. Where
    that is true of nobody, the permanence's group is told, outside the topics; without a group nobody is: 0.
    """
    said = world.staff_voice.say(key, **values)
    told = chats(world, permanence)
    for chat_id in told:
        _now_or_later(world, chat_id, permanence, said)
    return len(told)


def no_place_in_time(world: World, row: CaseRow) -> None:
    """No place before the last day to act: said in the case's topic, and to whoever coordinates."""
    said = world.staff_voice.say("desk.no_place_in_time", reference=row.reference)
    message = Message(said, topic=files.forum(row), protect=True)
    world.send(row.group_id or 0, message, CARD, case=row.id)
    day = world.staff_voice.near_day(row.act_before) if row.act_before else ""
    key = "desk.coordinate_no_place"
    tell(world, row.permanence or "", key, reference=row.reference, day=day)


def chats(world: World, permanence: str) -> tuple[int, ...]:
    """Where its coordinators are reached; those of a whole territory are among them."""
    people = {
        member.user_id
        for member in world.tx.members.all()
        if member.role == ROLE and member.permanence in (permanence, None)
    }
    reached = tuple(one for one in sorted(people) if world.tx.outbox.reaches(one))
    group = world.tx.groups.by_permanence(permanence)
    return reached or ((group.chat_id,) if group else ())


def _now_or_later(world: World, chat_id: int, permanence: str, said: Safe) -> None:
    kept = _kept(world, chat_id, permanence)
    if kept is None:
        _send(world, chat_id, permanence, [said])
        _keep(world, chat_id, permanence, [], world.at + TOGETHER_SECONDS)
    else:
        together = list(dict.fromkeys([*kept.data["told"], said]))
        _keep(world, chat_id, permanence, together, kept.due_at)


def _kept(world: World, chat_id: int, permanence: str) -> Timer | None:
    """What waits to be told together; None where nothing was said within the hour."""
    waiting = world.tx.timers.of_chat(chat_id)
    return next((one for one in waiting if one.kind == KIND and one.data["permanence"] == permanence), None)


def _keep(world: World, chat_id: int, permanence: str, said: Sequence[str], due: float) -> None:
    told = {"permanence": permanence, "told": list(said)}
    world.tx.timers.set(KIND, chat_id, None, due, told, f"{KIND}.{permanence}")


def together(world: World, told: dict[str, Any]) -> str:
    """The hour is over: what came within it is told in one message, and another hour begins."""
    kept = told["data"]
    if kept["told"]:
        _send(world, told["chat_id"], kept["permanence"], [Safe(one) for one in kept["told"]])
        _keep(world, told["chat_id"], kept["permanence"], [], world.at + TOGETHER_SECONDS)
    return f"coordination {len(kept['told'])}"


def _send(world: World, chat_id: int, permanence: str, said: Sequence[Safe]) -> None:
    name = world.library.name_of(permanence)
    head = world.staff_voice.say("desk.to_coordinators", name=rich(name))
    silent = hours.quiet(world, permanence)
    text = Safe("\n".join((head, *said)))
    world.send(chat_id, Message(text, protect=True, quiet=silent), CARD, ref=f"{REF}{permanence}")


def not_reached(world: World, told: dict[str, Any]) -> str:
    """A coordinator blocked the bot meanwhile: what they would have read goes to the group."""
    permanence = told["ref"].removeprefix(REF)
    lost = world.tx.outbox.get(told["outbox"])
    group = world.tx.groups.by_permanence(permanence)
    if lost is None or group is None or told["chat_id"] == group.chat_id:
        return "coordination sans personne"
    world.send(group.chat_id, content(lost.kind, lost.payload), CARD)
    return "coordination par le groupe"
