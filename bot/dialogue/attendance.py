"""Words and reminders about an appointment: «je viens», «je ne peux pas», «plus tôt», «jeudi plutôt»."""

from collections.abc import Callable
from datetime import datetime

from bot.dialogue import appointments, liaison, menu, places, referral, referrer
from bot.dialogue.effects import Forget
from bot.dialogue.events import Rang, Said
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe
from intents import attendance

SURE = 0.6
BRIEF = 6
"""Words: «oui», «non merci», «jeudi plutôt»; a longer answer is read for its meaning only."""
SUBJECT = "rendez_vous"


def ring(talk: Talk, event: Rang) -> None:
    """A reminder, a place offered, an appointment that will not be or was not: each in its words."""
    rings: dict[str, Callable[[Talk, Rang], None]] = {
        "proposed": offered,
        "freed": offered,
        "lapsed": over,
        "lapsed_offer": over,
        "not_met": over,
        "called_off": over,
    }
    rings.get(event.data["kind"], remind)(talk, event)


def offered(talk: Talk, event: Rang) -> None:
    """A place is kept for this household: until when, and what it can answer."""
    kept = places.held(talk)
    if kept is not None and kept.expires_at is not None:
        until = talk.say("appointment.held", until=talk.voice.hour(kept.expires_at))
        told = places.told(talk, f"appointment.{event.data['kind']}", kept)
        appointments.ask(talk, appointments.answers_to(talk, kept), told, until)


def over(talk: Talk, event: Rang) -> None:
    """An appointment or a kept place is no more: neutral words, and the way to another."""
    when = places.when(talk, datetime.fromisoformat(event.data["at"]))
    said = talk.say(f"appointment.{event.data['kind']}", **when)
    if event.data["kind"] in ("not_met", "called_off"):
        appointments.others(talk, said, besides=datetime.fromisoformat(event.data["starts_at"]))
    else:
        talk.reply(said, choices=(talk.anytime("button.other_dates", "rdv:others"),))


def remind(talk: Talk, event: Rang) -> None:
    """A reminder, if the appointment it is about still stands; else nothing is said."""
    mine = places.booked(talk)
    if mine is None or mine.starts_at != datetime.fromisoformat(event.data["starts_at"]):
        return
    key = (
        "appointment.remind_two_days" if event.data["kind"] == "deux_jours" else "appointment.remind_morning"
    )
    appointments.ask(talk, appointments.answers_to_reminder(talk, mine), places.told(talk, key, mine))


def asked(talk: Talk) -> None:
    """«Rendez-vous»: a place where a case is open, the way to one where none is."""
    if talk.session.case:
        appointments.offer(talk)
    else:
        referral.propose(talk)


def action(talk: Talk, name: str) -> None:
    """A lasting button that is about no appointment in particular."""
    actions: dict[str, Callable[[Talk], None]] = {
        "others": appointments.others,
        "later": later,
        "show": asked,
        "stop": stop,
    }
    if talk.session.case and name in actions:
        actions[name](talk)
    else:
        asked(talk)


def later(talk: Talk) -> None:
    """None fits, or not now: nothing is lost."""
    talk.change(question=None)
    mine = places.booked(talk)
    if mine is not None:
        appointments.show(talk, mine)
    else:
        talk.reply(talk.say("appointment.later"))


def stop(talk: Talk) -> None:
    """No more reminders of the appointment; the appointment stays."""
    talk.do(Forget(appointments.KIND))
    talk.change(question=None)
    talk.reply(talk.say("appointment.no_reminders"))


def answer(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """Words in answer to a message about an appointment; whether they were one."""
    if question.kind != appointments.KIND or _elsewhere(event):
        return False
    if _meant(talk, event, at_once=True):
        return True
    if len(event.text.split()) > BRIEF:
        return False
    if _day_named(talk, question, event):
        return True
    agreed = talk.library.answers.read_yes_no(event.text, event.language(talk.session.language))
    if agreed is None or not question.options:
        return False
    _yes_or_no(talk, question, agreed)
    return True


def _yes_or_no(talk: Talk, question: OpenQuestion, agreed: bool) -> None:
    """«Oui» takes the first button where it is one thing; «non» changes nothing."""
    name, _, start = question.options[0][0].partition(":")
    places_shown = sum(value.startswith("place:") for value, _ in question.options)
    if not agreed and name == "come":
        _cannot_come(talk)
    elif not agreed:
        later(talk)
    elif name == "place" and places_shown == 1:
        appointments.choose(talk, start)
    elif name == "come":
        appointments.about_one(talk, name, start)
    else:
        asked(talk)


def said(talk: Talk, event: Said) -> bool:
    """Words about the appointment there is, or «rendez-vous» alone, whatever was asked; whether they were."""
    if attendance.read(event.text, event.language(talk.session.language)) == "ask":
        asked(talk)
        return True
    if not talk.session.case or places.booked(talk) is None or _elsewhere(event):
        return False
    return _meant(talk, event, at_once=False)


def _elsewhere(event: Said) -> bool:
    """«Je peux pas payer le loyer» is about something else, and is understood as such."""
    understanding = event.understanding
    return (
        understanding.intent not in (None, SUBJECT)
        and not understanding.ambiguous
        and understanding.score >= SURE
    )


def _meant(talk: Talk, event: Said, at_once: bool) -> bool:
    """Do what the words mean; a refusal said out of the blue is asked back before the place is lost."""
    meaning = attendance.read(event.text, event.language(talk.session.language))
    mine = places.booked(talk)
    if meaning is None or meaning == "ask" or mine is None:
        return False
    if meaning == "move":
        appointments.others(talk)
    elif meaning == "cannot" and not at_once:
        _cannot_come(talk)
    else:
        appointments.ABOUT_ONE[meaning](talk, mine)
    return True


def _cannot_come(talk: Talk) -> None:
    mine = places.booked(talk)
    if mine is None:
        later(talk)
        return
    start = mine.starts_at.isoformat()
    options = (
        appointments.label(talk, "button.i_cannot", f"cannot:{start}"),
        appointments.label(talk, "button.move", "rdv:others"),
        appointments.label(talk, "button.i_come", f"come:{start}"),
    )
    appointments.ask(talk, options, places.told(talk, "appointment.sure", mine))


def _day_named(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """«Jeudi plutôt»: the place of that day, where it was shown."""
    language = event.language(talk.session.language)
    day = talk.library.answers.read_date(event.text, talk.today, prefer="future", language=language).value
    starts = [value.partition(":")[2] for value, _ in question.options if value.startswith("place:")]
    chosen = next((start for start in starts if datetime.fromisoformat(start).date() == day), None)
    if chosen is None:
        return False
    appointments.choose(talk, chosen)
    return True


def where(talk: Talk) -> None:
    """«Où en est mon dossier ?»"""
    if talk.session.case:
        state = talk.session.case_state or "waiting"
        mine = places.booked(talk)
        yours = places.told(talk, "appointment.yours", mine) if mine else Safe("")
        told = talk.say(f"where.{state}", reference=talk.session.case)
        talk.reply(told, yours, choices=(liaison.offer(talk),))
    elif not referrer.states(talk):
        menu.short(talk, talk.say("where.nothing"))
