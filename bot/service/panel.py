"""A panel: a message of the desk that changes under one's fingers, from the choice to what came of it."""

from collections.abc import Iterable

from bot.desk.card import Gesture
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Edit, Message
from bot.service import files
from bot.service.world import World
from storage.cases import CaseRow


def show(
    world: World,
    incoming: Incoming,
    row: CaseRow,
    text: Safe,
    gestures: Iterable[Gesture] = (),
    anew: bool = False,
) -> None:
    """Say it in place of the panel that was pressed; `anew`, or where none was, as a new message."""
    assert incoming.chat_id is not None
    buttons = world.bind(incoming.chat_id, files.rows(gestures), row.id)
    pressed = None
    if incoming.kind == "press" and not anew:
        pressed = world.tx.outbox.of_message(incoming.chat_id, incoming.message_id or 0)
    if pressed is not None:
        world.send(incoming.chat_id, Edit(pressed.id, text, buttons), HUMAN, case=row.id)
        return
    if incoming.kind == "press":
        files.refresh_card(world, row.id)  # its own buttons again, where «Plus…» stood
    content = Message(text, buttons, protect=True, topic=_in_topic(incoming, row))
    world.send(incoming.chat_id, content, HUMAN, case=row.id)


def ask(world: World, incoming: Incoming, row: CaseRow, text: Safe, kind: str, argument: str) -> None:
    """Ask for words about the case, where it was pressed: they go to `desk.PROMPTS[kind]` with `argument`."""
    assert incoming.chat_id is not None
    world.prompt(incoming.chat_id, text, kind, argument, case=row.id, topic=_in_topic(incoming, row))


def _in_topic(incoming: Incoming, row: CaseRow) -> bool:
    return incoming.chat_id == row.group_id and files.forum(row)
