"""The fiche de liaison of a household: printed for it, and scanned by whoever works at its permanence."""

from datetime import datetime

from bot.desk.case import Member
from bot.dialogue.effects import Fiche
from bot.dialogue.liaison import LASTS
from bot.documents import liaison
from bot.documents.liaison import Liaison
from bot.incoming import Incoming
from bot.outgoing import CARD, Message
from bot.service import files, papers, staff
from bot.service.papers import Paper
from bot.service.world import World
from storage.cases import CaseRow
from storage.passes import Pass

NAME = "fiche-de-liaison.pdf"
LETTERS = frozenset({"lettre"})


def make(world: World, chat_id: int, effect: Fiche) -> None:
    """Print the lines that the household chose; the code of an earlier fiche opens nothing any more."""
    row = next(iter(world.tx.cases.by_chat(chat_id)), None)
    expires = world.now + LASTS
    code = world.tx.passes.issue(chat_id, row.id if row else None, expires.timestamp())
    told = {line.name: line.told for line in effect.lines}
    content = Liaison(
        reference=row.reference if row else "",
        made_at=world.now,
        lines=told,
        act_before=effect.act_before,
        seen=_seen(world, chat_id),
        agreed_at=_moment(world, row.consent_at) if row and row.consent_at else None,
        address=papers.address(world, code),
        expires=expires,
    )
    sheet = liaison.sheet(content, world.staff_voice)
    papers.order(world, sheet, Paper(NAME, "fiche", owner=chat_id, to=chat_id, case=row.id if row else None))
    world.tx.audit.add(chat_id, "fiche", row.id if row else None, {}, world.at)


def _moment(world: World, at: float) -> datetime:
    return datetime.fromtimestamp(at, world.now.tzinfo)


def _seen(world: World, chat_id: int) -> tuple[str, ...]:
    """The letters that were seen here, by their names."""
    return tuple(one.name for one in world.tx.documents.of_chat(chat_id) if one.kind in LETTERS)


def scanned(world: World, incoming: Incoming) -> bool:
    """Whether a code is a fiche's and was scanned by staff: they alone are shown anything, and it is noted.

    The household agreed to one permanence: elsewhere staff are told which, and read the rest on the paper.
    """
    assert incoming.chat_id is not None
    found = world.tx.passes.find(incoming.argument.strip(), world.at)
    acting = staff.member(world, incoming)
    if found is None or not world.tx.members.roles(acting.user_id):
        return False
    row = _case_of(world, found)
    if row is None:
        staff.say(world, incoming, "desk.fiche_no_case")
    elif not acting.may_work_on(files.case_of(row, world.now.tzinfo)):
        name = world.library.knowledge.permanences[row.permanence or ""].nom
        staff.say(world, incoming, "desk.fiche_elsewhere", reference=row.reference, name=name)
    else:
        _open(world, incoming, row, acting)
    world.tx.audit.add(acting.user_id, "scan", row.id if row else None, {}, world.at)
    return True


def _case_of(world: World, found: Pass) -> CaseRow | None:
    """The case of when the page was printed, else the one that the household has agreed to since."""
    first = world.tx.cases.get(found.case) if found.case else None
    return first or next(iter(world.tx.cases.by_chat(found.chat_id)), None)


def _open(world: World, incoming: Incoming, row: CaseRow, acting: Member) -> None:
    text = files.everything(world, row)
    world.send(incoming.chat_id or 0, Message(text, protect=True), CARD, case=row.id)
    world.tx.audit.add(acting.user_id, "read", row.id, {}, world.at)
