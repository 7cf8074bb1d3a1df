"""What happens in a permanence's group: tying it, pressing, answering, correcting."""

import re
from dataclasses import replace

from bot.desk import card as cards
from bot.desk import times
from bot.desk.case import DeskTurn, Member
from bot.desk.gestures import act
from bot.dialogue import session as sessions
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import CARD, DANGER, HUMAN, Copy, Edit, Message, Press, React, TopicClose
from bot.service import diary, files, offers
from bot.service.world import World
from storage.cases import CaseRow

TIE_COMMANDS = frozenset({"lier", "start"})
CODE = re.compile(r"^[A-Za-z0-9_-]{6,64}$")
PASSED_ON = "👌"
PRESS_EXPIRES = 60.0


def take(world: World, incoming: Incoming) -> str:
    """Work one event of a group. Returns what was done, for the audit."""
    if incoming.kind == "press":
        return _press(world, incoming)
    if incoming.command in TIE_COMMANDS:
        return _tie(world, incoming)
    if not world.tx.groups.by_chat(incoming.chat_id or 0):
        return _stranger_group(world, incoming)
    if incoming.kind == "edit":
        return _correct(world, incoming)
    if incoming.reply_to is not None and not incoming.reply_is_topic_root and incoming.command is None:
        return _answer(world, incoming)
    return "entre permanents"


def member(world: World, incoming: Incoming) -> Member:
    """Who acts, with what the database grants; being in the group grants nothing."""
    user_id = incoming.user_id or 0
    granted = frozenset(role.permanence for role in world.tx.members.roles(user_id) if role.permanence)
    return Member(user_id, incoming.user_name, granted)


def _say(world: World, incoming: Incoming, key: str, **values: str) -> None:
    assert incoming.chat_id is not None
    world.send(
        incoming.chat_id, Message(world.staff_voice.say(key, **values), reply_to=incoming.message_id), HUMAN
    )


def _stranger_group(world: World, incoming: Incoming) -> str:
    if incoming.command is not None:
        _say(world, incoming, "group.how")
    return "groupe non relié"


def _tie(world: World, incoming: Incoming) -> str:
    assert incoming.chat_id is not None
    code = incoming.argument.strip()
    if not CODE.match(code):
        _say(world, incoming, "group.how")
        return "code absent"
    granted = world.tx.codes.redeem("group", code, incoming.user_id or 0, world.at)
    if granted is None:
        _say(world, incoming, "group.bad_code")
        world.tx.audit.add(incoming.user_id or 0, "bad_code", "group", {}, world.at)
        return "code refusé"
    permanence = granted["permanence"]
    if permanence not in world.library.knowledge.permanences:
        _say(world, incoming, "group.unknown_permanence")
        return "permanence inconnue"
    world.tx.groups.tie(incoming.chat_id, permanence, incoming.chat_title, world.at)
    world.tx.members.add(incoming.user_id or 0, "coordinator", permanence, incoming.user_name, world.at)
    world.tx.audit.add(incoming.user_id or 0, "tie", permanence, {}, world.at)
    _say(world, incoming, "group.tied", name=world.library.knowledge.permanences[permanence].nom)
    world.tx.jobs.add("inspect_group", {"chat_id": incoming.chat_id}, world.at)
    return f"groupe relié {permanence}"


def _press(world: World, incoming: Incoming) -> str:
    assert incoming.chat_id is not None
    button = world.tx.buttons.press(incoming.data or "")
    row = world.tx.cases.get(button.case) if button is not None and button.case else None
    if button is None or row is None or button.chat_id != incoming.chat_id:
        _notice(world, incoming, ("desk.old_button", {}))
        world.tx.audit.add(incoming.user_id or 0, "foreign_button", None, {}, world.at)
        return "bouton étranger"
    if button.value in ("show", "close", "back", "propose"):
        return _look(world, incoming, row, button.value)
    made = act(files.seen(world, row), button.value, member(world, incoming), world.library)
    made = offers.carry_out(world, row, made)
    _carry_out(world, incoming, row, made)
    return f"{made.audit} {row.reference}"


def _look(world: World, incoming: Incoming, row: CaseRow, gesture: str) -> str:
    """Gestures that change nothing; reading a case leaves its trace too."""
    if not member(world, incoming).may_work_on(files.case_of(row, world.now.tzinfo)):
        _notice(world, incoming, ("desk.not_a_member", {}))
        world.tx.audit.add(incoming.user_id or 0, "refused", row.id, {"gesture": gesture}, world.at)
        return f"refused {row.reference}"
    places = offers.free(world, row) if gesture == "propose" else ()
    none_left = gesture == "propose" and not places
    _notice(world, incoming, ("desk.no_places", {}) if none_left else None)
    if gesture == "show":
        text = files.everything(world, row)
        world.send(row.group_id or 0, Message(text, topic=files.forum(row), protect=True), CARD, case=row.id)
        world.tx.audit.add(incoming.user_id or 0, "read", row.id, {}, world.at)
    elif gesture == "propose":
        files.refresh_card(world, row.id, times.gestures(places, world.staff_voice) if places else None)
    elif gesture == "close":
        files.refresh_card(world, row.id, cards.outcomes(world.staff_voice))
    else:
        files.refresh_card(world, row.id)
    return f"{gesture} {row.reference}"


def _notice(world: World, incoming: Incoming, notice: tuple[str, dict[str, str]] | None) -> None:
    if incoming.press_id is None or incoming.chat_id is None:
        return
    text = world.staff_voice.label(notice[0], **notice[1]) if notice else ""
    content = Press(incoming.press_id, text[:200])
    world.send(incoming.chat_id, content, DANGER, expires=world.at + PRESS_EXPIRES, fleeting=True)


def _carry_out(world: World, incoming: Incoming, row: CaseRow, made: DeskTurn) -> None:
    """Store what a gesture changed, tell the household, the group and the card."""
    _notice(world, incoming, made.notice)
    world.tx.audit.add(incoming.user_id or 0, made.audit, row.id, {}, world.at)
    if made.changes:
        _change(world, row, made)
    for key, values in made.to_household:
        _tell_household(world, row, key, values)
    for key, values in made.to_group:
        text = world.staff_voice.say(key, **values)
        world.send(row.group_id or 0, Message(text, topic=files.forum(row), quiet=True), CARD, case=row.id)
    if made.card:
        files.refresh_card(world, row.id)
    if made.closed:
        diary.leave(world, row)
        world.tx.timers.cancel_prefix(row.chat_id, "")
        if files.forum(row):
            world.send(row.group_id or 0, TopicClose(), CARD, case=row.id)


def _change(world: World, row: CaseRow, made: DeskTurn) -> None:
    columns = {name: value for name, value in made.changes.items() if name != "claimed_name"}
    data = dict(row.data)
    if "claimed_name" in made.changes:
        data["claimed_name"] = made.changes["claimed_name"]
    closed_at = world.at if made.closed else None
    world.tx.cases.update(row.id, world.at, data=data, closed_at=closed_at, **columns)
    _follow_in_session(world, row, columns.get("state"))


def _follow_in_session(world: World, row: CaseRow, state: str | None) -> None:
    """The household's session knows the state of its case, so that /ou tells it."""
    stored = world.tx.sessions.load(row.chat_id)
    if stored is None or state is None:
        return
    session = sessions.parse(stored)
    case = None if state == "closed" else row.reference
    world.tx.sessions.save(
        row.chat_id, sessions.dump(replace(session, case=case, case_state=state)), world.at
    )


def _tell_household(world: World, row: CaseRow, key: str, values: dict[str, str]) -> None:
    voice = world.library.voice(row.data["language"])
    world.send(row.chat_id, Message(voice.say(key, **values)), HUMAN, case=row.id)


def _answer(world: World, incoming: Incoming) -> str:
    """A reply to one of the bot's messages goes to the household; everything else stays between staff."""
    row = _case_here(world, incoming)
    if row is None:
        _say(world, incoming, "desk.no_topic")
        return "sujet inconnu"
    case = files.case_of(row, world.now.tzinfo)
    acting = member(world, incoming)
    if not acting.may_work_on(case):
        _say(world, incoming, "desk.not_a_member")
        world.tx.audit.add(incoming.user_id or 0, "refused", row.id, {"gesture": "answer"}, world.at)
        return f"refused {row.reference}"
    if case.state == "waiting":
        _carry_out(world, incoming, row, act(case, "claim", acting, world.library))
    _relay(world, incoming, row)
    return f"réponse {row.reference}"


def _case_here(world: World, incoming: Incoming) -> CaseRow | None:
    assert incoming.chat_id is not None
    if incoming.thread_id is not None:
        return world.tx.cases.by_topic(incoming.chat_id, incoming.thread_id)
    found = world.tx.outbox.case_of_message(incoming.chat_id, incoming.reply_to or 0)
    return world.tx.cases.get(found) if found else None


def _relay(world: World, incoming: Incoming, row: CaseRow) -> None:
    assert incoming.chat_id is not None and incoming.message_id is not None
    name = world.library.knowledge.permanences[row.permanence or ""].nom
    said = world.library.voice(row.data["language"]).say("from_staff", name=name, text=incoming.text)
    sent = world.send(row.chat_id, Message(said), HUMAN, case=row.id)
    if incoming.attachment is not None:
        copy = Copy(incoming.chat_id, incoming.message_id)
        world.send(row.chat_id, copy, HUMAN, case=row.id, after=sent)
    world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.chat_id, sent)
    world.tx.messages.keep(row.chat_id, row.id, "out", "staff", incoming.text, world.at, incoming.message_id)
    world.send(incoming.chat_id, React(incoming.message_id, PASSED_ON), CARD, case=row.id)
    world.tx.audit.add(incoming.user_id or 0, "answer", row.id, {}, world.at)


def _correct(world: World, incoming: Incoming) -> str:
    """Staff corrected an answer: the household's copy is corrected in place."""
    assert incoming.chat_id is not None and incoming.message_id is not None
    for relay in world.tx.relays.to(incoming.chat_id, incoming.message_id):
        row = world.tx.cases.get(relay.case)
        if row is None or not member(world, incoming).may_work_on(files.case_of(row, world.now.tzinfo)):
            continue
        name = world.library.knowledge.permanences[row.permanence or ""].nom
        said: Safe = world.library.voice(row.data["language"]).say(
            "from_staff.edited", name=name, text=incoming.text
        )
        world.send(row.chat_id, Edit(relay.to_outbox, said), HUMAN, case=row.id)
        world.tx.messages.keep(
            row.chat_id, row.id, "out", "staff", incoming.text, world.at, incoming.message_id
        )
        world.tx.audit.add(incoming.user_id or 0, "correct", row.id, {}, world.at)
        return f"réponse corrigée {row.reference}"
    return "rien à corriger"
