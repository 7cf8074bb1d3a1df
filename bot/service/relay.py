"""What staff write to a household: passed on word for word, corrected where it was corrected."""

from bot.desk.gestures import act
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import CARD, HUMAN, Copy, Edit, Message, React
from bot.service import casework, figures, files, silence, staff
from bot.service.world import World
from storage.cases import CaseRow

PASSED_ON = "👌"


def answer(world: World, incoming: Incoming) -> str:
    """A reply to one of the bot's messages goes to the household; everything else stays between staff."""
    row = _case_here(world, incoming)
    if row is None:
        staff.say(world, incoming, "desk.no_topic")
        return "sujet inconnu"
    case = files.case_of(row, world.now.tzinfo)
    acting = staff.member(world, incoming)
    if not acting.may_work_on(case):
        staff.refuse(world, incoming, row.id, "answer")
        return f"refused {row.reference}"
    if case.state == "waiting":
        casework.carry_out(world, incoming, row, act(case, "claim", acting, world.library))
    _relay(world, incoming, row)
    return f"réponse {row.reference}"


def _case_here(world: World, incoming: Incoming) -> CaseRow | None:
    assert incoming.chat_id is not None
    if incoming.thread_id is not None:
        return world.tx.cases.by_topic(incoming.chat_id, incoming.thread_id)
    shown = world.tx.outbox.of_message(incoming.chat_id, incoming.reply_to or 0)
    row = world.tx.cases.get(shown.case) if shown and shown.case else None
    # What a case left behind in a group it was moved from is no way to its household any more.
    elsewhere = row is not None and not incoming.private and row.group_id != incoming.chat_id
    return None if elsewhere else row


def _relay(world: World, incoming: Incoming, row: CaseRow) -> None:
    assert incoming.chat_id is not None and incoming.message_id is not None
    name = world.library.name_of(row.permanence or "", row.data["language"])
    said = world.library.voice(row.data["language"]).say("from_staff", name=name, text=incoming.text)
    sent = world.send(row.chat_id, Message(said), HUMAN, case=row.id)
    if incoming.attachment is not None:
        copy = Copy(incoming.chat_id, incoming.message_id)
        world.send(row.chat_id, copy, HUMAN, case=row.id, after=sent)
    world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.chat_id, sent)
    world.tx.messages.keep(row.chat_id, row.id, "out", "staff", incoming.text, world.at, incoming.message_id)
    world.send(incoming.chat_id, React(incoming.message_id, PASSED_ON), CARD, case=row.id)
    world.tx.audit.add(incoming.user_id or 0, "answer", row.id, {}, world.at)
    silence.answered(world, row.id)
    figures.intervention(world, row, "answer")


def correct(world: World, incoming: Incoming) -> str:
    """Staff corrected an answer: the household's copy is corrected in place."""
    assert incoming.chat_id is not None and incoming.message_id is not None
    for relay in world.tx.relays.to(incoming.chat_id, incoming.message_id):
        row = world.tx.cases.get(relay.case)
        if row is None or not staff.member(world, incoming).may_work_on(files.case_of(row, world.now.tzinfo)):
            continue
        name = world.library.name_of(row.permanence or "", row.data["language"])
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
