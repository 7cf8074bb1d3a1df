"""What the clock, delivery and jobs report: it comes in by the same door as everything else."""

import json
from collections.abc import Callable
from typing import Any

from bot.dialogue.events import Rang
from bot.outgoing import HUMAN, Message
from bot.service import (
    closing,
    coordinators,
    diary,
    digest,
    farewell,
    files,
    household,
    landlords,
    offers,
    orientation,
    papers,
    plans,
    presence,
    referrals,
    replacements,
    rounds,
    silence,
    topics,
    triage,
    weekly,
)
from bot.service import unreachable as lost
from bot.service.world import World
from storage.cases import CaseRow
from storage.inbox import InboxRow

ON_TIME: dict[str, Callable[[World, dict[str, Any]], str]] = {
    "hold": offers.lapse,
    "allocate": lambda world, told: offers.give_out(world, told["data"]["permanence"]),
    offers.EVERYWHERE: lambda world, _: _every_morning(world),
    "began": rounds.began,
    orientation.DUE: triage.due,
    closing.DUE: farewell.due,
    closing.AFTER: farewell.after,
    diary.DIGEST: digest.rang,
    silence.KIND: silence.rang,
    silence.UNCLAIMED: silence.rang,
    replacements.KIND: replacements.rang,
    referrals.EARLY_DEBT: referrals.early_debt,
    coordinators.KIND: coordinators.together,
    weekly.KIND: weekly.ring,
    plans.KIND: plans.rang,
}
"""What the clock brings for the permanences."""

DONE: dict[str, Callable[[World, dict[str, Any]], str]] = {
    presence.JOB: presence.called,
    presence.INSPECTION: presence.inspected,
    papers.PRINT: papers.printed,
}
"""What becomes of the slow work, by its kind."""


def take(world: World, row: InboxRow) -> str:
    """Work one report of the clock, of delivery or of a job."""
    told: dict[str, Any] = {"chat_id": row.chat_id, **json.loads(row.raw)}
    if row.source == "clock":
        return _rang(world, told)
    if row.source == "delivery":
        return _delivery(world, told)
    return _job(world, told)


def _rang(world: World, told: dict[str, Any]) -> str:
    if told["kind"] in ON_TIME:
        return ON_TIME[told["kind"]](world, told)
    session = household.load(world, told["chat_id"])
    return household.turn(world, session, Rang(told["kind"], told["data"]))


def _every_morning(world: World) -> str:
    """Places, people and digests are looked at again: at start, every morning, when the directory changes."""
    for group in world.tx.groups.all():
        digest.plan(world, group.permanence)
    presence.every_morning(world)
    weekly.set_next(world)
    return offers.give_out_everywhere(world)


def unreachable(world: World, told: dict[str, Any]) -> str:
    """A household blocked the bot: its permanence is told."""
    return _delivery(world, told)


def _delivery(world: World, told: dict[str, Any]) -> str:
    if told["event"] == "migrated":
        world.tx.groups.migrate(told["chat_id"], told["new_chat_id"])
        return "groupe migré"
    if (told.get("ref") or "").startswith(coordinators.REF):
        return coordinators.not_reached(world, told)
    mine = world.tx.cases.by_chat(told["chat_id"], open_only=True)
    if told["event"] == "unreachable" and landlords.gone(world, told["chat_id"]) and not mine:
        return "bailleur injoignable"
    row = world.tx.cases.get(told["case"]) if told.get("case") else None
    if row is None:
        row = next(iter(mine), None)
    if row is None or row.group_id is None:
        return "sans dossier"
    if told["chat_id"] == row.group_id:
        return _group_failed(world, row, told)
    if landlords.meant(told.get("ref")):
        return landlords.not_told(world, row)
    return _household_failed(world, row, told)


def _group_failed(world: World, row: CaseRow, told: dict[str, Any]) -> str:
    """A topic that cannot be opened costs no card: it is posted in the group itself."""
    if told.get("kind") == "topic":
        topics.open_(world, row.id, forum=False)
        world.tx.audit.add("delivery", "no_topic", row.id, {}, world.at)
        return f"sans sujet {row.reference}"
    world.tx.audit.add("delivery", "dead", row.id, {"kind": told.get("kind", "")}, world.at)
    return f"non remis au groupe {row.reference}"


def _household_failed(world: World, row: CaseRow, told: dict[str, Any]) -> str:
    """The household cannot be reached here: staff see it, and how else it can be."""
    world.tx.audit.add("delivery", told["event"], row.id, {}, world.at)
    if told["event"] == "unreachable":
        lost.tell(world, row)
    else:
        reason = told.get("reason", "")
        said = world.staff_voice.say("desk.not_delivered", reference=row.reference, reason=reason)
        content = Message(said, topic=files.forum(row), protect=True)
        world.send(row.group_id or 0, content, HUMAN, case=row.id)
    return f"injoignable {row.reference}"


def _job(world: World, told: dict[str, Any]) -> str:
    done = DONE.get(told["job"])
    return done(world, told) if done else "tâche inconnue"
