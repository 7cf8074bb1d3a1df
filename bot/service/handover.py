"""A case passes from one group to another: left clean there, opened here, its history kept."""

from typing import Any

from bot.desk import transfer as reasons
from bot.dialogue.effects import Agree
from bot.outgoing import CARD, Message
from bot.service import diary, files, referrers, seats, silence, topics
from bot.service.world import World
from storage.cases import CaseRow

KEPT = 3
"""Earlier places of a case that its card tells of."""


def answered(world: World, effect: Agree) -> None:
    """The household's word on a transfer: the case goes where it agreed to, or stays and that is said."""
    row = world.tx.cases.by_reference(effect.case)
    pending = row.data.get("transfer") if row is not None else None
    if row is None or pending is None or pending["to"] != effect.permanence:
        return
    row = forget_pending(world, row)
    detail = {"permanence": effect.permanence}
    world.tx.audit.add(
        row.chat_id, "transfer" if effect.agreed else "transfer_refused", row.id, detail, world.at
    )
    if not effect.agreed:
        silence.household_wrote(world, row.id)
        tell_group(world, row, "desk.transfer_refused", name=world.library.name_of(effect.permanence))
        files.refresh_card(world, row.id)
        return
    world.tx.statistics.count("transfer", world.now.date(), reason=pending["reason"] or "words")
    agreed = {"lines": [[line.name, line.told] for line in effect.lines], "why": "transfert"}
    row = world.tx.cases.update(
        row.id, world.at, consent_text=effect.shown, consent_at=world.at, data={**row.data, **agreed}
    )
    row = move(world, row, effect.permanence, reasons.told(pending, world.staff_voice))
    referrers.tell(world, row, "orient.told.moved", name=world.library.name_of(effect.permanence))


def forget_pending(world: World, row: CaseRow) -> CaseRow:
    """No transfer waits for an answer any more."""
    return files.keep(world, row, transfer=None)


def move(world: World, row: CaseRow, permanence: str, reason: str) -> CaseRow:
    """Take the case to the group of `permanence`, to be claimed there; `reason` is French, for staff."""
    diary.leave(world, row)
    voice, name = world.staff_voice, world.library.name_of(permanence)
    last_word = voice.say("desk.moved_to", reference=row.reference, name=name, reason=reason)
    topics.leave(world, row, voice.label("desk.moved_title", reference=row.reference), last_word)
    seat = seats.of(world, permanence)
    moved = world.tx.cases.update(
        row.id,
        world.at,
        permanence=permanence,
        group_id=seat.chat_id if seat else None,
        topic_id=None,
        state="waiting",
        claimed_by=None,
        data=_carried(world, row, reason),
    )
    topics.open_(world, row.id, forum=seat is None or seat.forum)
    silence.acted(world, row.id)
    return moved


def _carried(world: World, row: CaseRow, reason: str) -> dict[str, Any]:
    """What goes with the case; where it was, and since which month, is told to whoever receives it."""
    here = {"permanence": row.permanence, "month": f"{world.now:%m/%Y}", "reason": reason}
    left_behind = ("card", "title", "forum", "transfer")
    data = {name: value for name, value in row.data.items() if name not in left_behind}
    return data | {
        "claimed_name": "",
        "history": [*data.get("history", ()), here][-KEPT:],
        "former": [*data.get("former", ()), [row.group_id, row.topic_id]],
    }


def tell_group(world: World, row: CaseRow, key: str, **values: str) -> None:
    """One line in the case's topic."""
    if row.group_id is None:
        return
    said = world.staff_voice.say(key, reference=row.reference, **values)
    world.send(row.group_id, Message(said, topic=files.forum(row), protect=True), CARD, case=row.id)
