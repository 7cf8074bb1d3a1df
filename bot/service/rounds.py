"""What is said around a session: the list of the evening before, and from its beginning who came."""

from datetime import datetime
from typing import Any

from bot.i18n import rich
from bot.outgoing import DIGEST, Document, Message
from bot.service import diary, files
from bot.service.world import World
from knowledge.day_sheet import CaseLine, DaySheet, day_sheet
from knowledge.printed_sheet import printed
from knowledge.schedule import Session
from storage.cases import CaseRow

FILE = "feuille-de-permanence"


def day_list(world: World, told: dict[str, Any]) -> str:
    """The evening before, to the permanence: who comes when and the places left, and the same to print."""
    asked = told["data"]
    session = diary.session_of(world, asked["permanence"], datetime.fromisoformat(asked["starts_at"]))
    group = world.tx.groups.by_permanence(asked["permanence"])
    if session is None or group is None:
        return "sans permanence"
    listed = sheet(world, session)
    message = world.send(group.chat_id, Message(rich(listed.text), protect=True), DIGEST)
    if listed.rows:
        # Not protected: a protected file can be neither saved nor printed; there is no name in it.
        page = Document(f"{FILE}-{session.starts_at:%Y-%m-%d}.html", printed([listed], world.now), quiet=True)
        world.send(group.chat_id, page, DIGEST, after=message)
    return f"liste du jour {len(listed.rows)}"


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
