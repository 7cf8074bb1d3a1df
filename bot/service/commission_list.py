"""The list for a commission, to print: the cases whose household agreed, with room for the decision."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from bot.desk.commission import Presented, on_the_list
from bot.documents.sheet import Block, Heading, Paragraph, Sheet, Table
from bot.documents.webpage import webpage
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Document
from bot.service import presented, staff
from bot.service.world import World
from knowledge.commissions import missing
from storage.cases import CaseRow

FILE = "commission"
MANY = 1_000
COORDINATOR = "coordinator"
WIDTHS = (16, 27, 26, 10, 21)
Listed = tuple[CaseRow, Presented]


def command(world: World, incoming: Incoming) -> str:
    """/commission outside a case: the list of this group's permanences; with a day, for that day.

    A day given by whoever coordinates is written on the cases that have none.
    """
    mine = _permanences(world, incoming)
    if not mine:
        staff.refuse(world, incoming, None, "commission")
        return "refused"
    day = _day(world, incoming.argument)
    if incoming.argument and day is None:
        staff.say(world, incoming, "desk.commission_no_day")
        return "date non comprise"
    sent = sum(_send(world, incoming, permanence, day) for permanence in mine)
    if not sent:
        staff.say(world, incoming, "desk.commission_none")
    return f"liste de commission {sent}"


def _permanences(world: World, incoming: Incoming) -> tuple[str, ...]:
    """Those of this chat where whoever asks works; in private, all of theirs."""
    granted = staff.member(world, incoming).permanences
    here = {group.permanence for group in world.tx.groups.by_chat(incoming.chat_id or 0)}
    return tuple(sorted(granted if incoming.private else granted & here))


def _day(world: World, told: str) -> date | None:
    reads = world.library.answers
    return reads.read_date(told, world.now.date(), prefer="future", language="fr").value if told else None


def _send(world: World, incoming: Incoming, permanence: str, day: date | None) -> int:
    """Send the list of one permanence; how many cases are on it."""
    found = listed(world, permanence, None, day)
    if not found:
        return 0
    if day is not None and _coordinates(world, incoming, permanence):
        for row, current in found:
            presented.keep(world, row.id, replace(current, day=day.isoformat()))
    for row, _ in found:
        world.tx.audit.add(incoming.user_id or 0, "read", row.id, {"list": "commission"}, world.at)
    page = webpage(sheet(world, permanence, found, day))
    # Not protected: a protected file can be neither saved nor printed. No name is in it, and no copy stays.
    content = Document(f"{FILE}-{day or world.now.date()}.html", page)
    world.send(incoming.chat_id or 0, content, HUMAN, fleeting=True)
    return len(found)


def _coordinates(world: World, incoming: Incoming, permanence: str) -> bool:
    roles = world.tx.members.roles(incoming.user_id or 0)
    return any(one.role == COORDINATOR and one.permanence in (permanence, None) for one in roles)


def listed(
    world: World, permanence: str, commission: str | None = None, day: date | None = None
) -> list[Listed]:
    """The open cases of a permanence whose household agreed, most urgent first."""
    rows = world.tx.cases.list(permanence=permanence, limit=MANY)
    found = ((row, presented.of(row)) for row in rows)
    return [(row, one) for row, one in found if one is not None and on_the_list(one, commission, day)]


def sheet(world: World, permanence: str, found: Iterable[Listed], day: date | None) -> Sheet:
    """The list as a printed document: one table for each commission."""
    voice, knowledge = world.staff_voice, world.library.knowledge
    by_commission: dict[str, list[Listed]] = {}
    for row, current in found:
        by_commission.setdefault(current.commission, []).append((row, current))
    blocks: list[Block] = [Paragraph(voice.label("desk.sheet_intro"), small=True)]
    for commission, cases in by_commission.items():
        blocks += [Heading(knowledge.commissions[commission].nom), _table(world, cases)]
    when = voice.label("desk.sheet_on", day=voice.day(day)) if day else voice.label("desk.sheet_no_day")
    made = voice.label("desk.sheet_made", day=voice.day(world.now.date()))
    return Sheet(
        voice.label("desk.sheet_title"),
        f"{world.library.name_of(permanence)} · {when}",
        tuple(blocks),
        foot=made,
    )


def _table(world: World, cases: Iterable[Listed]) -> Table:
    head = ("case", "situation", "tried", "agreed", "decision")
    told = tuple(world.staff_voice.label(f"desk.sheet_{name}") for name in head)
    return Table(told, tuple(_row(world, row, current) for row, current in cases), WIDTHS)


def _row(world: World, row: CaseRow, current: Presented) -> tuple[str, ...]:
    voice = world.staff_voice
    stage = world.library.knowledge.stages.get(row.stage or "")
    case = [row.reference, stage.title if stage else ""]
    case += [voice.label("card.act_before", day=voice.near_day(row.act_before))] if row.act_before else []
    lacks = [voice.label(f"desk.commission_{name}") for name in missing(name for name, _ in current.lines)]
    situation = [text for name, text in current.lines if name != "stage"]
    situation += [voice.label("desk.sheet_lacks", facts=", ".join(lacks))] if lacks else []
    agreed = voice.near_day(datetime.fromisoformat(current.at).date()) if current.at else ""
    agreed = voice.label("desk.sheet_by_voice", day=agreed) if current.by_voice else agreed
    adjourned = voice.label("desk.sheet_adjourned") if current.decision == "ajournement" else ""
    return "\n".join(filter(None, case)), "\n".join(situation), current.tried, agreed, adjourned
