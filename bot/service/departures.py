"""`/equipe` and `/depart`: who belongs to a permanence; somebody leaves it, and no case is left behind."""

from bot.desk import rights
from bot.desk.case import Member
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Message
from bot.service import absences, casework, files, presence, replacements, seats, silence, staff, whereabouts
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

QUESTION, TEAM = presence.DEPART, "team"
QUEUE = presence.QUEUE


def team(world: World, incoming: Incoming) -> str:
    """`/equipe`: everybody of a permanence, by the name they gave, with role and absence."""
    permanence = whereabouts.ask(world, incoming, rights.TEAM, TEAM)
    return _tell_team(world, incoming, permanence) if permanence else "où ?"


def team_pressed(world: World, incoming: Incoming, button: Button, _: CaseRow | None) -> str:
    """Which permanence's team."""
    permanence = whereabouts.chosen(world, incoming, button, rights.TEAM)
    return _tell_team(world, incoming, permanence) if permanence is not None else "refused team"


def _tell_team(world: World, incoming: Incoming, permanence: str) -> str:
    voice = world.staff_voice
    head = voice.say("member.team", name=staff.name_of(world, permanence))
    lines = [_line(world, one, permanence) for one in staff.team(world, permanence)]
    away = [
        f"  {absences.line(world, one, permanence, of=staff.of(world, one.who).name)}"
        for one in absences.known(world, permanence)
    ]
    said = "\n".join((head, *lines, *away))
    world.send(incoming.chat_id or 0, Message(said, reply_to=incoming.message_id, protect=True), HUMAN)
    return "équipe dite"


def _line(world: World, one: Member, permanence: str) -> str:
    voice = world.staff_voice
    held = [role for role in rights.RIGHTS if role in one.roles_at(permanence)]
    told = ", ".join(voice.label(f"member.role_{role}") for role in held)
    return voice.say("member.line", person=one.name, role=told)


def command(world: World, incoming: Incoming) -> str:
    """`/depart`: who leaves?"""
    permanence = whereabouts.ask(world, incoming, rights.DEPART, QUESTION)
    return _ask_who(world, incoming, permanence) if permanence else "où ?"


def _ask_who(world: World, incoming: Incoming, permanence: str) -> str:
    people = [(one.name, f"who|{permanence}|{one.user_id}") for one in staff.team(world, permanence)]
    text = world.staff_voice.say("member.depart_who", name=staff.name_of(world, permanence))
    whereabouts.offer(world, incoming, text, QUESTION, people)
    return "qui part ?"


def pressed(world: World, incoming: Incoming, button: Button, _: CaseRow | None) -> str:
    """Where, then who leaves, then who takes over their cases."""
    what, permanence, *told = button.value.split("|")
    if whereabouts.allowed(world, incoming, button, rights.DEPART, permanence) is None:
        return "refused depart"
    if what == whereabouts.AT:
        staff.notice(world, incoming, None)
        return _ask_who(world, incoming, permanence)
    leaver = staff.of(world, int(told[0]))
    if not leaver.roles_at(permanence):
        staff.notice(world, incoming, ("member.gone_already", {}))
        return "déjà parti"
    if _last_coordinator(world, leaver.user_id, permanence):
        staff.notice(world, incoming, ("member.last_coordinator", {}))
        return "seule coordination"
    if what == "who":
        staff.notice(world, incoming, None)
        return _ask_heir(world, incoming, permanence, leaver)
    return _leave(world, incoming, permanence, leaver, told[1])


def _last_coordinator(world: World, who: int, permanence: str) -> bool:
    """Whether a permanence would be left without anybody to coordinate it."""
    holding = {
        row.user_id
        for row in world.tx.members.all()
        if row.role in (rights.COORDINATOR, rights.ADMIN) and row.permanence in (permanence, None)
    }
    return holding == {who}


def _ask_heir(world: World, incoming: Incoming, permanence: str, leaver: Member) -> str:
    voice = world.staff_voice
    count = len(replacements.claimed(world, permanence, {leaver.user_id}))
    start = f"to|{permanence}|{leaver.user_id}"
    choices = [(voice.label("member.to_queue"), f"{start}|{QUEUE}")]
    choices += [
        (voice.label("member.to_colleague", person=one.name), f"{start}|{one.user_id}")
        for one in staff.team(world, permanence)
        if one.user_id != leaver.user_id and one.may(rights.WORK, permanence)
    ]
    text = voice.say("member.depart_cases", person=leaver.name, count=count)
    whereabouts.offer(world, incoming, text, QUESTION, choices)
    return "à qui ?"


def _leave(world: World, incoming: Incoming, permanence: str, leaver: Member, heir: str) -> str:
    """Roles first, so that nothing more is possible; then every open case has somebody, or waits."""
    to = None if heir == QUEUE else staff.of(world, int(heir))
    if to is not None and not to.may(rights.WORK, permanence):
        staff.refuse(world, incoming, permanence, QUESTION)
        return "refused depart"
    world.tx.members.remove(leaver.user_id, permanence=permanence)
    world.tx.absences.forget(leaver.user_id, permanence)
    rows = replacements.claimed(world, permanence, {leaver.user_id})
    for row in rows:
        _pass_on(world, row, to)
    _give_seat(world, incoming, permanence, leaver.user_id, to)
    by = incoming.user_id or 0
    world.tx.audit.add(by, "depart", leaver.user_id, {"permanence": permanence, "cases": len(rows)}, world.at)
    staff.notice(world, incoming, ("member.departed_notice", {"person": leaver.name}))
    _tell(world, incoming, permanence, leaver, to, len(rows))
    return f"départ {len(rows)}"


def _pass_on(world: World, row: CaseRow, to: Member | None) -> None:
    """One case of somebody who leaves: to a colleague, or back to the queue; the household knows."""
    state, claimed_by, name = ("claimed", to.user_id, to.name) if to else ("waiting", None, "")
    world.tx.cases.update(
        row.id, world.at, state=state, claimed_by=claimed_by, data={**row.data, "claimed_name": name}
    )
    files.follow_in_session(world, row, state)
    place = {"name": staff.name_of(world, row.permanence or ""), "reference": row.reference}
    casework.tell_household(world, row, "case.colleague" if to else "case.released", place)
    silence.acted(world, row.id)
    files.refresh_card(world, row.id)


def _give_seat(world: World, incoming: Incoming, permanence: str, leaver: int, to: Member | None) -> None:
    """What stood in the private chat of who leaves is taken out of it, and stands in a successor's.

    With nobody to be reached, the permanence has no chat any more rather than one that reads on.
    """
    group = world.tx.groups.by_permanence(permanence)
    if group is not None and group.chat_id == leaver:
        heirs = (to.user_id if to else None, incoming.user_id)
        reached = (one for one in heirs if one and one != leaver and world.tx.outbox.reaches(one))
        heir = next(reached, None)
        world.tx.groups.untie(leaver)
        if heir is not None:
            world.tx.groups.tie(heir, permanence, group.title, world.at)
    seats.leave(world, permanence, leaver)


def _tell(
    world: World, incoming: Incoming, permanence: str, leaver: Member, to: Member | None, count: int
) -> None:
    """The permanence, and where it was asked, each chat once; who leaves, if they can be reached."""
    voice = world.staff_voice
    key = "member.departed_to" if to else "member.departed"
    said = voice.say(key, person=leaver.name, count=count, to=to.name if to else "")
    group = world.tx.groups.by_permanence(permanence)
    for chat_id in dict.fromkeys((incoming.chat_id, group.chat_id if group else incoming.chat_id)):
        world.send(chat_id or 0, Message(said, protect=True, quiet=True), HUMAN)
    if leaver.user_id != incoming.user_id and world.tx.outbox.reaches(leaver.user_id):
        bye = voice.say("member.bye", name=staff.name_of(world, permanence))
        world.send(leaver.user_id, Message(bye, quiet=True), HUMAN)
