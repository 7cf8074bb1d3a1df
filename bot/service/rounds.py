"""The list of a session, and from its beginning who came; the digest says it the evening before."""

from typing import Any

from bot.service import files
from bot.service.world import World
from knowledge.day_sheet import CaseLine, DaySheet, day_sheet
from knowledge.schedule import Session
from storage.cases import CaseRow

FILE = "feuille-de-permanence"


def sheet(world: World, session: Session) -> DaySheet:
    """The list of a session as it stands now."""
    rows = world.tx.appointments.of_session(session.permanence_id, session.starts_at.timestamp())
    coming = [world.appointment(row) for row in rows]
    lines = {row.reference: _line(world, world.tx.cases.get(row.case)) for row in rows}
    record = world.library.knowledge.permanences[session.permanence_id]
    return day_sheet(session, record, coming, lines, world.now)


def _line(world: World, row: CaseRow | None) -> CaseLine:
    assert row is not None  # the rows of a session go with their cases
    voice = world.staff_voice
    stage = world.library.knowledge.stages.get(row.stage or "")
    return CaseLine(
        reference=row.reference,
        stage=stage.title if stage else "",
        act_before=voice.near_day(row.act_before) if row.act_before else "",
        langue=voice.label(f"language.{row.data['language']}"),
    )


def began(world: World, told: dict[str, Any]) -> str:
    """The hour of an appointment has come: from here on its card asks whether they met."""
    row = world.tx.cases.get(told["case"])
    if row is None or row.closed_at is not None:
        return "sans dossier"
    files.refresh_card(world, row.id)
    return f"rendez-vous commencé {row.reference}"
