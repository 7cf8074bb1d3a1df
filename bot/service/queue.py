"""«/file»: what waits at the desks of whoever asks."""

from bot.desk import queue
from bot.desk.case import Case
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Button, Buttons, Message
from bot.service import files, staff
from bot.service.world import World
from storage.cases import CaseRow

SHOWN = 12


def show(world: World, incoming: Incoming) -> str:
    """The waiting cases of this group's permanences; in a private chat, of all that the person works at."""
    assert incoming.chat_id is not None
    mine = staff.member(world, incoming).permanences
    here = {group.permanence for group in world.tx.groups.by_chat(incoming.chat_id)}
    if not (mine & here if here else mine):
        staff.refuse(world, incoming, None, "queue")
        return "refused"
    found = [
        (files.case_of(row, world.now.tzinfo), row)
        for permanence in sorted(here & mine if here else mine)
        for row in world.tx.cases.list(permanence=permanence, states=("waiting",))
    ]
    rows = {case.reference: row for case, row in found}
    cases = queue.in_order(case for case, _ in found)
    world.tx.audit.add(incoming.user_id or 0, "queue", None, {"count": len(cases)}, world.at)
    buttons, text = _links(world, cases, rows), _text(world, cases)
    world.send(incoming.chat_id, Message(text, buttons, protect=True, thread=incoming.thread_id), HUMAN)
    return f"file {len(cases)}"


def _text(world: World, cases: list[Case]) -> Safe:
    if not cases:
        return world.staff_voice.say("desk.file_empty")
    head = world.staff_voice.say("desk.file", count=len(cases))
    return Safe("\n".join((head, *(queue.line(case, world.library) for case in cases[:SHOWN]))))


def _links(world: World, cases: list[Case], rows: dict[str, CaseRow]) -> Buttons:
    """A button to each card, two a row, where the messenger has an address for it."""
    found = [(case.reference, _address(world, rows[case.reference])) for case in cases[:SHOWN]]
    listed = [Button("", reference, address) for reference, address in found if address]
    return tuple(tuple(listed[start : start + 2]) for start in range(0, len(listed), 2))


def _address(world: World, row: CaseRow) -> str:
    place = row.topic_id or world.tx.outbox.result(row.data.get("card", 0))
    return queue.link(row.group_id, place) if row.group_id is not None and place else ""
