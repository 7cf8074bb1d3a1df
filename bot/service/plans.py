"""A plan that both agreed to: written down, reminded of; what is missed is told to staff first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.desk import negotiation, offering
from bot.desk.mediation import SIDES, Mediation, Said, Side
from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice
from bot.documents import protocol
from bot.documents.protocol import Protocol
from bot.refs import LANDLORD
from bot.service import figures, papers, parties
from bot.service.papers import Paper
from bot.service.world import World
from knowledge.instalments import Instalment
from storage.cases import CaseRow

KIND = "instalment"
MORNING = time(10)
FILE = "protocole.pdf"
NEXT = {"household": "mediation.what_next", "landlord": "bailleur.what_next"}


def agreed(world: World, row: CaseRow, known: Mediation) -> None:
    """Both agree: all three are told, the protocol is printed, the first moments are set."""
    offer, rules = known.offer, world.library.knowledge.mediation
    assert offer is not None
    figures.step(world, row, "mediation", step="signed")
    figures.intervention(world, row, "mediation")
    world.tx.audit.add("mediation", "agreed", row.id, {"version": offer.version}, world.at)
    for side in SIDES:
        spoken = parties.voice(world, row, side)
        said = (
            spoken.say("mediation.agreed", version=offer.version),
            offering.told(offer.plan, spoken),
            spoken.say("mediation.clock"),
            spoken.say(NEXT[side], days=rules.remind_days),
        )
        parties.tell(world, row, side, *said)
        known = parties.ask_name(world, row, known, side)
    parties.tell_staff(world, row, "agreed", version=offer.version)
    write_down(world, row, known)
    _next(world, row, known, 1)


def write_down(world: World, row: CaseRow, known: Mediation) -> None:
    """The protocol as a PDF, to each of the three."""
    name = world.library.name_of(row.permanence or "")
    rules = world.library.knowledge.mediation
    assert known.offer is not None
    content = Protocol(
        known.offer.plan, known.offer.version, row.reference, name, known.names, world.now.date()
    )
    sheet = protocol.sheet(content, rules, world.staff_voice)
    for party in ("household", "landlord", "staff"):
        to = parties.chat(world, row, party)
        if to is not None:
            staff = party == "staff"
            ref = LANDLORD if party == "landlord" else None
            paper = Paper(FILE, "protocole", row.chat_id, to, row.id, staff, staff, ref)
            papers.order(world, sheet, paper, one_page=False)


def named(world: World, row: CaseRow, known: Mediation, side: Side, name: str) -> None:
    """How one side wants to be named; a protocol already printed is printed again."""
    after = replace(known, names={**known.names, side: name})
    parties.keep(world, row, after)
    parties.say(world, row, side, "mediation.name_kept", name=name)
    if after.plan is not None:
        write_down(world, row, after)


def _next(world: World, row: CaseRow, known: Mediation, number: int) -> None:
    """Set the moments of one instalment: before it, and after it."""
    rules = world.library.knowledge.mediation
    if known.plan is None or number > known.plan.count:
        return
    due = known.plan.table()[number - 1].due
    _set(world, row, known, "remind", number, due - timedelta(days=rules.remind_days))
    _set(world, row, known, "check", number, due + timedelta(days=rules.check_days))


def _set(world: World, row: CaseRow, known: Mediation, step: str, number: int, day: date) -> None:
    """Of no chat: closing the case drops the household's other reminders, and leaves these."""
    moment = datetime.combine(day, MORNING, tzinfo=world.now.tzinfo)
    if moment > world.now and known.offer is not None:
        told = {"step": step, "number": number, "version": known.offer.version}
        key = f"{KIND}.{row.id}.{step}" + (f".{number}" if step == "settle" else "")
        world.tx.timers.set(KIND, None, row.id, moment.timestamp(), told, key)


def rang(world: World, told: dict[str, Any]) -> str:
    """A moment of an instalment has come; of a plan that is no longer the one agreed on, nothing is said."""
    row = world.tx.cases.get(told["case"])
    known = parties.load(world, row) if row else None
    step, number, version = (told["data"][name] for name in ("step", "number", "version"))
    if row is None or known is None or known.plan is None or known.offer is None:
        return "plan fini"
    if known.offer.version != version:
        return "plan remplacé"
    steps: dict[str, Callable[[World, CaseRow, Mediation, Instalment], None]] = {
        "remind": _remind,
        "check": _check,
        "settle": _settle,
    }
    steps[step](world, row, known, known.plan.table()[number - 1])
    return f"échéance {number} {step}"


def _remind(world: World, row: CaseRow, known: Mediation, one: Instalment) -> None:
    if known.quiet:
        return
    spoken = parties.voice(world, row, "household")
    options = [("quiet", spoken.label("button.stop_reminders"))]
    values = {"amount": spoken.euros(one.amount), "day": spoken.day(one.due)}
    parties.say(world, row, "household", "mediation.remind", options, **values)


def _check(world: World, row: CaseRow, known: Mediation, one: Instalment) -> None:
    """Both are asked; the next instalment's moments are set."""
    rules = world.library.knowledge.mediation
    for side in SIDES:
        spoken = parties.voice(world, row, side)
        key = "mediation.check" if side == "household" else "bailleur.check"
        answers = (("yes", "paid"), ("no", "unpaid"))
        named = "button.mediation_" if side == "household" else "bailleur.button_"
        options = [(f"said:{one.number}:{value}", spoken.label(named + label)) for value, label in answers]
        if side == "household":
            options.append(("quiet", spoken.label("button.stop_reminders")))
        if side == "landlord" or not known.quiet:
            values = {"amount": spoken.euros(one.amount), "day": spoken.day(one.due)}
            parties.say(world, row, side, key, options, reference=row.reference, **values)
    _set(world, row, known, "settle", one.number, world.now.date() + timedelta(days=rules.settle_days))
    _next(world, row, known, one.number + 1)


def hear(world: World, row: CaseRow, known: Mediation, side: Side, number: int, yes: bool) -> None:
    """One side says whether an instalment was paid. A «no» goes to the permanence, not to the other side."""
    before = known.said.get(number, Said())
    after = negotiation.hear(known, side, number, yes)
    parties.keep(world, row, after)
    said = after.said[number]
    if side == "landlord":
        parties.say(world, row, "landlord", "bailleur.received" if yes else "bailleur.not_received")
    elif yes:
        parties.say(world, row, "household", "mediation.paid")
    else:
        _kind_word(world, row)
    if said.missed and (said != before):
        _tell_missed(world, row, after, number, said)
    if None not in (said.household, said.landlord):
        _settle(world, row, after, negotiation.instalment(after, number))


def _kind_word(world: World, row: CaseRow) -> None:
    """No blame, and a way to be called."""
    spoken = parties.voice(world, row, "household")
    call = Choice(spoken.label("button.callback"), ANYTIME, "callback")
    parties.tell(world, row, "household", spoken.say("mediation.unpaid"), more=(call,))


def _tell_missed(world: World, row: CaseRow, known: Mediation, number: int, said: Said) -> None:
    one = negotiation.instalment(known, number)
    french = world.staff_voice
    by = "both" if said.household is said.landlord else "household" if said.household is False else "landlord"
    values: dict[str, Any] = {
        "number": number,
        "day": french.day(one.due),
        "amount": french.euros(one.amount),
    }
    parties.tell_staff(world, row, "disputed" if said.disputed else f"missed_{by}", **values)
    if len(known.missed) >= world.library.knowledge.mediation.broken_after:
        figures.step(world, row, "mediation", step="broken")
        parties.tell_staff(world, row, "broken", missed=len(known.missed))


def _settle(world: World, row: CaseRow, known: Mediation, one: Instalment) -> None:
    """Count an instalment, once; where nobody said anything, staff know. After the last one, all are told."""
    if one.number in known.settled:
        return
    said = known.said.get(one.number, Said())
    after = negotiation.settle(known, one.number)
    parties.keep(world, row, after)
    world.tx.timers.cancel(None, f"{KIND}.{row.id}.settle.{one.number}")
    if said.kept or said.missed:
        state = "kept" if said.kept else "missed"
        world.tx.statistics.count(KIND, world.now.date(), state=state)
    else:
        parties.tell_staff(world, row, "silent", number=one.number, day=world.staff_voice.day(one.due))
    if after.state == "tenue":
        _fulfilled(world, row)


def _fulfilled(world: World, row: CaseRow) -> None:
    figures.step(world, row, "mediation", step="fulfilled")
    parties.say(world, row, "household", "mediation.fulfilled")
    parties.farewell(world, row, "bailleur.fulfilled")
    parties.tell_staff(world, row, "tenue", missed=0)


def be_quiet(world: World, row: CaseRow, known: Mediation) -> None:
    """No more reminders; the plan stays."""
    parties.keep(world, row, replace(known, quiet=True))
    parties.say(world, row, "household", "reminder.stopped")
