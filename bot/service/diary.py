"""The diary of the permanences: places given, moved, given back and waited for, in the turn's transaction.

Whoever frees a place asks for a reallocation; it comes back by the inbox, like everything that changes state.
"""

from datetime import datetime, time, timedelta

from bot.desk import times
from bot.dialogue.effects import Book, Confirm, Release, Wait
from bot.outgoing import CARD, REMINDER, Document, Message
from bot.service import files, referrers
from bot.service.world import World
from knowledge.appointments import Action, Appointment, act, evening_before, take
from knowledge.invitation import calendar
from knowledge.schedule import Session, on_day
from storage.appointments import AppointmentRow
from storage.cases import CaseRow

LIVE = ("reservee", "tenue")
QUIET_FROM, QUIET_TO = time(21), time(8)
FILE = "rendez-vous.ics"


def session_of(world: World, permanence: str, starts_at: datetime) -> Session | None:
    """The session of a permanence that begins then, as its hours are now."""
    record = world.library.knowledge.permanences.get(permanence)
    local = starts_at.astimezone(world.zone_of(permanence))
    found = on_day(record, local.date()) if record and record.etat != "suspendue" else iter(())
    return next((one for one in found if one.starts_at == starts_at), None)


def give(world: World, row: CaseRow, session: Session, hold: bool) -> Appointment:
    """A place of `session` for the case, booked or held, by the rows as they are in this transaction.

    What the case booked or held before makes room. Raises NoPlace.
    """
    record = world.library.knowledge.permanences[session.permanence_id]
    rows = world.tx.appointments.of_session(session.permanence_id, session.starts_at.timestamp())
    there = [world.appointment(one) for one in rows]
    urgent = times.is_urgent(row.urgency)
    given = take(row.reference, session, record, there, world.now, urgent=urgent, hold=hold)
    _make_room(world, row, given)
    same = [
        one for one in world.tx.appointments.of_case(row.id, LIVE) if world.appointment(one).key == given.key
    ]
    if not same:
        _add(world, row, given)
    elif same[0].state != given.state:
        world.tx.appointments.change(same[0].id, given.state, world.at)
    return given


def _make_room(world: World, row: CaseRow, given: Appointment) -> None:
    """A new hold replaces the one before; a booking replaces everything."""
    for one in world.tx.appointments.of_case(row.id, LIVE):
        if world.appointment(one).key == given.key or (given.state == "tenue" and one.state == "reservee"):
            continue
        if one.state == "tenue":
            world.tx.appointments.drop(one.id)
        else:
            world.tx.appointments.change(one.id, "deplacee", world.at)
        _freed(world, row, one)


def _add(world: World, row: CaseRow, given: Appointment) -> int:
    return world.tx.appointments.add(
        row.id,
        given.permanence_id,
        given.starts_at.timestamp(),
        given.at.timestamp(),
        given.state,
        world.at,
        urgent=given.urgent,
        expires_at=given.expires_at.timestamp() if given.expires_at else None,
    )


def book(world: World, effect: Book) -> None:
    """The household takes a place: both sides get it for their calendars, the permanence its list."""
    row = world.tx.cases.by_reference(effect.appointment.case)
    session = session_of(world, effect.appointment.permanence_id, effect.appointment.starts_at)
    if row is None or session is None:
        return
    moved = bool(world.tx.appointments.of_case(row.id, ("reservee",)))
    given = give(world, row, session, hold=False)
    world.tx.waiting.remove(row.id)
    world.tx.timers.cancel(row.chat_id, f"hold.{row.id}")
    _remember(world, row, given, session)
    tell(world, row, "desk.moved" if moved else "desk.booked", given)
    referrers.appointment(world, row, given.at)
    _send_calendar(world, row, given, session)
    files.refresh_card(world, row.id)
    world.tx.audit.add(row.chat_id, "book", row.id, {"permanence": given.permanence_id}, world.at)


def _remember(world: World, row: CaseRow, given: Appointment, session: Session) -> None:
    """The list of the evening before, and the moment from which staff can say whether they met."""
    eve = evening_before(session)
    told = {"permanence": session.permanence_id, "starts_at": session.starts_at.isoformat()}
    if eve > world.now:
        key = f"day_list.{session.permanence_id}.{told['starts_at']}"
        world.tx.timers.set("day_list", None, None, eve.timestamp(), told, key)
    world.tx.timers.set("began", row.chat_id, row.id, given.at.timestamp(), {}, f"began.{row.id}")


def _send_calendar(world: World, row: CaseRow, given: Appointment, session: Session) -> None:
    record = world.library.knowledge.permanences[given.permanence_id]
    revision = len(world.tx.appointments.of_case(row.id))
    mine = calendar(given, session, record, world.now, revision=revision)
    world.send(row.chat_id, Document(FILE, mine, quiet=True), REMINDER, case=row.id)
    if row.group_id is not None:
        named = calendar(given, session, record, world.now, revision=revision, reference=row.reference)
        content = Document(FILE, named, quiet=True, protect=True, topic=files.forum(row))
        world.send(row.group_id, content, REMINDER, case=row.id)


def release(world: World, effect: Release) -> None:
    """The household gives back a place, booked or held; a held one is not offered to it again."""
    row = world.tx.cases.by_reference(effect.appointment.case)
    found = _row_of(world, row, effect.appointment) if row else None
    if row is None or found is None:
        return
    key = "desk.declined" if found.state == "tenue" else "desk.cancelled"
    world.tx.waiting.decline(row.id, found.starts_at)
    end(world, row, found, "annuler_menage")
    tell(world, row, key, effect.appointment)
    files.refresh_card(world, row.id)


def _row_of(world: World, row: CaseRow, appointment: Appointment) -> AppointmentRow | None:
    mine = world.tx.appointments.of_case(row.id, LIVE)
    return next((one for one in mine if world.appointment(one).key == appointment.key), None)


def end(world: World, row: CaseRow, found: AppointmentRow, action: Action) -> Appointment:
    """Change an appointment's state by the rules; a place that is freed is given again. Raises NotAllowed."""
    after = act(world.appointment(found), action, world.now)
    world.tx.appointments.change(found.id, after.state, world.at)
    if after.state not in ("venue", "non_vue"):
        world.tx.timers.cancel(row.chat_id, f"began.{row.id}")
        _freed(world, row, found)
    world.tx.audit.add("diary", after.state, row.id, {"permanence": found.permanence}, world.at)
    return after


def confirm(world: World, effect: Confirm) -> None:
    """The household says that it will come."""
    row = world.tx.cases.by_reference(effect.appointment.case)
    if row is not None:
        tell(world, row, "desk.confirmed", effect.appointment)


def wait(world: World, effect: Wait) -> None:
    """The household waits for a place; a place that is free already is found at once."""
    row = world.tx.cases.by_reference(effect.case)
    if row is None:
        return
    before = effect.before.timestamp() if effect.before else None
    world.tx.waiting.put(row.id, effect.permanence, world.at, before)
    for refused in world.tx.appointments.of_case(row.id, ("annulee_menage",)):
        world.tx.waiting.decline(row.id, refused.starts_at)
    reallocate(world, effect.permanence)
    files.refresh_card(world, row.id)


def leave(world: World, row: CaseRow) -> None:
    """A case ends: its places to come are free, and it waits for none."""
    for found in world.tx.appointments.of_case(row.id, LIVE):
        if found.starts_at > world.at:
            end(world, row, found, "annuler_permanence")
    world.tx.waiting.remove(row.id)


def _freed(world: World, row: CaseRow, found: AppointmentRow) -> None:
    if found.state == "tenue":
        world.tx.timers.cancel(row.chat_id, f"hold.{row.id}")
    reallocate(world, found.permanence)


def reallocate(world: World, permanence: str) -> None:
    """Give free places to who waits there: now, or when the day begins. Asked twice, it is done once."""
    due = world.now.replace(microsecond=0)
    if not QUIET_TO <= due.time() < QUIET_FROM:
        morning = due.date() + timedelta(days=due.time() >= QUIET_FROM)
        due = datetime.combine(morning, QUIET_TO, due.tzinfo)
    told = {"permanence": permanence}
    world.tx.timers.set("allocate", None, None, due.timestamp(), told, f"allocate.{permanence}")


def tell(world: World, row: CaseRow, key: str, appointment: Appointment) -> None:
    """One quiet line about an appointment in the case's topic."""
    if row.group_id is None:
        return
    said = world.staff_voice.say(
        key, reference=row.reference, **times.day_and_hour(world.staff_voice, appointment.at)
    )
    content = Message(said, topic=files.forum(row), protect=True, quiet=True)
    world.send(row.group_id, content, CARD, case=row.id)
