"""What happens in a permanence's group: tying it, pressing, answering, correcting."""

from bot.desk import card as cards
from bot.desk import times
from bot.desk.gestures import act
from bot.incoming import Incoming
from bot.outgoing import CARD, Message
from bot.service import casework, desk, files, invitations, offers, relay, staff
from bot.service.world import World
from storage.cases import CaseRow

TIE_COMMANDS = frozenset({"lier", "start"})


def take(world: World, incoming: Incoming) -> str:
    """Work one event of a group. Returns what was done, for the log."""
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
    if button.value in ("show", "close", "back", "propose", "more"):
        return _look(world, incoming, row, button.value)
    made = act(files.seen(world, row), button.value, staff.member(world, incoming), world.library)
    made = offers.carry_out(world, row, made)
    casework.carry_out(world, incoming, row, made)
    return f"{made.audit} {row.reference}"


def _look(world: World, incoming: Incoming, row: CaseRow, gesture: str) -> str:
    """Gestures that change nothing; reading a case leaves its trace too."""
    if not staff.member(world, incoming).may_work_on(files.case_of(row, world.now.tzinfo)):
        staff.refuse(world, incoming, row.id, gesture)
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
