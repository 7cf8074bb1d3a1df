"""What happens in a permanence's group, or the private chat that serves it: pressing, answering, editing."""

from bot.desk import card as cards
from bot.desk import times
from bot.desk.gestures import act
from bot.incoming import Incoming
from bot.outgoing import CARD, Message
from bot.service import casework, desk, files, invitations, offers, presence, relay, staff
from bot.service.world import World
from storage.cases import CaseRow

TIE_COMMANDS = frozenset({"lier", "start"})
DESK = "desk"
"""The question of the buttons of a card."""


def take(world: World, incoming: Incoming) -> str:
    """Work one event of a group. Returns what was done, for the log."""
    presence.seen(world, incoming)
    if incoming.kind == "press":
        pressed = desk.button(world, incoming)
        return desk.press(world, incoming, pressed) if pressed else _press(world, incoming)
    if incoming.command in TIE_COMMANDS:
        return invitations.tie(world, incoming)
    if not world.tx.groups.by_chat(incoming.chat_id or 0):
        return _stranger_group(world, incoming)
    if incoming.kind == "edit":
        return relay.correct(world, incoming)
    done = desk.take(world, incoming)
    if done is not None:
        return done
    if incoming.reply_to is not None and not incoming.reply_is_topic_root and incoming.command is None:
        return relay.answer(world, incoming)
    return "entre permanents"


def take_private(world: World, incoming: Incoming) -> str | None:
    """Work what the desk has to do with in a private chat; None where a household speaks."""
    if incoming.command == "lier":
        return invitations.tie(world, incoming)
    if incoming.kind == "press" and _on_a_case(world, incoming):
        return _press(world, incoming)
    if incoming.kind == "edit" and _passed_on(world, incoming):
        return relay.correct(world, incoming)
    if incoming.kind == "message" and incoming.command is None and _answers_somebody(world, incoming):
        return relay.answer(world, incoming)
    if not world.tx.groups.by_chat(incoming.chat_id or 0):
        return None
    if incoming.kind == "press":
        return _press(world, incoming)
    if incoming.kind == "message":
        staff.say(world, incoming, "desk.answer_how")
    return "entre permanents"


def _on_a_case(world: World, incoming: Incoming) -> bool:
    """A button of a card: no household is ever shown one."""
    button = world.tx.buttons.press(incoming.data or "")
    return button is not None and button.question == DESK and button.chat_id == incoming.chat_id


def _passed_on(world: World, incoming: Incoming) -> bool:
    """Words that went from here to somebody else's chat."""
    found = world.tx.relays.to(incoming.chat_id or 0, incoming.message_id or 0)
    cases = [world.tx.cases.get(one.case) for one in found]
    return any(row is not None and row.chat_id != incoming.chat_id for row in cases)


def _answers_somebody(world: World, incoming: Incoming) -> bool:
    """A reply to a message about a household that is not the one writing."""
    shown = world.tx.outbox.of_message(incoming.chat_id or 0, incoming.reply_to or 0)
    row = world.tx.cases.get(shown.case) if shown is not None and shown.case else None
    return row is not None and row.chat_id != incoming.chat_id


def _stranger_group(world: World, incoming: Incoming) -> str:
    if incoming.command is not None:
        staff.say(world, incoming, "group.how")
    return "groupe non relié"


def _press(world: World, incoming: Incoming) -> str:
    assert incoming.chat_id is not None
    button = world.tx.buttons.press(incoming.data or "")
    row = world.tx.cases.get(button.case) if button is not None and button.case else None
    if button is None or row is None or button.chat_id != incoming.chat_id:
        staff.notice(world, incoming, ("desk.old_button", {}))
        world.tx.audit.add(incoming.user_id or 0, "foreign_button", None, {}, world.at)
        return "bouton étranger"
    if button.expires_at < world.at:
        return staff.too_late(world, incoming)
    if button.value in ("show", "close", "back", "propose", "more"):
        return _look(world, incoming, row, button.value)
    made = act(files.seen(world, row), button.value, staff.member(world, incoming), world.library)
    made = offers.carry_out(world, row, made)
    casework.carry_out(world, incoming, row, made)
    return f"{made.audit} {row.reference}"


def _look(world: World, incoming: Incoming, row: CaseRow, gesture: str) -> str:
    """Gestures that change nothing; reading a case leaves its trace too."""
    if not staff.works_on(world, incoming, row, gesture):
        return f"refused {row.reference}"
    places = offers.free(world, row) if gesture == "propose" else ()
    none_left = gesture == "propose" and not places
    staff.notice(world, incoming, ("desk.no_places", {}) if none_left else None)
    if gesture == "show":
        text = files.everything(world, row)
        world.send(row.group_id or 0, Message(text, topic=files.forum(row), protect=True), CARD, case=row.id)
        world.tx.audit.add(incoming.user_id or 0, "read", row.id, {}, world.at)
    elif gesture == "propose":
        files.refresh_card(world, row.id, times.gestures(places, world.staff_voice) if places else None)
    elif gesture == "close":
        files.refresh_card(world, row.id, cards.outcomes(files.seen(world, row), world.staff_voice))
    elif gesture == "more":
        files.refresh_card(world, row.id, cards.more(world.staff_voice))
    else:
        files.refresh_card(world, row.id)
    return f"{gesture} {row.reference}"
