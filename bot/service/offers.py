"""Places offered to households: by staff, or because one was freed; and what becomes of those kept."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from bot.desk import times
from bot.desk.case import DeskTurn
from bot.dialogue.appointments import KIND
from bot.dialogue.effects import Book
from bot.dialogue.events import Rang
from bot.service import diary, figures, files, household
from bot.service.world import World
from knowledge.allocation import Waiting, allocate
from knowledge.appointments import Action, Appointment, NoPlace, NotAllowed, displaced
from knowledge.criteria import RouteRequest
from knowledge.directory import Permanence
from knowledge.routing import Directory
from knowledge.schedule import Session
from knowledge.territory import Territory
from storage import nobody
from storage.appointments import AppointmentRow, WaitingRow
from storage.cases import CaseRow

EVERYWHERE = "allocate_all"
MORNING = time(6)
_ACTIONS: dict[str, Action] = {"came": "venue", "missed": "non_vue", "call_off": "annuler_permanence"}


@dataclass(frozen=True)
class _One:
    """The directory seen from one permanence: agreement to pass a case on was given for it alone."""

    permanences: dict[str, Permanence]
    territory: Territory
    version: str


def free(world: World, row: CaseRow) -> tuple[Session, ...]:
    """The next sessions that can be proposed for a case."""
    record = world.library.knowledge.permanences.get(row.permanence or "")
    taken = world.occupancy()
    return times.free(record, row.urgency, taken, world.now) if record else ()


def carry_out(world: World, row: CaseRow, made: DeskTurn) -> DeskTurn:
    """Do what a gesture of staff asks of the diary; the turn, saying so where it is no longer possible."""
    if made.diary is None:
        return made
    action, start = made.diary
    try:
        if action == "offer":
            _propose(world, row, datetime.fromisoformat(start))
        else:
            _end(world, row, _ACTIONS[action], datetime.fromisoformat(start))
    except NoPlace:
        return replace(made, notice=("desk.no_place", {}), audit="no_place")
    except NotAllowed:
        return replace(made, notice=("desk.old_button", {}), audit="stale")
    return made


def _propose(world: World, row: CaseRow, starts_at: datetime) -> None:
    session = diary.session_of(world, row.permanence or "", starts_at)
    if session is None:
        raise NoPlace(row.reference)
    if nobody.is_nobody(row.chat_id):  # staff agree a day by telephone: there is nobody to answer here
        here = session.starts_at
        diary.book(world, Book(Appointment(row.reference, session.permanence_id, here, here, "reservee")))
        return
    _offer(world, row, session, "proposed")


def _offer(world: World, row: CaseRow, session: Session, why: str) -> None:
    """Keep a place for a household and ask it."""
    given = diary.give(world, row, session, hold=True)
    if given.state != "tenue" or given.expires_at is None:
        return
    told = {"starts_at": given.starts_at.isoformat()}
    until = given.expires_at.timestamp()
    world.tx.timers.set("hold", row.chat_id, row.id, until, told, f"hold.{row.id}")
    _tell(world, row, why, given, until=given.expires_at.isoformat())
    files.refresh_card(world, row.id)


def _tell(world: World, row: CaseRow, kind: str, about: Appointment, **more: str) -> None:
    """Tell the household, in its language, with its buttons: its conversation makes the message."""
    data: dict[str, Any] = {
        "kind": kind,
        "at": about.at.isoformat(),
        "starts_at": about.starts_at.isoformat(),
        **more,
    }
    household.turn(world, household.load(world, row.chat_id), Rang(KIND, data))


def _end(world: World, row: CaseRow, action: Action, starts_at: datetime) -> None:
    states = ("reservee", "venue", "non_vue")
    rows = world.tx.appointments.of_case(row.id, states)
    found = next((one for one in rows if one.starts_at == starts_at.timestamp()), None)
    if found is None:
        raise NotAllowed(row.reference)
    after = diary.end(world, row, found, action)
    world.tx.statistics.count("appointment", world.now.date(), state=after.state, permanence=found.permanence)
    if action == "venue":
        figures.met(world, row, after.at)
    elif action == "annuler_permanence":
        _called_off(world, row, after)
    elif action == "non_vue":
        _tell(world, row, "not_met", after)


def _called_off(world: World, row: CaseRow, after: Appointment) -> None:
    """The permanence cannot receive: the household is told and chooses again; it waits where all is full."""
    world.tx.timers.cancel_prefix(row.chat_id, KIND)
    _tell(world, row, "called_off", after)


def lapse(world: World, told: dict[str, Any]) -> str:
    """A place was kept and not taken: it goes to the next, and is not kept for this household again."""
    row = world.tx.cases.get(told["case"])
    if row is None:
        return "sans dossier"
    found = next(iter(world.tx.appointments.of_case(row.id, ("tenue",))), None)
    if found is None or (found.expires_at or 0) > world.at:
        return "déjà répondu"
    about = world.appointment(found)
    world.tx.appointments.drop(found.id)
    world.tx.waiting.decline(row.id, found.starts_at)
    diary.reallocate(world, found.permanence)
    waits = world.tx.waiting.of_case(row.id) is not None
    _tell(world, row, "lapsed" if waits else "lapsed_offer", about)
    diary.tell(world, row, "desk.lapsed", about)
    files.refresh_card(world, row.id)
    return f"place rendue {row.reference}"


def give_out(world: World, permanence: str) -> str:
    """Give the free places of a permanence to who waits there; whoever has none any more, waits first."""
    record = world.library.knowledge.permanences.get(permanence)
    if record is None:
        return "permanence inconnue"
    for gone in displaced(world.coming(permanence), {permanence: record}, world.now):
        _displace(world, gone)
    directory = only(world, record)
    taken = world.occupancy()
    there = [waiting(world, one) for one in world.tx.waiting.of_permanence(permanence)]
    found = allocate(there, directory, world.now, taken)
    for offer in found.offers:
        row = world.tx.cases.by_reference(offer.case)
        if row is not None:
            _offer(world, row, offer.session, "freed")
    return f"places offertes {len(found.offers)}"


def _displace(world: World, gone: Appointment) -> None:
    """Its session is closed or smaller now."""
    row = world.tx.cases.by_reference(gone.case)
    found = _row_of(world, row, gone) if row else None
    if row is None or found is None:
        return
    if found.state == "tenue":
        world.tx.appointments.drop(found.id)
        return
    _called_off(world, row, diary.end(world, row, found, "annuler_permanence"))
    files.refresh_card(world, row.id)


def _row_of(world: World, row: CaseRow, about: Appointment) -> AppointmentRow | None:
    rows = world.tx.appointments.of_case(row.id, diary.LIVE)
    return next((one for one in rows if world.appointment(one).key == about.key), None)


def only(world: World, record: Permanence) -> Directory:
    """The directory seen from one permanence."""
    knowledge = world.library.knowledge
    return _One({record.id: record}, knowledge.territory, knowledge.version)


def waiting(world: World, row: WaitingRow) -> Waiting:
    """A case that waits, as the allocation sees it."""
    zone = world.zone_of(row.permanence)

    def local(moment: float) -> datetime:
        return datetime.fromtimestamp(moment, zone)

    request = RouteRequest(urgency=row.urgency, act_before=row.act_before, known_by=row.permanence)
    return Waiting(
        row.reference,
        request,
        local(row.since),
        local(row.before) if row.before is not None else None,
        frozenset((row.permanence, local(start).isoformat()) for start in row.declined),
    )


def give_out_everywhere(world: World) -> str:
    """Every morning, at start and whenever the directory changes: look at every permanence again."""
    day = world.now.date() + timedelta(days=world.now.time() >= MORNING)
    again = datetime.combine(day, MORNING, world.now.tzinfo)
    world.tx.timers.set(EVERYWHERE, None, None, again.timestamp(), {}, EVERYWHERE)
    for group in world.tx.groups.all():
        diary.reallocate(world, group.permanence)
    return "places revues"
