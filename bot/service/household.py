"""A household's turn: read the session, advance it, save it, carry out what it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.dialogue import referrer, reminders
from bot.dialogue import session as sessions
from bot.dialogue.effects import REFERENCE, Erase, Export, Register
from bot.dialogue.engine import advance
from bot.dialogue.events import Attached, Commanded, Event, Pressed, Said
from bot.dialogue.referral import recipient
from bot.dialogue.replies import Reply
from bot.dialogue.session import Session
from bot.dialogue.talk import Turn
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import DANGER, REMINDER, REPLY, Message, Press
from bot.service import effects, figures, files, rights
from bot.service.world import World

PRESS_EXPIRES = 60.0


def take(world: World, heard: Sequence[Incoming], said: Said | None) -> str:
    """Work what one household sent in one breath. Returns what was understood, for the audit."""
    first = heard[0]
    chat_id = first.chat_id
    assert chat_id is not None
    session = load(world, chat_id, first.language_code)
    event = event_of(world, heard, said)
    if event is None:
        return "bouton inconnu"
    return turn(world, session, event, heard)


def turn(world: World, session: Session, event: Event, heard: Sequence[Incoming] = ()) -> str:
    """Advance one session by one event, and store all that comes of it."""
    # A transfer offered is agreed to with the places of the permanence that would take the case.
    library = world.with_desk(session.case, session.offered or recipient(session.question), session.chat_id)
    made = advance(session, event, library, world.now)
    if not _about_another(session) and not _about_another(made.session):
        _keep(world, session, heard)
    finished = _named(made, effects.carry_out(world, made, heard))
    priority = REMINDER if reminders.is_one(event) else REPLY
    if any(isinstance(effect, Erase) for effect in made.effects):
        _send(world, finished, priority, fleeting=True)
        return "effacement"
    counted = figures.noticed(world, finished.session, heard)
    _follow_language(world, session, finished.session)
    world.tx.sessions.save(session.chat_id, sessions.dump(counted), world.at)
    _send(world, finished, priority)
    if any(isinstance(effect, Export) for effect in made.effects):
        rights.export(world, session.chat_id, finished.session.language)
    return finished.understood


def _follow_language(world: World, before: Session, after: Session) -> None:
    """Staff write to the household in the language it speaks now."""
    row = world.tx.cases.by_reference(after.case) if after.case else None
    if row is not None and before.language != after.language:
        files.keep(world, row, language=after.language)
        files.refresh_card(world, row.id)


def load(world: World, chat_id: int, language: str | None = None) -> Session:
    """The stored session, or a new one in the language the messenger names."""
    stored = world.tx.sessions.load(chat_id)
    if stored is not None:
        return sessions.parse(stored)
    spoken = (language or "fr").split("-")[0]
    return Session(chat_id, language=spoken if spoken in world.library.catalogues.languages else "fr")


def event_of(world: World, heard: Sequence[Incoming], said: Said | None) -> Event | None:
    """What happened, freed of the messenger. None for a button that is not this chat's."""
    first = heard[0]
    if first.kind == "press":
        return _press(world, first)
    if first.command is not None:
        return Commanded(first.command, first.argument)
    if first.attachment is not None:
        own = first.attachment.phone if first.attachment.own_contact else None
        return Attached(first.attachment.kind, own, first.text, first.media_group)
    return said or Attached("other")


def _press(world: World, incoming: Incoming) -> Pressed | None:
    """Authorised on every use: bound in the database to this chat, never read off the button itself."""
    assert incoming.chat_id is not None
    if incoming.press_id:
        expires = world.at + PRESS_EXPIRES
        world.send(incoming.chat_id, Press(incoming.press_id), DANGER, expires=expires, fleeting=True)
    button = world.tx.buttons.press(incoming.data or "")
    if button is None or button.expires_at < world.at:
        world.tx.audit.add(incoming.chat_id, "old_button" if button else "unknown_button", None, {}, world.at)
        return Pressed("expired", "")
    if button.chat_id != incoming.chat_id:
        world.tx.audit.add(incoming.chat_id, "foreign_button", None, {}, world.at)
        return None
    return Pressed(button.question, button.value)


def _about_another(session: Session) -> bool:
    """Whether a worker is telling of a household: that is kept in the draft, and nowhere else."""
    return session.question is not None and session.question.kind in referrer.KINDS


def _keep(world: World, session: Session, heard: Sequence[Incoming]) -> None:
    """Keep each message as it was written; with a case open it belongs to the case's file."""
    case = world.tx.cases.by_reference(session.case) if session.case else None
    for incoming in heard:
        if incoming.text and incoming.command is None and incoming.kind in ("message", "edit"):
            world.tx.messages.keep(
                session.chat_id,
                case.id if case else None,
                "in",
                "household",
                incoming.text,
                world.at,
                incoming.message_id,
            )


def _named(made: Turn, found: Mapping[str, str]) -> Turn:
    """The turn with what storage drew, a case's reference or a link, in place of its stand-in."""
    if not found:
        return made
    replies = tuple(replace(reply, text=_filled(reply.text, found)) for reply in made.replies)
    # A case that a worker has opened for somebody else is not this chat's.
    others = any(isinstance(effect, Register) for effect in made.effects)
    opened = found.get(REFERENCE) if not others else None
    session = replace(made.session, case=opened) if opened else made.session
    return replace(made, session=session, replies=replies)


def _filled(text: Safe, found: Mapping[str, str]) -> Safe:
    for stand_in, value in found.items():
        text = Safe(text.replace(stand_in, value))
    return text


def _send(world: World, made: Turn, priority: int, fleeting: bool = False) -> None:
    for reply in made.replies:
        _say(world, made.session.chat_id, reply, DANGER if reply.urgent else priority, fleeting)


def _say(world: World, chat_id: int, reply: Reply, priority: int, fleeting: bool) -> None:
    buttons = () if fleeting else world.bind(chat_id, reply.choices)
    content = Message(reply.text, buttons=buttons, contact=reply.contact)
    world.send(chat_id, content, priority, fleeting=fleeting)
