"""One message before each session, in place of ten: what waits, what stands still, and who comes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.desk import card as cards
from bot.desk.case import Case
from bot.i18n import Safe, rich
from bot.outgoing import DIGEST, Document, Message
from bot.service import diary, files, hours, rounds, seats, silence
from bot.service.world import World
from knowledge.printed_sheet import printed
from storage.cases import CaseRow

SHOWN = 12
_MANY = 1000
_MONTH = timedelta(days=30).total_seconds()


def plan(world: World, permanence: str) -> None:
    """Remember the digest of the next session that can still have one."""
    record = world.library.knowledge.permanences.get(permanence)
    session = hours.next_session(world, permanence, world.now)
    while record is not None and session is not None:
        if diary.prepare(world, record, session):
            return
        session = hours.next_session(world, permanence, session.starts_at)


def rang(world: World, told: dict[str, Any]) -> str:
    """Send the digest of a session, and remember the next one."""
    asked = told["data"]
    session = diary.session_of(world, asked["permanence"], datetime.fromisoformat(asked["starts_at"]))
    seat = seats.of(world, asked["permanence"])
    plan(world, asked["permanence"])
    if session is None or seat is None or session.starts_at <= world.now:
        return "sans permanence"
    listed = rounds.sheet(world, session)
    rows = world.tx.cases.list(permanence=session.permanence_id, limit=_MANY)
    told_of = _sections(world, rows)
    if not told_of and not listed.rows:
        return "rien à dire"
    silent = hours.quiet(world, session.permanence_id)
    text = Safe("\n\n".join((*told_of, rich(listed.text))))
    message = world.send(seat.chat_id, Message(text, protect=True, quiet=silent), DIGEST)
    if listed.rows:
        # Not protected: a protected file can be neither saved nor printed; there is no name in it.
        name = f"{rounds.FILE}-{session.starts_at:%Y-%m-%d}.html"
        page = Document(name, printed([listed], world.now), quiet=True)
        world.send(seat.chat_id, page, DIGEST, after=message)
    return f"digest {len(listed.rows)}"


def _sections(world: World, rows: Sequence[CaseRow]) -> list[Safe]:
    """What waits, those already passed over first, by their last useful session; then what stands still."""
    cases = sorted(((_seen(world, row), row) for row in rows), key=lambda pair: _order(pair[0]))
    waiting = [case for case, _ in cases if case.state == "waiting"]
    late = [case for case in waiting if case.passed_over]
    new = [case for case in waiting if not case.passed_over]
    silent = [case for case, row in cases if case.state == "claimed" and silence.running(world, row)]
    still = [
        case
        for case, row in cases
        if case.state == "claimed" and case not in silent and world.at - row.updated_at > _MONTH
    ]
    named = (("late", late), ("new", new), ("silent", silent), ("still", still))
    return [_section(world, name, found) for name, found in named if found]


def _seen(world: World, row: CaseRow) -> Case:
    return files.case_of(row, world.now.tzinfo)


def _order(case: Case) -> tuple[bool, str, int]:
    """The nearest last useful session first, then the last day to act, then the urgency."""
    last = case.last_useful.isoformat() if case.last_useful else ""
    last = last or (case.act_before.isoformat() if case.act_before else "")
    return not last, last, -case.urgency


def _section(world: World, name: str, cases: Sequence[Case]) -> Safe:
    voice = world.staff_voice
    lines: Iterable[Safe] = (_line(world, case) for case in cases[:SHOWN])
    more = [voice.say("desk.digest_more", count=len(cases) - SHOWN)] if len(cases) > SHOWN else []
    return Safe("\n".join((voice.say(f"desk.digest_{name}", count=len(cases)), *lines, *more)))


def _line(world: World, case: Case) -> Safe:
    voice = world.staff_voice
    stage = world.library.knowledge.stages.get(case.stage or "")
    parts = [Safe(f"{cards.mark(case)} <b>{case.reference}</b>")]
    if stage:
        parts.append(rich(stage.title.lower()))
    if case.last_useful:
        parts.append(voice.say("card.last_useful", day=voice.near_day(case.last_useful.date())))
    elif case.act_before:
        parts.append(voice.say("card.act_before", day=voice.near_day(case.act_before)))
    if case.claimed_name:
        parts.append(rich(case.claimed_name))
    return Safe("• " + " · ".join(parts))
