"""Who acts at the desk, and how they are told something: in their chat, or over their press."""

from bot.desk.case import Member
from bot.incoming import Incoming
from bot.outgoing import DANGER, HUMAN, PRESS_TEXT_LIMIT, Message, Press
from bot.service.world import World
from storage.cases import CaseRow

PRESS_EXPIRES = 60.0


def member(world: World, incoming: Incoming) -> Member:
    """Who acts, with what the database grants; being in a group grants nothing."""
    user_id = incoming.user_id or 0
    granted = frozenset(role.permanence for role in world.tx.members.roles(user_id) if role.permanence)
    return Member(user_id, incoming.user_name, granted)


def works_on(world: World, incoming: Incoming, row: CaseRow, gesture: str) -> bool:
    """Whether who acts may work on this case; one who may not is refused."""
    allowed = (row.permanence or "") in member(world, incoming).permanences
    if not allowed:
        refuse(world, incoming, row.id, gesture)
    return allowed


def say(world: World, incoming: Incoming, key: str, **values: str) -> None:
    """Answer what was written, where it was written."""
    assert incoming.chat_id is not None
    said = world.staff_voice.say(key, **values)
    world.send(incoming.chat_id, Message(said, reply_to=incoming.message_id), HUMAN)


def notice(world: World, incoming: Incoming, told: tuple[str, dict[str, str]] | None) -> None:
    """Answer a press: a phrase that shows for a moment, or nothing but the end of the waiting."""
    if incoming.press_id is None or incoming.chat_id is None:
        return
    text = world.staff_voice.label(told[0], **told[1]) if told else ""
    content = Press(incoming.press_id, text[:PRESS_TEXT_LIMIT])
    world.send(incoming.chat_id, content, DANGER, expires=world.at + PRESS_EXPIRES, fleeting=True)


def refuse(world: World, incoming: Incoming, subject: str | None, gesture: str) -> None:
    """Nothing is done for who has no right to it: they are told, and it is written down."""
    if incoming.kind == "press":
        notice(world, incoming, ("desk.not_a_member", {}))
    else:
        say(world, incoming, "desk.not_a_member")
    world.tx.audit.add(incoming.user_id or 0, "refused", subject, {"gesture": gesture}, world.at)
