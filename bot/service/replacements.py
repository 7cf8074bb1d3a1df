"""`/absence`: somebody says when they are away and who stands in; cards and chats follow."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.desk import absences as chains
from bot.desk import rights
from bot.desk.absences import Absence
from bot.desk.periods import read_period
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Message
from bot.service import absences, files, seats, staff, whereabouts
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

QUESTION, PROMPT = "absence", "absence"
KIND = "absence"
NOBODY, BACK = "0", "back"
LONGEST = timedelta(days=366)
MANY = 1000


def command(world: World, incoming: Incoming) -> str:
    """`/absence du 24 novembre au 1er décembre`; alone, it asks for the days or tells them."""
    if not whereabouts.places(world, incoming, staff.member(world, incoming), rights.TEAM):
        whereabouts.refuse(world, incoming, QUESTION)
        return "refused absence"
    if incoming.argument.strip():
        return _from_words(world, incoming, incoming.argument)
    if world.tx.absences.of_person(incoming.user_id or 0, world.at):
        return _tell_known(world, incoming)
    return _ask_days(world, incoming, "member.absence_when")


def _ask_days(world: World, incoming: Incoming, key: str) -> str:
    assert incoming.chat_id is not None
    reply_to = incoming.message_id if incoming.kind == "message" else None
    world.prompt(incoming.chat_id, world.staff_voice.say(key), PROMPT, reply_to=reply_to)
    return "quels jours ?"


def answered(world: World, incoming: Incoming, _: str, __: CaseRow | None) -> str:
    """The days, in reply to the question."""
    if not whereabouts.places(world, incoming, staff.member(world, incoming), rights.TEAM):
        whereabouts.refuse(world, incoming, QUESTION)
        return "refused absence"
    return _from_words(world, incoming, incoming.text)


def _from_words(world: World, incoming: Incoming, words: str) -> str:
    days = read_period(words, world.now.date(), world.library.answers)
    if days is None or days[1] < world.now.date() or days[1] - days[0] > LONGEST:
        return _ask_days(world, incoming, "member.absence_unclear")
    for permanence in _own(world, incoming):
        _ask_who(world, incoming, permanence, *days)
    return "qui remplace ?"


def _own(world: World, incoming: Incoming) -> list[str]:
    """Where this person works: an absence is from every permanence, each with a colleague of its own."""
    rows = world.tx.members.roles(incoming.user_id or 0)
    return list(dict.fromkeys(row.permanence for row in rows if row.permanence))


def _ask_who(world: World, incoming: Incoming, permanence: str, first: date, last: date) -> None:
    voice = world.staff_voice
    days = f"{first.isoformat()}|{last.isoformat()}|{permanence}|{incoming.user_id}"
    others = [one for one in staff.team(world, permanence) if one.user_id != incoming.user_id]
    choices = [(one.name, f"by|{days}|{one.user_id}") for one in others if one.may(rights.WORK, permanence)]
    choices.append((voice.label("member.nobody"), f"by|{days}|{NOBODY}"))
    text = voice.say(
        "member.absence_who",
        days=absences.days(world, first, last),
        name=staff.name_of(world, permanence),
    )
    whereabouts.offer(world, incoming, text, QUESTION, choices)


def _tell_known(world: World, incoming: Incoming) -> str:
    voice = world.staff_voice
    rows = world.tx.absences.of_person(incoming.user_id or 0, world.at)
    told = [absences.line(world, absences.by_days(world, row), row.permanence) for row in rows]
    said = "\n".join((voice.say("member.absence_known"), *told, voice.say("member.absence_change")))
    back = [(voice.label("member.back"), f"{BACK}|{incoming.user_id}")]
    whereabouts.offer(world, incoming, said, QUESTION, back)
    return "absences dites"


def pressed(world: World, incoming: Incoming, button: Button, _: CaseRow | None) -> str:
    """Who stands in, or that the person is back. Only the person themselves may say so."""
    what, *told = button.value.split("|")
    if incoming.user_id != int(told[0] if what == BACK else told[3]):
        staff.notice(world, incoming, ("member.not_yours", {}))
        world.tx.audit.add(incoming.user_id or 0, "refused", None, {"gesture": QUESTION}, world.at)
        return "refused absence"
    if what == BACK:
        return _back(world, incoming)
    return _set(world, incoming, date.fromisoformat(told[0]), date.fromisoformat(told[1]), told[2], told[4])


def _set(world: World, incoming: Incoming, first: date, last: date, permanence: str, by: str) -> str:
    who = incoming.user_id or 0
    substitute = None if by == NOBODY else int(by)
    here = staff.of(world, who).may(rights.TEAM, permanence)
    if not here or (substitute and not staff.of(world, substitute).may(rights.WORK, permanence)):
        staff.refuse(world, incoming, permanence, QUESTION)
        return "refused absence"
    new = Absence(who, max(first, world.now.date()), last, substitute)
    day = chains.would_turn_in_a_circle(new, absences.known(world, permanence))
    if day is not None:
        name, on = staff.of(world, substitute or 0).name, world.staff_voice.near_day(day)
        staff.notice(world, incoming, ("member.circle", {"by": name, "day": on}))
        return "remplacement en cercle"
    zone = world.zone_of(permanence)
    starts, ends = (datetime.combine(one, time(), zone) for one in (new.first, last + timedelta(days=1)))
    world.tx.absences.add(who, permanence, starts.timestamp(), ends.timestamp(), substitute)
    world.tx.audit.add(who, "absent", permanence, {"days": (last - new.first).days + 1}, world.at)
    _ring_at(world, permanence, who, max(starts, world.now), "from")
    _ring_at(world, permanence, who, ends, "to")
    staff.notice(world, incoming, ("member.absence_noted", {}))
    _told_everyone(world, permanence, who, absences.line(world, new, permanence), incoming)
    return f"absence {permanence}"


def _ring_at(world: World, permanence: str, who: int, when: datetime, edge: str) -> None:
    told = {"permanence": permanence, "who": who}
    key = f"{KIND}.{edge}.{permanence}.{who}"
    world.tx.timers.set(KIND, None, None, when.timestamp(), told, key)


def _told_everyone(world: World, permanence: str, who: int, said: str, incoming: Incoming) -> None:
    """One line to the permanence, and to the person where they asked, each chat once."""
    group = world.tx.groups.by_permanence(permanence)
    told = world.staff_voice.say("member.absent", person=staff.of(world, who).name)
    for chat_id in dict.fromkeys((incoming.chat_id, group.chat_id if group else incoming.chat_id)):
        world.send(chat_id or 0, Message("\n".join((told, said)), quiet=True), HUMAN)


def _back(world: World, incoming: Incoming) -> str:
    who = incoming.user_id or 0
    rows = world.tx.absences.of_person(who, world.at)
    world.tx.absences.end(who, world.at)
    world.tx.audit.add(who, "back", None, {}, world.at)
    staff.notice(world, incoming, ("member.welcome_back", {}))
    for permanence in dict.fromkeys(row.permanence for row in rows):
        follow(world, permanence, who)
    return "de retour"


def rang(world: World, told: dict[str, Any]) -> str:
    """An absence begins or ends: cards and chats follow."""
    follow(world, told["data"]["permanence"], told["data"]["who"])
    return "absence suivie"


def follow(world: World, permanence: str, who: int) -> None:
    """The cards of a person's cases say who takes over; without a group they go where that person reads."""
    moved = seats.follow(world, permanence)
    concerned = {who} | {one.who for one in absences.known(world, permanence)}
    for row in claimed(world, permanence, concerned):
        if row.id not in moved:
            files.refresh_card(world, row.id)


def claimed(world: World, permanence: str, people: Collection[int]) -> Sequence[CaseRow]:
    """The open cases of a permanence that one of these people follows."""
    rows = world.tx.cases.list(permanence=permanence, states=("claimed",), limit=MANY)
    return [row for row in rows if row.claimed_by in people]
