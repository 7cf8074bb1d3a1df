"""A case in the hands of a triage team: watched, sent where it goes, taken back at its household's word."""

from datetime import datetime, timedelta
from typing import Any

from bot.dialogue.effects import Elsewhere, Proposal
from bot.library import TRIAGE
from bot.outgoing import CARD, HUMAN, Message
from bot.service import files, handover, seats, silence
from bot.service.world import World
from storage.cases import CaseRow

DUE = "triage_due"
AGAIN = timedelta(days=1)
URGENT = 5


def in_triage(row: CaseRow) -> bool:
    """Whether a triage team has the case."""
    return (row.permanence or "").startswith(TRIAGE)


def watch(world: World, row: CaseRow) -> None:
    """A case must not be forgotten: in triage it leaves by itself in time; elsewhere, silence is said."""
    if not in_triage(row):
        silence.acted(world, row.id)
        return
    due = datetime.fromisoformat(row.data["leaves_at"]) if row.data.get("leaves_at") else world.now + AGAIN
    _ring(world, row, max(due, world.now.replace(microsecond=0)))


def watch_again(world: World, case_id: str) -> None:
    """The facts changed: the moment when it leaves triage follows; what became urgent leaves at once."""
    row = world.tx.cases.get(case_id)
    if row is None or not in_triage(row):
        return
    if row.urgency >= URGENT:
        release(world, row)
    else:
        watch(world, row)


def release(world: World, row: CaseRow) -> None:
    """Danger does not wait for triage: the case goes to the proposed permanence now."""
    if in_triage(row):
        data = {**row.data, "urgent": True}
        _ring(world, world.tx.cases.update(row.id, world.at, data=data), world.now.replace(microsecond=0))


def _ring(world: World, row: CaseRow, due: datetime) -> None:
    world.tx.timers.set(DUE, row.chat_id, row.id, due.timestamp(), {}, f"{DUE}.{row.id}")


def proposed(proposal: Proposal, until: datetime | None) -> dict[str, Any]:
    """What a case in triage keeps of a proposal."""
    return {
        "proposed": proposal.permanence,
        "why": proposal.why,
        "decision": proposal.decision,
        "leaves_at": until.isoformat() if until else None,
    }


def tell_of_direct(world: World, row: CaseRow) -> None:
    """An urgent case that triage would have had, had there been time: its team knows where it went."""
    if in_triage(row) or row.urgency < URGENT:
        return
    record = world.library.knowledge.permanences.get(row.permanence or "")
    commune = world.library.knowledge.territory.by_insee(record.code_insee) if record else None
    team = f"{TRIAGE}{commune.departement}" if commune else ""
    group = world.tx.groups.by_permanence(team) if team in world.triage_teams() else None
    if group is not None:
        name = world.library.name_of(row.permanence or "")
        said = world.staff_voice.say("desk.triage_direct", reference=row.reference, name=name)
        world.send(group.chat_id, Message(said, protect=True), CARD, case=row.id)


def send(world: World, row: CaseRow, permanence: str, how: str, by: int | str) -> CaseRow:
    """The case goes to a permanence; `how`: `confirmed`, `changed`, `auto` or `urgent`, for its card."""
    world.tx.timers.cancel(row.chat_id, f"{DUE}.{row.id}")
    world.tx.audit.add(by, "oriented", row.id, {"permanence": permanence, "how": how}, world.at)
    world.tx.statistics.count("triage", world.now.date(), how=how)
    why = f"triage_{how}" if how in ("auto", "urgent") else "triage"
    row = world.tx.cases.update(row.id, world.at, data={**row.data, "why": why, "team": row.permanence})
    reason = "triage_confirmed" if why == "triage" else why
    moved = handover.move(world, row, permanence, world.staff_voice.label(f"desk.{reason}"))
    if how == "urgent":
        _repeat(world, moved)
    return moved


def _repeat(world: World, row: CaseRow) -> None:
    """The words that made it urgent are said again where it is now."""
    heard = [one for one in world.tx.messages.thread(row.id) if one.direction == "in"]
    if heard:
        said = world.staff_voice.say(
            "desk.from_household_urgent", reference=row.reference, language="", text=heard[-1].text
        )
        content = Message(said, topic=files.forum(row), protect=True)
        world.send(row.group_id or 0, content, HUMAN, case=row.id)


def elsewhere(world: World, effect: Elsewhere) -> None:
    """The household does not want this permanence: nothing stays there, the team looks again."""
    row = world.tx.cases.by_reference(effect.case)
    team = row.data.get("team") if row is not None else None
    if row is None or team is None or row.permanence != effect.permanence:
        return
    world.tx.audit.add(row.chat_id, "elsewhere", row.id, {"permanence": effect.permanence}, world.at)
    if seats.of(world, team) is None:
        handover.tell_group(world, row, "desk.elsewhere_alone")
        return
    row = world.tx.cases.update(row.id, world.at, data={**row.data, "proposed": None, "leaves_at": None})
    watch(world, handover.move(world, row, team, world.staff_voice.label("desk.triage_elsewhere")))
