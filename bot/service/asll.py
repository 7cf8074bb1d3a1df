"""«Accompagnement»: a checklist in the topic, kept on the case, counted phase by phase."""

from collections.abc import Callable
from typing import Any

from bot.desk import asll
from bot.incoming import Incoming
from bot.service import figures, files, panel, silence, staff
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

ROOM = asll.ROOM
PROMPT = "asll_word"
LENGTH = 400


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of the checklist, for whoever works on the case."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    staff.notice(world, incoming, None)
    name, _, argument = str(button.value).partition(":")
    steps: dict[str, Callable[[World, Incoming, CaseRow, str], str]] = {
        "open": _open,
        "tick": _tick,
        "word": _word,
        "close": _close,
    }
    return steps[name](world, incoming, row, argument)


def _kept(row: CaseRow) -> dict[str, Any]:
    return dict(row.data.get(ROOM, {}))


def _show(world: World, incoming: Incoming, row: CaseRow, anew: bool = False) -> str:
    kept, voice = _kept(row), world.staff_voice
    text = asll.text(kept, row.reference, voice)
    panel.show(world, incoming, row, text, asll.gestures(kept, voice), anew=anew)
    return f"accompagnement {row.reference}"


def _open(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    return _show(world, incoming, row, anew=True)


def _tick(world: World, incoming: Incoming, row: CaseRow, phase: str) -> str:
    """A phase is done, or was ticked by mistake; each is counted once."""
    kept = asll.toggled(_kept(row), phase, world.now.date())
    row = files.keep(world, row, **{ROOM: kept})
    world.tx.audit.add(incoming.user_id or 0, "asll", row.id, {"phase": phase}, world.at)
    if phase in kept["done"]:
        figures.step(world, row, "asll", phase=phase)
        silence.acted(world, row.id)
    return _show(world, incoming, row)


def _word(world: World, incoming: Incoming, row: CaseRow, word: str) -> str:
    asked = world.staff_voice.label(f"desk.asll_{word}")
    said = world.staff_voice.say("desk.asll_ask", reference=row.reference, name=asked)
    panel.ask(world, incoming, row, said, PROMPT, word)
    return f"accompagnement {word} {row.reference}"


def reply(world: World, incoming: Incoming, word: str, row: CaseRow | None) -> str:
    """Objectives, means or duration, in words."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    kept = asll.written(_kept(row), word, incoming.text.strip()[:LENGTH])
    world.tx.audit.add(incoming.user_id or 0, "asll", row.id, {"word": word}, world.at)
    return _show(world, incoming, files.keep(world, row, **{ROOM: kept}), anew=True)


def _close(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    """The list without its buttons: it stays to be read."""
    panel.show(world, incoming, row, asll.text(_kept(row), row.reference, world.staff_voice))
    return f"accompagnement {row.reference}"
