"""The diary of the permanences: places given, moved, given back and waited for, in the turn's transaction.

Whoever frees a place asks for a reallocation; it comes back by the inbox, like everything that changes state.
"""

from datetime import datetime, timedelta

from bot.desk import hours, times
from bot.dialogue.effects import Book, Confirm, Release, Wait
from bot.outgoing import CARD, Message
from bot.service import calendars, files, referrers
from bot.service.world import World
from knowledge.appointments import Action, Appointment, act, take
from knowledge.directory import Permanence
from knowledge.invitation import is_cancelled
from knowledge.schedule import Session, on_day
from storage.appointments import AppointmentRow
from storage.cases import CaseRow

LIVE = ("reservee", "tenue")
DIGEST = "day_list"
"""The kind of the timers of the digests, one before each session."""


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
    calendars.send(world, row, given, session)
    files.refresh_card(world, row.id)
    world.tx.audit.add(row.chat_id, "book", row.id, {"permanence": given.permanence_id}, world.at)


def _remember(world: World, row: CaseRow, given: Appointment, session: Session) -> None:
    """The list of the evening before, and the moment from which staff can say whether they met."""
    prepare(world, world.library.knowledge.permanences[session.permanence_id], session)
    world.tx.timers.set("began", row.chat_id, row.id, given.at.timestamp(), {}, f"began.{row.id}")


def prepare(world: World, record: Permanence, session: Session) -> bool:
    """Whether the digest before that session is still to come; it is remembered then."""
    due = hours.digest_at(record, session)
    if due <= world.now:
        return False
    told = {"permanence": session.permanence_id, "starts_at": session.starts_at.isoformat()}
    key = f"{DIGEST}.{session.permanence_id}.{told['starts_at']}"
    world.tx.timers.set(DIGEST, None, None, due.timestamp(), told, key)
    return True


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
    if found.state == "reservee" and is_cancelled(after):
        calendars.send(world, row, after, session_of(world, found.permanence, after.starts_at))
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
    if not hours.QUIET_TO <= due.time() < hours.QUIET_FROM:
        morning = due.date() + timedelta(days=due.time() >= hours.QUIET_FROM)
        due = datetime.combine(morning, hours.QUIET_TO, due.tzinfo)
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
