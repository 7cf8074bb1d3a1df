"""The private chat of a landlord: outside its buttons, what it writes goes to the permanence alone."""

from collections.abc import Sequence

from bot.desk import negotiation
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Copy, Message
from bot.refs import LANDLORD, PROMPT
from bot.service import bargaining, files, parties
from bot.service.world import World
from storage.cases import CaseRow

ERASING = "effacer"
LEAVING = frozenset({"stop", "quitter", ERASING})
HEARD = ("message", "edit")
OWN = frozenset({"mesdonnees", "vieprivee"})
"""Commands that answer a landlord as they answer anybody: what is held about it, and its rights."""


def takes(world: World, incoming: Incoming) -> bool:
    """Whether these words are a landlord's; somebody who is helped here too is heard as such first."""
    if incoming.kind not in HEARD or incoming.chat_id is None or incoming.command in OWN:
        return False
    if not world.tx.mediations.of_landlord(incoming.chat_id):
        return False
    return _meant(world, incoming) is not None or not world.tx.cases.by_chat(incoming.chat_id)


def _meant(world: World, incoming: Incoming) -> CaseRow | None:
    """The case that a reply is about."""
    assert incoming.chat_id is not None
    shown = world.tx.outbox.of_message(incoming.chat_id, incoming.reply_to or 0)
    mine = world.tx.mediations.of_landlord(incoming.chat_id)
    return world.tx.cases.get(shown.case) if shown is not None and shown.case in mine else None


def take(world: World, heard: Sequence[Incoming]) -> str | None:
    """Pass it on to staff; of several cases, to the one that it replies to. None where it asks to be erased:
    it has left, and the rest is done as for anybody.
    """
    first = heard[0]
    assert first.chat_id is not None
    if first.command in LEAVING:
        left = leave(world, first.chat_id)
        return left if first.command != ERASING else None
    cases = world.tx.mediations.of_landlord(first.chat_id)
    row = _meant(world, first) or (world.tx.cases.get(cases[0]) if len(cases) == 1 else None)
    if row is None:
        world.send(first.chat_id, Message(world.staff_voice.say("bailleur.which")), HUMAN)
        return "bailleur de plusieurs dossiers"
    if first.command is None:
        for incoming in heard:
            _pass_on(world, row, incoming)
    key = "bailleur.passed_on" if first.command is None else "bailleur.help"
    parties.say(world, row, "landlord", key, parties.buttons(world.staff_voice, "propose", "stop"))
    return f"bailleur {row.reference}"


def leave(world: World, chat_id: int) -> str:
    """It takes part in nothing any more, and is forgotten; an agreement it made stays one."""
    for case in world.tx.mediations.of_landlord(chat_id):
        row = world.tx.cases.get(case)
        known = parties.load(world, row) if row else None
        if row is not None and known is not None:
            bargaining.stop(world, row, known, "landlord")
        world.tx.mediations.leave(case)
    return "bailleur parti"


def _pass_on(world: World, row: CaseRow, incoming: Incoming) -> None:
    if row.group_id is None or incoming.chat_id is None:
        return
    voice, kind = world.staff_voice, incoming.attachment.kind if incoming.attachment else ""
    said = voice.say("desk.mediation_words", reference=row.reference, text=incoming.text)
    if kind:
        said = voice.say("desk.mediation_file", reference=row.reference, kind=voice.label(f"kind.{kind}"))
    content = Message(said, topic=files.forum(row), protect=True)
    # A reply of staff to these words is caught: the household must never get what is said to its landlord.
    sent = world.send(row.group_id, content, HUMAN, case=row.id, ref=f"{PROMPT}{LANDLORD}:words")
    if kind and incoming.message_id is not None:
        copy = Copy(incoming.chat_id, incoming.message_id, topic=files.forum(row), protect=True)
        ref = f"{PROMPT}{LANDLORD}:words"
        world.send(row.group_id, copy, HUMAN, case=row.id, after=sent, ref=ref)


def meant(ref: str | None) -> bool:
    """Whether a call of this `ref` was for a landlord."""
    return (ref or "").removeprefix(PROMPT).partition(":")[0] == LANDLORD


def not_told(world: World, row: CaseRow) -> str:
    """Something for the landlord could not be delivered: staff know, and call."""
    parties.tell_staff(world, row, "landlord_not_told")
    return f"bailleur non prévenu {row.reference}"


def gone(world: World, chat_id: int) -> bool:
    """A landlord blocked the bot: staff know, and may invite again. Whether it was one."""
    cases = world.tx.mediations.of_landlord(chat_id)
    for case in cases:
        row = world.tx.cases.get(case)
        known = parties.load(world, row) if row else None
        world.tx.mediations.leave(case)
        if row is not None and known is not None:
            parties.keep(world, row, negotiation.without_landlord(known))
            parties.tell_staff(world, row, "landlord_away")
    return bool(cases)
