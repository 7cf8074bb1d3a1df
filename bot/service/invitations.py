"""One-time codes that people bring, and who makes them: a role by a link, a chat by `/lier CODE`."""

import re
from typing import Any

from bot.desk import rights
from bot.incoming import Incoming
from bot.library import TRIAGE
from bot.outgoing import HUMAN, REPLY, Message
from bot.service import digest, staff, whereabouts
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

CODE = re.compile(r"^[A-Za-z0-9_-]{6,64}$")
KIND = "staff"
GROUP = "group"
"""The kinds of the codes that give a role, and that tie a chat."""
QUESTION, TIE = "invite", "tie"
LASTS = 7 * 86_400.0


def tie(world: World, incoming: Incoming) -> str:
    """`/lier CODE` in a group, or in the private chat of a permanence without one: it serves from now on.

    In private, who coordinates needs no code.
    """
    code = incoming.argument.strip()
    if not code and incoming.private and world.tx.members.roles(incoming.user_id or 0):
        found = whereabouts.ask(world, incoming, rights.INVITE, TIE)
        return _tied(world, incoming, found) if found else "où ?"
    if not CODE.match(code):
        staff.say(world, incoming, "group.how")
        return "code absent"
    if _own_case(world, incoming):
        return "dossier ouvert"
    granted = world.tx.codes.redeem(GROUP, code, incoming.user_id or 0, world.at)
    if granted is None:
        staff.say(world, incoming, "group.bad_code")
        world.tx.audit.add(incoming.user_id or 0, "bad_code", "group", {}, world.at)
        return "code refusé"
    return _granted(world, incoming, granted["permanence"])


def _granted(world: World, incoming: Incoming, permanence: str) -> str:
    team = permanence.startswith(TRIAGE)
    if not team and permanence not in world.library.knowledge.permanences:
        staff.say(world, incoming, "group.unknown_permanence")
        return "permanence inconnue"
    role = rights.WORKER if team else rights.COORDINATOR
    world.tx.members.add(incoming.user_id or 0, role, permanence, incoming.user_name, world.at)
    return _tied(world, incoming, permanence)


def tie_by_link(world: World, incoming: Incoming, granted: dict[str, Any]) -> str:
    """The link of a permanence without a group, opened in a private chat: the same as `/lier CODE`."""
    return _granted(world, incoming, granted["permanence"])


def tie_pressed(world: World, incoming: Incoming, pressed: Button, _: CaseRow | None) -> str:
    """Which permanence a private chat is to serve."""
    permanence = whereabouts.chosen(world, incoming, pressed, rights.INVITE)
    return _tied(world, incoming, permanence) if permanence is not None else "refused tie"


def _tied(world: World, incoming: Incoming, permanence: str) -> str:
    assert incoming.chat_id is not None
    if _own_case(world, incoming):
        return "dossier ouvert"
    before = world.tx.groups.by_permanence(permanence)
    world.tx.groups.tie(incoming.chat_id, permanence, incoming.chat_title, world.at)
    world.tx.audit.add(incoming.user_id or 0, "tie", permanence, {"private": incoming.private}, world.at)
    name = staff.name_of(world, permanence)
    key = "group.tied_private" if incoming.private else "group.tied"
    staff.say(world, incoming, "group.tied_triage" if permanence.startswith(TRIAGE) else key, name=name)
    if before is not None and before.chat_id != incoming.chat_id:
        world.send(before.chat_id, Message(world.staff_voice.say("group.moved", name=name)), HUMAN)
    if not incoming.private:
        world.tx.jobs.add("inspect_group", {"chat_id": incoming.chat_id}, world.at)
    digest.plan(world, permanence)
    return f"groupe relié {permanence}"


def _own_case(world: World, incoming: Incoming) -> bool:
    """Whether the chat is that of a household with an open case, which it then stays; that is said."""
    own = incoming.private and bool(world.tx.cases.by_chat(incoming.chat_id or 0))
    if own:
        staff.say(world, incoming, "group.own_case")
    return own


def join(world: World, incoming: Incoming, granted: dict[str, Any]) -> str:
    """A one-time invitation: whoever opens it has its role from now on, at each of its permanences."""
    assert incoming.chat_id is not None
    asked = granted.get("permanences") or [granted.get("permanence")]
    known = world.library.knowledge.permanences
    found = [one for one in asked if one is None or one in known or one.startswith(TRIAGE)]
    if not found:
        world.send(incoming.chat_id, Message(world.staff_voice.say("group.unknown_permanence")), REPLY)
        return "permanence inconnue"
    role = granted.get("role", rights.STAFF)
    for permanence in found:
        world.tx.members.add(incoming.user_id or 0, role, permanence, incoming.user_name, world.at)
        world.tx.audit.add(incoming.user_id or 0, "join", permanence or "territory", {"role": role}, world.at)
        _welcomed(world, incoming, permanence, role)
    return "membre inscrit"


def _welcomed(world: World, incoming: Incoming, permanence: str | None, role: str) -> None:
    """The newcomer learns what to do, the permanence that somebody came."""
    voice = world.staff_voice
    told = voice.label(f"member.role_{role}")
    name = staff.name_of(world, permanence) if permanence else voice.label("member.everywhere")
    said = voice.say("member.welcome", name=name, role=told)
    group = world.tx.groups.by_permanence(permanence) if permanence else None
    how = voice.say(f"member.how_{role}")
    world.send(incoming.chat_id or 0, Message("\n".join((said, how))), REPLY)
    if group is not None and group.chat_id != incoming.chat_id:
        world.tx.alarms.forget(group.chat_id, "stranger", incoming.user_id or 0)
        joined = voice.say("member.joined", person=incoming.user_name, role=told, name=name)
        world.send(group.chat_id, Message(joined, quiet=True), HUMAN)


def invite(world: World, incoming: Incoming) -> str:
    """`/inviter`, in private: the link is for one person, so no group may read it."""
    if not incoming.private:
        if not whereabouts.places(world, incoming, staff.member(world, incoming), rights.INVITE):
            whereabouts.refuse(world, incoming, QUESTION)
            return "refused invite"
        staff.say(world, incoming, "member.invite_in_private")
        return "en privé"
    permanence = whereabouts.ask(world, incoming, rights.INVITE, QUESTION)
    return _ask_role(world, incoming, permanence) if permanence else "où ?"


def _ask_role(world: World, incoming: Incoming, permanence: str) -> str:
    voice = world.staff_voice
    given = rights.may_give(staff.member(world, incoming).roles_at(permanence))
    choices = [(voice.label(f"member.role_{role}"), f"{role}|{permanence}") for role in given]
    text = voice.say("member.which_role", name=staff.name_of(world, permanence))
    whereabouts.offer(world, incoming, text, QUESTION, choices)
    return "quel rôle ?"


def pressed(world: World, incoming: Incoming, button: Button, _: CaseRow | None) -> str:
    """The permanence, then the role, of somebody invited; then the link, shown once."""
    what, _sign, permanence = button.value.partition("|")
    acting = whereabouts.allowed(world, incoming, button, rights.INVITE, permanence)
    if acting is None:
        return "refused invite"
    if what == whereabouts.AT:
        staff.notice(world, incoming, None)
        return _ask_role(world, incoming, permanence)
    if what not in rights.may_give(acting.roles_at(permanence)):
        staff.refuse(world, incoming, permanence, QUESTION)
        return "refused invite"
    staff.notice(world, incoming, None)
    return _show_link(world, incoming, permanence, what)


def _show_link(world: World, incoming: Incoming, permanence: str, role: str) -> str:
    assert incoming.chat_id is not None
    code = world.tx.codes.issue(KIND, {"permanence": permanence, "role": role}, world.at + LASTS)
    voice = world.staff_voice
    said = voice.say(
        "member.link",
        link=world.link(code) or f"/start {code}",
        role=voice.label(f"member.role_{role}"),
        name=staff.name_of(world, permanence),
    )
    # Not protected: it is made to be forwarded. Fleeting: the code is nowhere readable once it is sent.
    world.send(incoming.chat_id, Message(said), HUMAN, fleeting=True)
    world.tx.audit.add(incoming.user_id or 0, "invite", permanence, {"role": role}, world.at)
    return f"invitation {role}"
