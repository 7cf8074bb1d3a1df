"""Who sits in a permanence's group: nothing is granted by it; coordinators hear of strangers and leavers."""

from typing import Any

from bot.desk import rights
from bot.dialogue.replies import Choice
from bot.incoming import Incoming
from bot.outgoing import CARD, Message
from bot.service import coordinators, hours, staff, whereabouts
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

QUESTION = "leaver"
DEPART, QUEUE = "depart", "0"
"""The question and the value by which departures takes somebody's roles back."""
JOB, KIND = "roll_call", "roll_call"
GROUP_ADVICE = frozenset(
    {
        "group.not_forum",
        "group.needs_topics",
        "group.needs_pin",
        "group.needs_admin",
        "group.needs_delete",
        "group.ready",
    }
)
"""What a group may lack; told in its own words by the phrases of these names."""
INSPECTION = "inspect_group"
STRANGER, LEAVER, INSIDER = "stranger", "leaver", "insider"
INSIDE = frozenset({"creator", "administrator", "member", "restricted"})
OUTSIDE = frozenset({"left", "kicked"})
EVERY_SECONDS = 3600.0


def seen(world: World, incoming: Incoming) -> None:
    """Somebody wrote or pressed in a tied group: a stranger there raises an alarm, once."""
    _watch(world, incoming.chat_id or 0, incoming.user_id, incoming.user_name)


def changed(world: World, incoming: Incoming) -> str:
    """Somebody joined or left a group."""
    chat_id = incoming.chat_id or 0
    newcomers = incoming.newcomers or ((incoming.user_id or 0, incoming.user_name),)
    status = incoming.membership[1] if incoming.membership else "member"
    for user_id, name in newcomers:
        if status in INSIDE:
            _is_inside(world, chat_id, user_id)
            _watch(world, chat_id, user_id, name)
        elif status in OUTSIDE:
            world.tx.alarms.forget(chat_id, STRANGER, user_id)
            _left(world, chat_id, user_id)
    return "membre"


def _watch(world: World, chat_id: int, user_id: int | None, name: str) -> None:
    served = [group.permanence for group in world.tx.groups.by_chat(chat_id)]
    if not served or user_id is None or chat_id > 0:
        return
    somebody = staff.of(world, user_id)
    known = any(somebody.roles_at(permanence) for permanence in served)
    if known or not world.tx.alarms.first(chat_id, STRANGER, user_id, world.at):
        return
    coordinators.tell(world, served[0], "desk.stranger", person=name or "?")
    world.tx.audit.add(user_id, STRANGER, served[0], {}, world.at)


def _left(world: World, chat_id: int, user_id: int) -> None:
    """Somebody with a role is not in the group any more: the coordinators say whether the role goes too."""
    for group in world.tx.groups.by_chat(chat_id):
        somebody = staff.of(world, user_id)
        own = any(where == group.permanence for _, where in somebody.roles)
        if own and world.tx.alarms.first(chat_id, LEAVER, user_id, world.at):
            _ask_coordinators(world, group.permanence, user_id, somebody.name)


def _ask_coordinators(world: World, permanence: str, user_id: int, name: str) -> None:
    voice = world.staff_voice
    text = voice.say("desk.leaver", person=name, name=staff.name_of(world, permanence))
    choices = (
        Choice(voice.label("gesture.take_back"), DEPART, f"to|{permanence}|{user_id}|{QUEUE}"),
        Choice(voice.label("gesture.keep"), QUESTION, f"keep|{permanence}|{user_id}"),
    )
    for chat_id in coordinators.chats(world, permanence):
        if chat_id != user_id:
            buttons = world.bind(chat_id, (choices,))
            silent = hours.quiet(world, permanence)
            world.send(chat_id, Message(text, buttons=buttons, protect=True, quiet=silent), CARD)


def pressed(world: World, incoming: Incoming, button: Button, _: CaseRow | None) -> str:
    """«Garder» about somebody who left the group; «Retirer l'accès» is a departure like any other."""
    permanence = button.value.split("|")[1]
    if whereabouts.allowed(world, incoming, button, rights.DEPART, permanence) is None:
        return "refused leaver"
    staff.notice(world, incoming, ("member.kept", {}))
    return "rôle gardé"


def look_again(world: World, chat_id: int) -> None:
    """Have the people of a group looked at, unless that was done within the hour."""
    if chat_id < 0 and world.tx.groups.look_at_people(chat_id, world.at, EVERY_SECONDS):
        served = [group.permanence for group in world.tx.groups.by_chat(chat_id)]
        people = {row.user_id for permanence in served for row in world.tx.members.of_permanence(permanence)}
        if people:
            world.tx.jobs.add(JOB, {"chat_id": chat_id, "people": sorted(people)}, world.at)


def called(world: World, told: dict[str, Any]) -> str:
    """What Telegram says of everybody with a role: who is outside is said to the coordinators."""
    chat_id = told["chat_id"]
    for person, status in told["statuses"].items():
        user_id = int(person)
        if status in INSIDE:
            _is_inside(world, chat_id, user_id)
        elif status in OUTSIDE and world.tx.alarms.seen(chat_id, INSIDER, user_id):
            # Telegram says «left» of somebody who never was in the group, too.
            _left(world, chat_id, user_id)
    return "appel fait"


def _is_inside(world: World, chat_id: int, user_id: int) -> None:
    world.tx.alarms.forget(chat_id, LEAVER, user_id)
    world.tx.alarms.see(chat_id, INSIDER, user_id, world.at)


def every_morning(world: World) -> None:
    """Look at every group: what the bot may do there, and who is there."""
    for chat_id in dict.fromkeys(group.chat_id for group in world.tx.groups.all() if group.chat_id < 0):
        world.tx.jobs.add(INSPECTION, {"chat_id": chat_id, "again": True}, world.at)
        look_again(world, chat_id)


def inspected(world: World, told: dict[str, Any]) -> str:
    """What the bot lacks in a group; looked at again every morning, it is told only what has changed."""
    known = [advice for advice in told["advice"] if advice in GROUP_ADVICE]
    news = world.tx.groups.advised(told["chat_id"], " ".join(known))
    for advice in known if news or not told.get("again") else ():
        world.send(told["chat_id"], Message(world.staff_voice.say(advice)), CARD)
    return "groupe vérifié"
