"""One-time codes that people bring: `/lier CODE` in a group, a link with a code in a private chat."""

import re
from typing import Any

from bot.incoming import Incoming
from bot.library import TRIAGE
from bot.outgoing import REPLY, Message
from bot.service import staff
from bot.service.world import World

CODE = re.compile(r"^[A-Za-z0-9_-]{6,64}$")


def tie(world: World, incoming: Incoming) -> str:
    """`/lier CODE` in a group: from now on it serves the permanence of the code."""
    assert incoming.chat_id is not None
    code = incoming.argument.strip()
    if not CODE.match(code):
        staff.say(world, incoming, "group.how")
        return "code absent"
    granted = world.tx.codes.redeem("group", code, incoming.user_id or 0, world.at)
    if granted is None:
        staff.say(world, incoming, "group.bad_code")
        world.tx.audit.add(incoming.user_id or 0, "bad_code", "group", {}, world.at)
        return "code refusé"
    permanence = granted["permanence"]
    team = permanence.startswith(TRIAGE)
    if not team and permanence not in world.library.knowledge.permanences:
        staff.say(world, incoming, "group.unknown_permanence")
        return "permanence inconnue"
    world.tx.groups.tie(incoming.chat_id, permanence, incoming.chat_title, world.at)
    role = "worker" if team else "coordinator"
    world.tx.members.add(incoming.user_id or 0, role, permanence, incoming.user_name, world.at)
    world.tx.audit.add(incoming.user_id or 0, "tie", permanence, {}, world.at)
    key = "group.tied_triage" if team else "group.tied"
    staff.say(world, incoming, key, name=world.library.name_of(permanence))
    world.tx.jobs.add("inspect_group", {"chat_id": incoming.chat_id}, world.at)
    return f"groupe relié {permanence}"


def join(world: World, incoming: Incoming, granted: dict[str, Any]) -> str:
    """A one-time invitation: whoever opens it has its role from now on."""
    assert incoming.chat_id is not None
    permanence = granted["permanence"]
    team = permanence.startswith(TRIAGE)
    if not team and permanence not in world.library.knowledge.permanences:
        world.send(incoming.chat_id, Message(world.staff_voice.say("group.unknown_permanence")), REPLY)
        return "permanence inconnue"
    role = granted.get("role", "worker" if team else "staff")
    world.tx.members.add(incoming.user_id or 0, role, permanence, incoming.user_name, world.at)
    world.tx.audit.add(incoming.user_id or 0, "join", permanence, {"role": role}, world.at)
    name = world.library.name_of(permanence)
    world.send(incoming.chat_id, Message(world.staff_voice.say("member.welcome", name=name)), REPLY)
    return "membre inscrit"
