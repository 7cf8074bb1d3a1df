"""Calendar files for both sides: an appointment, its new date under the same identity, or its end."""

from itertools import dropwhile, takewhile

from bot.outgoing import REMINDER, Document
from bot.service import files
from bot.service.world import World
from knowledge.appointments import Appointment
from knowledge.invitation import calendar, is_cancelled
from knowledge.schedule import Session
from storage.appointments import AppointmentRow
from storage.cases import CaseRow

FILE, CANCELLED_FILE = "rendez-vous.ics", "rendez-vous-annule.ics"


def send(world: World, row: CaseRow, appointment: Appointment, session: Session | None) -> None:
    """The appointment as it is now, to the household and to the case's topic; only theirs has the reference.

    `session` is None where it is no longer held.
    """
    known = [one for one in world.tx.appointments.of_case(row.id) if one.state != "tenue"]
    record = world.library.knowledge.permanences[appointment.permanence_id]
    root, sequence = _first(world, known, appointment), _sequence(known)
    name = CANCELLED_FILE if is_cancelled(appointment) else FILE

    def text(reference: str = "") -> str:
        return calendar(
            appointment, session, record, world.now, revision=sequence, root=root, reference=reference
        )

    world.send(row.chat_id, Document(name, text(), quiet=True), REMINDER, case=row.id)
    if row.group_id is not None:
        # Not protected: a protected file opens in no calendar; it holds a reference and no name.
        theirs = Document(name, text(row.reference), quiet=True, topic=files.forum(row))
        world.send(row.group_id, theirs, REMINDER, case=row.id)


def _sequence(known: list[AppointmentRow]) -> int:
    """Grows by one with every appointment of the case and every change of one; a place only held is none."""
    return sum(one.revision + 1 for one in known) - 1


def _first(world: World, known: list[AppointmentRow], appointment: Appointment) -> Appointment:
    """The appointment that this one was moved from, or itself: what a calendar knows it by."""
    listed = (world.appointment(one) for one in known)
    older = dropwhile(lambda one: (one.key, one.state) != (appointment.key, appointment.state), listed)
    next(older, None)
    return [appointment, *takewhile(lambda one: one.state == "deplacee", older)][-1]
