"""Which places of the permanence this household may take, and which it has."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge.appointments import Appointment, places_left, take
from knowledge.criteria import URGENT
from knowledge.directory import Permanence
from knowledge.invitation import place
from knowledge.schedule import Session, upcoming

SHOWN = 3
PAPERS = 5
HORIZON = timedelta(weeks=10)


def booked(talk: Talk) -> Appointment | None:
    """The place the case has in a session to come."""
    return _own(talk, "reservee")


def held(talk: Talk) -> Appointment | None:
    """The place that is kept for the case until it answers."""
    return _own(talk, "tenue")


def _own(talk: Talk, state: str) -> Appointment | None:
    return next(
        (
            one
            for one in talk.library.desk.appointments
            if one.case == talk.session.case and one.state == state and one.takes_place(talk.now)
        ),
        None,
    )


def waits(talk: Talk) -> bool:
    """Whether the case is on the waiting list."""
    return talk.session.case in talk.library.desk.waiting


def permanence(talk: Talk) -> Permanence | None:
    """The permanence that holds the case."""
    return talk.library.knowledge.permanences.get(talk.session.permanence or "")


def give_back(talk: Talk, appointment: Appointment) -> None:
    """For the rest of this turn the case no longer has this place; nobody else is given it meanwhile."""
    desk = talk.library.desk
    others = tuple(one for one in desk.appointments if one != appointment)
    talk.library = talk.library.with_desk(replace(desk, appointments=others))


def free(talk: Talk, at_most: int = SHOWN, besides: datetime | None = None) -> tuple[Session, ...]:
    """The next sessions of the case's permanence with a place for it; not its own, nor what starts at
    `besides`.
    """
    record = permanence(talk)
    if record is None or record.etat == "complete" or (record.etat == "urgences" and not urgent(talk)):
        return ()
    mine = booked(talk)
    shut = {besides, mine.starts_at if mine else None}
    coming = upcoming(record, talk.now, talk.now + HORIZON)
    open_ = (one for one in coming if _left(talk, one) > 0 and one.starts_at not in shut)
    return tuple(islice(open_, at_most))


def _left(talk: Talk, session: Session) -> int:
    taken = talk.library.desk.occupancy.get(session.key, 0)
    own = held(talk)
    taken -= own is not None and own.key == session.key
    return places_left(session, urgent(talk), taken)


def urgent(talk: Talk) -> bool:
    """Whether the case may take the places kept for urgent ones."""
    return talk.session.urgency >= URGENT


def session_at(talk: Talk, starts_at: datetime) -> Session | None:
    """The session of the case's permanence that begins then, if there is one to come."""
    record = permanence(talk)
    found = upcoming(record, starts_at, starts_at + timedelta(seconds=1)) if record else iter(())
    return next((one for one in found if one.starts_at > talk.now), None)


def taken(talk: Talk, session: Session) -> Appointment:
    """The place of that session, as this case would have it. Raises NoPlace."""
    record = permanence(talk)
    assert record is not None
    case = talk.session.case or ""
    return take(case, session, record, talk.library.desk.appointments, talk.now, urgent=urgent(talk))


def where(talk: Talk, record: Permanence) -> Safe:
    """Where people are received, as the record says it and no more; an example is marked as one."""
    if record.modes_accueil == ("a-distance",):
        said: Safe = talk.say("appointment.by_phone")
    elif record.a_domicile:
        said = talk.say("appointment.at_home")
    else:
        said = rich(place(record))
    return talk.say("appointment.example", place=said) if record.exemple else said


def when(talk: Talk, moment: datetime) -> dict[str, str]:
    """Day and hour, as phrases take them."""
    return {"day": talk.voice.near_day(moment.date()), "hour": talk.voice.hour(moment)}


def told(talk: Talk, key: str, appointment: Appointment) -> Safe:
    """A phrase about an appointment: day, hour, place."""
    record = talk.library.knowledge.permanences[appointment.permanence_id]
    return talk.say(key, **when(talk, appointment.at), where=where(talk, record), name=rich(record.nom))


def bring(talk: Talk) -> Safe:
    """What to bring, by the open fiche."""
    knowledge = talk.library.knowledge
    fiche = knowledge.fiche(talk.session.fiche or "impaye_debut", talk.session.language)
    listed = [f"• {rich(paper)}" for paper in fiche.papers[:PAPERS]]
    return Safe("\n".join((talk.say("papers"), *listed, talk.say("papers.keep")))) if listed else Safe("")
