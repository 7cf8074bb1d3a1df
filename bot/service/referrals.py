"""Households referred by workers: the link to agree by, their answer, or agreement that a worker recorded."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.dialogue import session as sessions
from bot.dialogue.agreement import LINK_LASTS
from bot.dialogue.effects import Answered, Fiche, Forgo, Introduce, Refer, Register
from bot.outgoing import REPLY, Message
from bot.service import coordinators, figures, files, liaison, papers, referrers
from bot.service.papers import Paper
from bot.service.world import World
from storage.cases import CaseRow
from storage.referrals import Referral

AGREEMENT = "accord"
EARLY_DEBT = "early_debt"
WARNED, DUE = timedelta(weeks=2), timedelta(weeks=3)
"""The early-debt device of the Isère: about three weeks from the referral to the decision."""
MORNING = time(9)


def carry_out(world: World, chat_id: int, effect: Answered | Forgo | Fiche) -> None:
    """Do what a conversation about a referral, or a household's own fiche, asks for."""
    match effect:
        case Answered():
            _answered(world, effect)
        case Forgo():
            world.tx.referrals.drop(chat_id, effect.draft)
        case Fiche():
            liaison.make(world, chat_id, effect)


def offer(world: World, chat_id: int, effect: Introduce) -> str:
    """Keep what a worker told, and show the link that the household opens on its own phone; the link."""
    return show(
        world, chat_id, world.tx.referrals.offer(chat_id, effect.draft, json.loads(effect.told), world.at)
    )


def show(world: World, chat_id: int, referral: int) -> str:
    """Show the code to scan, and return the same as a link; it serves once."""
    expires = world.now + LINK_LASTS
    code = world.tx.codes.issue(AGREEMENT, {"referral": referral}, expires.timestamp())
    address = papers.address(world, code)
    papers.show_code(world, address, Paper("code.png", "code", owner=chat_id, to=chat_id))
    return address


def _answered(world: World, effect: Answered) -> None:
    """The household answered by itself: whoever referred it is told, and their draft is forgotten."""
    referral = world.tx.referrals.get(effect.referral)
    row = world.tx.cases.by_reference(effect.case) if effect.case else None
    if referral is None:
        return
    _forget_draft(world, referral)
    if row is None:
        world.tx.referrals.refused(referral.id)
        world.send(referral.chat_id, Message(world.staff_voice.say("orient.told.refused")), REPLY)
        return
    world.tx.referrals.agreed(referral.id, row.id)
    name = world.library.knowledge.permanences[row.permanence or ""].nom
    referrers.tell(world, row, "orient.told.agreed", name=name)


def _forget_draft(world: World, referral: Referral) -> None:
    stored = world.tx.sessions.load(referral.chat_id)
    session = sessions.parse(stored) if stored else None
    told = session.draft.introduction if session and session.draft else None
    if session is not None and told is not None and told.draft == referral.draft:
        question = session.question if session.question and session.question.fact else None
        kept = replace(session, draft=None, question=question)
        world.tx.sessions.save(referral.chat_id, sessions.dump(kept), world.at)


def register(world: World, chat_id: int, effect: Register, refer: Callable[[World, int, Refer], str]) -> str:
    """Open a case on a worker's word for a household that cannot be written to; the case's reference."""
    nobody = world.tx.referrals.without_chat()
    reference = refer(world, nobody, effect.refer)
    row = world.tx.cases.by_reference(reference)
    assert row is not None
    told = replace(sessions.parse(effect.told), chat_id=nobody, case=reference, case_state="waiting")
    told = figures.contact(world, told, "worker")
    world.tx.sessions.save(nobody, sessions.dump(told), world.at)
    world.tx.referrals.agreed(world.tx.referrals.offer(chat_id, effect.draft, {}, world.at), row.id)
    world.tx.audit.add(chat_id, "agreement_recorded", row.id, {"method": effect.method}, world.at)
    return reference


def watch(world: World, row: CaseRow) -> None:
    """An early debt is decided within three weeks: the coordinators are warned a week before."""
    files.keep(world, row, early_debt=True)
    world.tx.statistics.count(EARLY_DEBT, world.now.date(), step="referred", permanence=row.permanence or "")
    for step, after in (("warned", WARNED), ("due", DUE)):
        due = datetime.combine((world.now + after).date(), MORNING, world.now.tzinfo)
        key = f"{EARLY_DEBT}.{step}.{row.id}"
        world.tx.timers.set(EARLY_DEBT, row.chat_id, row.id, due.timestamp(), {"step": step}, key)


def early_debt(world: World, told: dict[str, Any]) -> str:
    """Two or three weeks have passed: where nothing is decided, it is said."""
    row = world.tx.cases.get(told["case"])
    if row is None or row.data.get("decided") or row.closed_at is not None:
        return "décidé"
    step = told["data"]["step"]
    day = datetime.fromtimestamp(row.opened_at, world.now.tzinfo) + DUE
    values = {"reference": row.reference, "day": world.staff_voice.near_day(day.date())}
    coordinators.tell(world, row.permanence or "", f"desk.early_debt_{step}", **values)
    if step == "due":
        referrers.tell(world, row, "orient.told.late")
        world.tx.statistics.count(EARLY_DEBT, world.now.date(), step="late", permanence=row.permanence or "")
    return f"dette naissante {step}"
