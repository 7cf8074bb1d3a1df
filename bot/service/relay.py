"""What staff and household write to one another: passed on word for word, corrected where it was corrected,
taken back where staff ask for it.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.desk.gestures import act
from bot.dialogue.effects import PassOn
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import CARD, DANGER, HUMAN, Copy, Delete, Edit, Message, React
from bot.service import absences, casework, figures, files, hours, silence, staff
from bot.service.world import World
from storage import nobody
from storage.cases import CaseRow

PASSED_ON = "👌"
ALBUM = "album"
DELETABLE = timedelta(hours=48).total_seconds()
"""Bot API, deleteMessage: a message can be deleted for so long."""


def answer(world: World, incoming: Incoming) -> str:
    """A reply to one of the bot's messages goes to the household; everything else stays between staff."""
    row = case_here(world, incoming)
    if row is None:
        staff.say(world, incoming, "desk.no_topic")
        return "sujet inconnu"
    if not staff.works_on(world, incoming, row, "answer"):
        return f"refused {row.reference}"
    case = files.case_of(row, world.now.tzinfo)
    if case.state == "waiting" and not case.in_triage:
        claimed = act(case, "claim", staff.member(world, incoming), world.library)
        casework.carry_out(world, incoming, row, claimed)
    _relay(world, incoming, row)
    return f"réponse {row.reference}"


def case_here(world: World, incoming: Incoming) -> CaseRow | None:
    """The case that what was written is about: by its topic, or by the message it replies to."""
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
    follows = incoming.media_group is not None and row.data.get(ALBUM) == incoming.media_group
    if not follows:
        sent = send(world, row, incoming.text, sends=incoming.attachment is not None)
        world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.chat_id, sent)
    if incoming.attachment is not None:
        copy = Copy(incoming.chat_id, incoming.message_id)
        copied = world.send(row.chat_id, copy, HUMAN, case=row.id, after=None if follows else sent)
        world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.chat_id, copied)
        files.keep(world, row, **{ALBUM: incoming.media_group})
    note(world, incoming, row, incoming.text)


def send(world: World, row: CaseRow, text: str, sends: bool = False) -> int:
    """Words to the household, in the name of who follows it; `sends` announces a file, which has its own."""
    name = world.library.heading_of(row.permanence or "", row.data["language"])
    voice = world.library.voice(row.data["language"])
    said = (
        voice.say("from_staff.sends", name=name) if sends else voice.say("from_staff", name=name, text=text)
    )
    return world.send(row.chat_id, Message(said), HUMAN, case=row.id)


def note(world: World, incoming: Incoming, row: CaseRow, text: str) -> None:
    """An answer was given: kept, shown under what staff wrote, counted; the next word is the household's."""
    assert incoming.chat_id is not None and incoming.message_id is not None
    world.tx.messages.keep(row.chat_id, row.id, "out", "staff", text, world.at, incoming.message_id)
    if incoming.kind != "press" and not nobody.is_nobody(row.chat_id):
        world.send(incoming.chat_id, React(incoming.message_id, PASSED_ON), CARD, case=row.id)
    world.tx.audit.add(incoming.user_id or 0, "answer", row.id, {}, world.at)
    silence.answered(world, row.id)
    figures.intervention(world, row, "answer")


def withdraw(world: World, incoming: Incoming) -> str:
    """`/retirer`, in reply to a message that was passed on: the household's copy goes, the trace stays."""
    assert incoming.chat_id is not None
    found = world.tx.relays.to(incoming.chat_id, incoming.reply_to or 0)
    row = world.tx.cases.get(found[0].case) if found else None
    sent = [one.to_outbox for one in found if row is not None and one.to_chat == row.chat_id]
    if row is None or not sent:
        staff.say(world, incoming, "desk.withdraw_how")
        return "rien à retirer"
    if not staff.works_on(world, incoming, row, "withdraw"):
        return f"refused {row.reference}"
    done = take_back(world, row, sent, incoming.user_id or 0)
    staff.say(world, incoming, "desk.withdrawn_message" if done else "desk.withdraw_too_late")
    return f"message retiré {row.reference}"


def take_back(world: World, row: CaseRow, sent: Sequence[int], by: int) -> bool:
    """Delete the household's copies, while Telegram allows it; whether it does. What was said stays kept."""
    lately = {
        one
        for kind in ("message", "copy", "document")
        for one in world.tx.outbox.sent_since(row.chat_id, world.at - DELETABLE, kind)
    }
    if any(world.tx.outbox.result(one) is not None and one not in lately for one in sent):
        return False
    for one in sent:
        world.send(row.chat_id, Delete(one), HUMAN, case=row.id)
    gone = world.staff_voice.label("desk.withdrawn_note")
    world.tx.messages.keep(row.chat_id, row.id, "out", "staff", gone, world.at)
    world.tx.audit.add(by, "withdraw_message", row.id, {"count": len(sent)}, world.at)
    return True


def correct(world: World, incoming: Incoming) -> str:
    """Staff corrected an answer: the household's copy is corrected in place."""
    assert incoming.chat_id is not None and incoming.message_id is not None
    for relay in world.tx.relays.to(incoming.chat_id, incoming.message_id):
        row = world.tx.cases.get(relay.case)
        if row is None or not staff.member(world, incoming).may_work_on(files.case_of(row, world.now.tzinfo)):
            continue
        name = world.library.heading_of(row.permanence or "", row.data["language"])
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


def to_staff(world: World, row: CaseRow, incoming: Incoming, effect: PassOn) -> None:
    """One message of the household into its topic, with the language it speaks; a corrected one corrects
    the copy, one more piece of an album needs no heading.
    """
    assert row.group_id is not None and incoming.chat_id is not None and incoming.message_id is not None
    every = world.tx.relays.to(incoming.chat_id, incoming.message_id)
    copies = [copy for copy in every if copy.to_chat == row.group_id]  # not where the case was before
    if incoming.kind == "edit" and copies:
        said = _household(world, row, "desk.from_household_edited", text=incoming.text)
        world.send(row.group_id, Edit(copies[0].to_outbox, said), HUMAN, case=row.id)
        return
    priority = DANGER if effect.urgent else HUMAN
    sent = None if effect.follows else _heading(world, row, incoming, effect.urgent)
    if incoming.attachment is not None:
        copy = Copy(incoming.chat_id, incoming.message_id, topic=files.forum(row), protect=True)
        copied = world.send(row.group_id, copy, priority, case=row.id, after=sent)
        world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.group_id, copied)


def _heading(world: World, row: CaseRow, incoming: Incoming, urgent: bool) -> int:
    assert row.group_id is not None and incoming.chat_id is not None and incoming.message_id is not None
    if incoming.attachment is not None:
        kind = world.staff_voice.label(f"kind.{incoming.attachment.kind}")
        said = _household(world, row, "desk.from_household_file", kind=kind)
    else:
        key = "desk.from_household_urgent" if urgent else "desk.from_household"
        said = _household(world, row, key, text=incoming.text)
    silent = not urgent and hours.quiet(world, row.permanence)
    content = Message(_addressed(world, row, said), topic=files.forum(row), protect=True, quiet=silent)
    sent = world.send(row.group_id, content, DANGER if urgent else HUMAN, case=row.id)
    world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.group_id, sent)
    return sent


def _household(world: World, row: CaseRow, key: str, **values: str) -> Safe:
    """The household's words as staff read them: what it speaks is said, where it is not French."""
    voice, language = world.staff_voice, row.data["language"]
    own = world.library.voice(language).label(f"language.{language}")
    tag = voice.label("desk.in_language", language=own) if language != voice.language else ""
    return voice.say(key, reference=row.reference, language=tag, **values)


def _addressed(world: World, row: CaseRow, said: Safe) -> Safe:
    """With the name of who takes over, while the person who follows the case is away."""
    case = absences.shown(world, files.case_of(row, world.now.tzinfo))
    if not case.stand_in or not files.forum(row):
        return said
    to = world.staff_voice.say("desk.for_stand_in", by=case.stand_in, name=case.claimed_name)
    return Safe(f"{said}\n{to}")
