"""A permanence's state, changed by who coordinates it: `/etat` and `/capacite`, in its group or in private.

What is said counts at once: routing and the waiting list read it in the next turn, nothing is loaded again.
Who has a place that would be no more is counted and confirmed first, then told and led to another.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.desk import closing_days
from bot.desk import opening as desk_opening
from bot.desk.card import Gesture
from bot.desk.opening import BACK, CLOSE, OTHER_DAYS, SET, SURE
from bot.dialogue.replies import Choice
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import CARD, Message
from bot.service import coordinators, diary, staff
from bot.service.world import OPENING, World
from knowledge.appointments import displaced
from knowledge.opening import NotPossible, Opening, checked, opened, read
from storage.buttons import Button
from storage.cases import CaseRow

KIND = "opening"
_ROLES = frozenset({coordinators.ROLE, "admin"})


def said_of(world: World, permanence: str) -> Opening:
    """What was said last of a permanence; nothing, where nothing was."""
    stored = world.tx.marks.get(OPENING + permanence)
    return read(stored).on(_day(world)) if stored else Opening(permanence)


def change(world: World, opening: Opening, by: int | str) -> None:
    """Keep it, write down who said it, and have the places looked at again. Raises NotPossible."""
    said = checked(opening, world.now.date())
    world.tx.marks.set(OPENING + said.permanence_id, said.stored(), world.at)
    world.tx.audit.add(by, KIND, said.permanence_id, said.stored(), world.at)
    diary.reallocate(world, said.permanence_id)


def losing(world: World, opening: Opening) -> int:
    """How many appointments to come would have no place any more."""
    after = {opening.permanence_id: opened(world.library.written[opening.permanence_id], opening)}
    return len(displaced(world.coming(opening.permanence_id), after, world.now))


def state(world: World, incoming: Incoming) -> str:
    """`/etat`: what the permanence receives now, and the buttons to change it."""
    mine = _coordinated(world, incoming)
    if not mine:
        return _refuse(world, incoming)
    for permanence in mine:
        _show(world, incoming, permanence)
    return "etat"


def capacity(world: World, incoming: Incoming) -> str:
    """`/capacite 4`: so many places in each session, from now on."""
    mine = _coordinated(world, incoming)
    if not mine:
        return _refuse(world, incoming)
    name, _, number = incoming.argument.strip().rpartition(" ")
    chosen = [one for one in mine if one == name.strip()] or (mine if not name else [])
    if len(chosen) != 1 or not number.isdecimal():
        staff.say(world, incoming, "desk.capacity_how", known=", ".join(mine))
        return "capacite comment"
    said = said_of(world, chosen[0])
    _apply(world, incoming, replace(said, capacite=int(number)))
    return "capacite"


def _coordinated(world: World, incoming: Incoming) -> list[str]:
    """The permanences of this group (in private: of all) that whoever acts coordinates."""
    known = world.library.knowledge.permanences
    roles = [one for one in world.tx.members.roles(incoming.user_id or 0) if one.role in _ROLES]
    here = [one.permanence for one in world.tx.groups.by_chat(incoming.chat_id or 0)]
    asked = sorted(known) if incoming.private else here
    return [one for one in asked if one in known and any(role.permanence in (one, None) for role in roles)]


def _refuse(world: World, incoming: Incoming) -> str:
    """Only whoever coordinates changes what a permanence receives: they are told, and it is written down."""
    if incoming.kind == "press":
        staff.notice(world, incoming, ("desk.coordinators_only", {}))
    else:
        staff.say(world, incoming, "desk.coordinators_only")
    world.tx.audit.add(incoming.user_id or 0, "refused", None, {"gesture": KIND}, world.at)
    return "refused etat"


def press(world: World, incoming: Incoming, button: Button, _: CaseRow | None) -> str:
    """A button of `/etat`: authorised every time, by the permanence it speaks of."""
    action, _, argument = button.value.partition(":")
    opening = desk_opening.heard(argument) if action in (SET, SURE) else said_of(world, argument)
    if opening.permanence_id not in _coordinated(world, incoming):
        return _refuse(world, incoming)
    staff.notice(world, incoming, None)
    if action == CLOSE:
        _ask(
            world, incoming, "desk.close_when", desk_opening.closings(opening, world.staff_voice, _day(world))
        )
    elif action == OTHER_DAYS:
        assert incoming.chat_id is not None
        world.prompt(incoming.chat_id, world.staff_voice.say("desk.close_days"), KIND, opening.permanence_id)
    elif action == BACK:
        _show(world, incoming, opening.permanence_id)
    else:
        _apply(world, incoming, opening, sure=action == SURE)
    return f"etat {action}"


def days(world: World, incoming: Incoming, permanence: str, _: CaseRow | None) -> str:
    """The days of a closure, in words; unread, they are asked again with an example."""
    if permanence not in _coordinated(world, incoming):
        return _refuse(world, incoming)
    found = closing_days.read(incoming.text, _day(world), world.library.answers)
    if found is None:
        assert incoming.chat_id is not None
        world.prompt(incoming.chat_id, world.staff_voice.say("desk.close_again"), KIND, permanence)
        return "jours non lus"
    _apply(world, incoming, replace(said_of(world, permanence), du=found[0], au=found[1]))
    return "etat jours"


def _apply(world: World, incoming: Incoming, opening: Opening, *, sure: bool = False) -> None:
    try:
        checked(opening, _day(world))
    except NotPossible as error:
        staff.say(world, incoming, "desk.not_possible", why=str(error))
        return
    lost = 0 if sure else losing(world, opening)
    if lost:
        voice = world.staff_voice
        yes = Gesture(voice.label("desk.sure"), desk_opening.told(SURE, opening))
        no = Gesture(voice.label("gesture.back"), f"{BACK}:{opening.permanence_id}")
        _ask(world, incoming, "desk.loses", (yes, no), count=lost)
        return
    change(world, opening, incoming.user_id or 0)
    _show(world, incoming, opening.permanence_id, fresh=True)


def _show(world: World, incoming: Incoming, permanence: str, *, fresh: bool = False) -> None:
    """The state as it is from now on, and what can be changed; `fresh`: this turn changed it."""
    voice, said = world.staff_voice, said_of(world, permanence)
    record = opened(world.library.written[permanence], said)
    done = voice.say("desk.opening_done") if fresh else Safe("")
    told = (done, desk_opening.shown(record, voice, _day(world)), voice.say("desk.opening_how"))
    text = Safe("\n".join(filter(None, told)))
    _send(world, incoming, text, desk_opening.choices(said, voice))


def _ask(world: World, incoming: Incoming, key: str, gestures: Sequence[Gesture], **values: object) -> None:
    _send(world, incoming, world.staff_voice.say(key, **values), gestures)


def _send(world: World, incoming: Incoming, text: Safe, gestures: Sequence[Gesture]) -> None:
    assert incoming.chat_id is not None
    rows = tuple((Choice(gesture.label, KIND, gesture.value),) for gesture in gestures)
    buttons = world.bind(incoming.chat_id, rows)
    world.send(incoming.chat_id, Message(text, buttons=buttons, thread=incoming.thread_id), CARD)


def _day(world: World) -> date:
    return world.now.date()
