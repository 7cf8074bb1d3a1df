"""At which permanence something is to be done: the group's, the person's only one, or asked by a button."""

from bot.desk.case import Member
from bot.dialogue.replies import Choice
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Message
from bot.service import staff
from bot.service.world import World
from storage.buttons import Button

AT = "at"
BUTTON_LASTS = 86_400.0


def places(world: World, incoming: Incoming, acting: Member, right: str) -> tuple[str, ...]:
    """Where this person has the right: in a group, among what it serves; else wherever they have a role."""
    tied = [group.permanence for group in world.tx.groups.by_chat(incoming.chat_id or 0)]
    own = [where for _, where in sorted(acting.roles, key=str) if where]
    everywhere = [group.permanence for group in world.tx.groups.all()]
    wanted = tied or [*own, *everywhere]
    return tuple(one for one in dict.fromkeys(wanted) if acting.may(right, one))


def ask(world: World, incoming: Incoming, right: str, question: str) -> str | None:
    """The permanence that a command is about; None when it was refused, or asked by buttons of `question`.

    Each button gives the value «at|PERMANENCE».
    """
    found = places(world, incoming, staff.member(world, incoming), right)
    if not found:
        refuse(world, incoming, question)
        return None
    if len(found) == 1:
        return found[0]
    choices = [(staff.name_of(world, one), f"{AT}|{one}") for one in found]
    offer(world, incoming, world.staff_voice.say("member.which_permanence"), question, choices)
    return None


def offer(world: World, incoming: Incoming, text: str, question: str, choices: list[tuple[str, str]]) -> None:
    """A message with one button a row, each a (label, value) of `question`; they last a day."""
    assert incoming.chat_id is not None
    rows = tuple((Choice(label, question, value),) for label, value in choices)
    buttons = world.bind(incoming.chat_id, rows, lasts=BUTTON_LASTS)
    reply_to = incoming.message_id if incoming.kind == "message" else None
    world.send(incoming.chat_id, Message(text, buttons=buttons, reply_to=reply_to, protect=True), HUMAN)


def allowed(world: World, incoming: Incoming, pressed: Button, right: str, permanence: str) -> Member | None:
    """Who pressed, when they may still do this at the permanence; None when they were refused."""
    acting = staff.member(world, incoming)
    if acting.may(right, permanence):
        return acting
    staff.refuse(world, incoming, permanence, pressed.question)
    return None


def chosen(world: World, incoming: Incoming, pressed: Button, right: str) -> str | None:
    """The permanence of an «at|PERMANENCE» that was pressed; None when it was refused."""
    permanence = str(pressed.value).partition("|")[2]
    if allowed(world, incoming, pressed, right, permanence) is None:
        return None
    staff.notice(world, incoming, None)
    return permanence


def refuse(world: World, incoming: Incoming, gesture: str) -> None:
    """Refuse a command: to a colleague whose role does not include it, that is what is said."""
    known = bool(world.tx.members.roles(incoming.user_id or 0))
    staff.refuse(world, incoming, None, gesture, "member.no_right" if known else "desk.not_a_member")
