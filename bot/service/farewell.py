"""«Clore»: the household is asked first; staff close at once where there is nobody to ask."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from bot.desk import card as cards
from bot.desk.case import ASKED, OUTCOMES, UNSAID
from bot.dialogue import farewell
from bot.dialogue.events import Rang
from bot.incoming import Incoming
from bot.service import closing, files, followup, handover, household, silence, staff
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

ROOM = "closing"
PATIENCE = timedelta(days=7)
MORNING = time(10)


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of the closing, for whoever works on the case."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    if row.state == "closed":
        staff.notice(world, incoming, ("desk.already_closed", {}))
        return f"stale {row.reference}"
    name, _, outcome = str(button.value).partition(":")
    steps: dict[str, Callable[[World, Incoming, CaseRow, str], str]] = {
        "ask": _ask,
        "now": _now,
        "keep": _keep,
    }
    return steps[name](world, incoming, row, outcome)


def _ask(world: World, incoming: Incoming, row: CaseRow, outcome: str) -> str:
    """Ask the household whether it still needs help; its silence for a week is a no."""
    if outcome not in ASKED or "closing" in row.data:
        staff.notice(world, incoming, ("desk.old_button", {}))
        return f"stale {row.reference}"
    until = datetime.combine(world.now.date() + PATIENCE, MORNING, world.now.tzinfo)
    asked = {"outcome": outcome, "until": until.date().isoformat(), "last": _last(world, row)}
    row = files.keep(world, row, closing=asked)
    world.tx.timers.set(closing.DUE, row.chat_id, row.id, until.timestamp(), {}, f"{closing.DUE}.{row.id}")
    world.tx.audit.add(incoming.user_id or 0, "closing_asked", row.id, {"outcome": outcome}, world.at)
    household.turn(world, household.load(world, row.chat_id), Rang(farewell.KIND, {"outcome": outcome}))
    silence.answered(world, row.id)
    staff.notice(world, incoming, ("desk.closing_asked", {}))
    files.refresh_card(world, row.id)
    return f"clôture demandée {row.reference}"


def _now(world: World, incoming: Incoming, row: CaseRow, outcome: str) -> str:
    """Without asking: the reasons first, then the end."""
    if outcome not in OUTCOMES:
        staff.notice(world, incoming, None)
        files.refresh_card(world, row.id, cards.at_once(world.staff_voice))
        return f"clôture {row.reference}"
    _leave_off(world, row)
    closing.end(world, row, outcome, incoming.user_id or 0)
    staff.notice(world, incoming, ("desk.closed_unsaid" if outcome in UNSAID else "desk.closed", {}))
    return f"close {row.reference}"


def _keep(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    """Staff keep it open after all: a later answer ends nothing."""
    _leave_off(world, closing.forget(world, row))
    world.tx.audit.add(incoming.user_id or 0, "closing_recalled", row.id, {}, world.at)
    staff.notice(world, incoming, ("desk.closing_recalled", {}))
    files.refresh_card(world, row.id)
    return f"reste ouvert {row.reference}"


def _leave_off(world: World, row: CaseRow) -> None:
    """The household's conversation waits for no answer any more."""
    household.turn(world, household.load(world, row.chat_id), Rang(farewell.KIND, {}))


def due(world: World, told: dict[str, Any]) -> str:
    """A week without an answer: the case ends, unless the household has written meanwhile."""
    row = world.tx.cases.get(told["case"])
    asked = row.data.get("closing") if row is not None else None
    if row is None or asked is None or row.state == "closed":
        return "déjà répondu"
    _leave_off(world, row)
    if _last(world, row) > asked["last"]:
        handover.tell_group(world, closing.forget(world, row), "desk.wrote_meanwhile")
        files.refresh_card(world, row.id)
        return f"reste ouvert {row.reference}"
    closing.end(world, row, asked["outcome"], "clock", told="desk.closed_in_silence")
    return f"close {row.reference}"


def _last(world: World, row: CaseRow) -> int:
    """What the household sent last, of any kind, by its place in what was passed on; 0 for nothing yet."""
    passed_on = world.tx.relays.of_case(row.id)
    return max((one.to_outbox for one in passed_on if one.from_chat == row.chat_id), default=0)


def after(world: World, told: dict[str, Any]) -> str:
    """The words of the closing were said: may the household be asked for its news later?"""
    row = world.tx.cases.get(told["case"])
    if row is None:
        return "sans dossier"
    followup.begin(world, row)
    return f"suivi {row.reference}"
