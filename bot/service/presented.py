"""What a household answers about a commission: kept with its case, and told to its permanence."""

from dataclasses import replace
from typing import Literal

from bot.desk.commission import Presented, presented
from bot.dialogue.effects import Present
from bot.dialogue.replies import Choice
from bot.outgoing import CARD, Message
from bot.service import figures, files
from bot.service.world import World
from storage.cases import CaseRow

DATA = "commission"
"""Its place in the case, and the room of its buttons (`commissions.ROOM`)."""


def of(row: CaseRow) -> Presented | None:
    """How far the case is on its way to a commission."""
    return presented(row.data.get(DATA))


def keep(world: World, case_id: str, now: Presented) -> None:
    """Keep it in the case, beside whatever else changed meanwhile."""
    row = world.tx.cases.get(case_id)
    if row is not None:
        world.tx.cases.update(case_id, world.at, data={**row.data, DATA: now.stored()})


def answered(world: World, effect: Present) -> None:
    """It read the text, or agreed, or declined; a change of mind counts until the commission decided."""
    row = world.tx.cases.by_reference(effect.case)
    current = of(row) if row is not None else None
    if row is None or current is None or not current.is_open:
        return
    if effect.agreed is None:
        lines = tuple((line.name, line.told) for line in effect.lines)
        keep(world, row.id, replace(current, shown=effect.shown, lines=lines))
        return
    state: Literal["agreed", "declined"] = "agreed" if effect.agreed else "declined"
    if current.state == state:
        return
    keep(world, row.id, replace(current, state=state, at=world.now.isoformat(), by_voice=False))
    world.tx.audit.add(
        row.chat_id, f"commission_{state}", row.id, {"commission": current.commission}, world.at
    )
    figures.commission(world, state)
    _tell(world, row, current, f"desk.commission_{state}")


def _tell(world: World, row: CaseRow, current: Presented, key: str) -> None:
    if row.group_id is None:
        return
    name = world.library.knowledge.commissions[current.commission].court
    said = world.staff_voice.say(key, reference=row.reference, commission=name)
    decided = Choice(world.staff_voice.label("gesture.commission_decided"), DATA, "decided")
    agreed = key.endswith("agreed")
    buttons = world.bind(row.group_id, ((decided,),) if agreed else (), row.id)
    content = Message(said, buttons, topic=files.forum(row), protect=True)
    world.send(row.group_id, content, CARD, case=row.id)
