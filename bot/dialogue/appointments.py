"""Taking a place at the permanence: proposed, taken, moved, given back, waited for.

A place is proposed once the case is passed on, and whenever the household asks. Every button says which
session it speaks of, so that one pressed days later never acts on another appointment.
"""

from collections.abc import Callable
from datetime import datetime

from bot.dialogue import dates, places, telephone
from bot.dialogue.effects import Book, Confirm, Forget, Release, Remember, Wait
from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice
from bot.dialogue.talk import BUTTONS_AT_MOST, Talk
from bot.i18n import Safe
from knowledge.appointments import Appointment, NoPlace, reminders
from knowledge.schedule import Session

KIND = "appointment"
Options = tuple[tuple[str, str], ...]


def ask(talk: Talk, options: Options, *paragraphs: Safe) -> None:
    """Offer these places or ways on, and a way to a person while there is room for one."""
    talk.offer(KIND, options, *paragraphs, human=len(options) < BUTTONS_AT_MOST)


def label(talk: Talk, key: str, value: str) -> tuple[str, str]:
    """One option: what the button does, and what is read on it."""
    return value, talk.voice.label(key)


def offer(talk: Talk, *lead: Safe, also: Options = ()) -> None:
    """The next place, or the one that is there already, or the waiting list; `also`: what else to press."""
    mine, kept = places.booked(talk), places.held(talk)
    if kept is not None:
        ask(talk, answers_to(talk, kept), *lead, places.told(talk, "appointment.kept", kept))
    elif mine is not None:
        show(talk, mine, *lead)
    else:
        _propose(talk, *lead, also=also)


def _propose(talk: Talk, *lead: Safe, also: Options) -> None:
    sessions = places.free(talk, 2)
    if not sessions:
        _none_left(talk, *lead, also=also)
        return
    first = sessions[0]
    others = (label(talk, "button.other_dates", "rdv:others"),) if len(sessions) > 1 else ()
    ask(
        talk,
        (label(talk, "button.take_place", f"place:{first.starts_at.isoformat()}"), *others, *also),
        *lead,
        places.told(talk, "appointment.next", places.taken(talk, first)),
        _late(talk, first),
    )


def _late(talk: Talk, session: Session) -> Safe:
    """A place after the last day to act is said to be one, with a number for today."""
    deadline = dates.to_act_on(talk)
    prudent = deadline.prudent if deadline else None
    late = prudent is not None and talk.today <= prudent < session.starts_at.date()
    return talk.say("appointment.late") if late else Safe("")


def _none_left(talk: Talk, *lead: Safe, also: Options = ()) -> None:
    """No place at all: the waiting list, without having to ask for it, and a number for today."""
    if not places.waits(talk):
        wait(talk)
    talk.change(question=None)
    choices = tuple(Choice(label, ANYTIME, value) for value, label in also)
    talk.reply(*lead, talk.say("appointment.full"), talk.say("appointment.waits"), choices=choices)


def wait(talk: Talk, before: datetime | None = None) -> None:
    """Put the case on the list of its permanence."""
    session = talk.session
    talk.do(Wait(session.case or "", session.permanence or "", before))
    talk.note("liste d'attente")


def others(talk: Talk, *lead: Safe, besides: datetime | None = None) -> None:
    """Up to three sessions, each a button; choosing one moves the appointment there is."""
    sessions = places.free(talk, besides=besides)
    if not sessions:
        mine = places.booked(talk)
        if mine is None:
            _none_left(talk, *lead)
        else:
            show(talk, mine, *lead, talk.say("appointment.full"))
        return
    options = tuple((f"place:{one.starts_at.isoformat()}", _named(talk, one)) for one in sessions)
    later = label(talk, "button.none_fits", "rdv:later")
    ask(talk, (*options, later), *lead, talk.say("appointment.which"))


def _named(talk: Talk, session: Session) -> str:
    return talk.voice.label("button.place", **places.when(talk, places.taken(talk, session).at))


def choose(talk: Talk, start: str) -> None:
    """A place was chosen: it is taken, or, gone meanwhile, the next ones are proposed."""
    if not talk.session.case:
        talk.reply(talk.say("where.nothing"))
        return
    session = places.session_at(talk, datetime.fromisoformat(start))
    mine = places.booked(talk)
    if session is not None and mine is not None and mine.key == session.key:
        show(talk, mine)
        return
    try:
        chosen = places.taken(talk, session) if session else None
    except NoPlace:
        chosen = None
    if chosen is None:
        others(talk, talk.say("appointment.gone"))
    else:
        _book(talk, chosen, mine)


def _book(talk: Talk, chosen: Appointment, before: Appointment | None) -> None:
    talk.do(Book(chosen))
    remind(talk, chosen)
    talk.note(f"rendez-vous {chosen.at:%Y-%m-%d %H:%M}")
    ask(
        talk,
        _manage(talk, chosen),
        places.told(talk, "appointment.moved" if before else "appointment.booked", chosen),
        places.bring(talk),
        talk.say("appointment.reminders"),
    )
    record = places.permanence(talk)
    if record and record.modes_accueil == ("a-distance",) and not talk.situation.get("telephone"):
        # Somebody will call: the number is asked now, in a message of its own.
        telephone.ask(talk)


def remind(talk: Talk, appointment: Appointment) -> None:
    """Reminders for this appointment, in the place of those of another."""
    talk.do(Forget(KIND))
    for kind, due in reminders(appointment, talk.now):
        data = {"kind": kind, "starts_at": appointment.starts_at.isoformat()}
        talk.do(Remember(KIND, f"{KIND}.{kind}", due, data))


def show(talk: Talk, mine: Appointment, *lead: Safe) -> None:
    """The appointment there is, and what can be done with it."""
    ask(talk, _manage(talk, mine), *lead, places.told(talk, "appointment.yours", mine))


def _manage(talk: Talk, mine: Appointment) -> Options:
    start = mine.starts_at.isoformat()
    return (
        label(talk, "button.move", "rdv:others"),
        label(talk, "button.sooner", f"sooner:{start}"),
        label(talk, "button.i_cannot", f"cannot:{start}"),
    )


def answers_to(talk: Talk, kept: Appointment) -> Options:
    """What can be answered to a place that is kept."""
    start = kept.starts_at.isoformat()
    return (
        label(talk, "button.take_place", f"place:{start}"),
        label(talk, "button.other_dates", "rdv:others"),
        label(talk, "button.refuse", f"decline:{start}"),
    )


def answers_to_reminder(talk: Talk, mine: Appointment) -> Options:
    """What can be answered to a reminder, stopping the reminders included."""
    start = mine.starts_at.isoformat()
    return (
        label(talk, "button.i_come", f"come:{start}"),
        label(talk, "button.i_cannot", f"cannot:{start}"),
        label(talk, "button.sooner", f"sooner:{start}"),
        label(talk, "button.stop_reminders", "rdv:stop"),
    )


def come(talk: Talk, mine: Appointment) -> None:
    """«Je viens»: the permanence knows."""
    talk.do(Confirm(mine))
    talk.change(question=None)
    talk.note("viendra")
    talk.reply(talk.say("appointment.coming", **places.when(talk, mine.at)))


def cannot(talk: Talk, mine: Appointment) -> None:
    """«Je ne peux pas venir»: the place goes to somebody else at once, and other days are proposed."""
    talk.do(Release(mine))
    talk.do(Forget(KIND))
    talk.note("rendez-vous annulé")
    places.give_back(talk, mine)
    others(talk, talk.say("appointment.cancelled", **places.when(talk, mine.at)), besides=mine.starts_at)


def sooner(talk: Talk, mine: Appointment) -> None:
    """«Plus tôt si possible»: an earlier place now, or word when one frees; the one there is stays."""
    earlier = [one for one in places.free(talk) if one.starts_at < mine.starts_at]
    if earlier:
        options = tuple((f"place:{one.starts_at.isoformat()}", _named(talk, one)) for one in earlier)
        keep = label(talk, "button.keep_mine", "rdv:show")
        ask(talk, (*options, keep), talk.say("appointment.which"))
        return
    wait(talk, before=mine.starts_at)
    talk.change(question=None)
    talk.reply(talk.say("appointment.sooner_waits", **places.when(talk, mine.at)))


def decline(talk: Talk, kept: Appointment) -> None:
    """A place that was kept is refused: it goes to the next; whoever waits goes on waiting."""
    talk.do(Release(kept))
    talk.change(question=None)
    talk.note("place refusée")
    talk.reply(talk.say("appointment.declined"), _goes_on(talk))


def _goes_on(talk: Talk) -> Safe:
    """What stays after a refusal: the appointment there is, the waiting list, or the open door."""
    mine = places.booked(talk)
    if mine is not None:
        return places.told(talk, "appointment.yours", mine)
    return talk.say("appointment.waits") if places.waits(talk) else talk.say("appointment.later")


ABOUT_ONE: dict[str, Callable[[Talk, Appointment], None]] = {
    "come": come,
    "cannot": cannot,
    "sooner": sooner,
    "decline": decline,
}


def about_one(talk: Talk, action: str, start: str) -> None:
    """A button about one appointment; where that one is no longer, what there is now is shown."""
    found = places.held(talk) if action == "decline" else places.booked(talk)
    if found is not None and found.starts_at == datetime.fromisoformat(start):
        ABOUT_ONE[action](talk, found)
    elif talk.session.case:
        offer(talk, talk.say("appointment.no_longer"))
    else:
        talk.reply(talk.say("where.nothing"))
