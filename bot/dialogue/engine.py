"""The household's conversation as one pure function.

Danger first; then a correction of what was said; then the open question, if this answers it;
then meaning. Nothing here sends or stores: a turn says what is to be sent and stored.
"""

from collections.abc import Callable
from datetime import datetime

from bot.dialogue import (
    answers,
    appointments,
    attachments,
    attendance,
    buttons,
    commission,
    corrections,
    courtesies,
    danger,
    facts,
    farewell,
    fiches,
    followup,
    glossary,
    introduction,
    languages,
    misses,
    open_case,
    orientation,
    precision,
    questions,
    referral,
    referrer,
    reminders,
    transfer,
)
from bot.dialogue.effects import PassOn
from bot.dialogue.events import ANYTIME, Attached, Commanded, Event, Introduced, Pressed, Rang, Said
from bot.dialogue.session import Session
from bot.dialogue.talk import Talk, Turn
from bot.library import Library

__all__ = ["Turn", "advance"]

EVICTION_NEAR = "expulsion_imminente"
LEGAL_PATH = "concours_force_publique"


def advance(session: Session, event: Event, library: Library, now: datetime) -> Turn:
    """What `event` makes of `session`, with this content, at this (aware, local) time.

    Any event yields at least one reply that leaves a next step, save a reminder of what no longer holds;
    none raises for what a person wrote.
    """
    talk = Talk(session, library, now)
    silent = False
    match event:
        case Said():
            _said(talk, event)
        case Pressed():
            _pressed(talk, event)
        case Commanded():
            courtesies.command(talk, event)
        case Attached():
            silent = attachments.goes_on(talk, event)
            attachments.take(talk, event)
        case Rang():
            _rang(talk, event)
        case Introduced():
            introduction.receive(talk, event)
            referral.propose(talk, talk.say("introduced.lead"))
    may_be_silent = silent or isinstance(event, Rang) or (isinstance(event, Said) and event.amended)
    if not talk.replied and not may_be_silent:
        misses.lost(talk)
    fiches.offer_second(talk)
    return glossary.offered(talk.turn(), library)


def _said(talk: Talk, event: Said) -> None:
    urgent = danger.certain(event.understanding)
    elsewhere = referrer.about_another(talk) or event.understanding.intent == referrer.SUBJECT
    if talk.session.case and not elsewhere:
        talk.do(PassOn(talk.session.case, urgent=urgent, awaits=urgent or not open_case.answered_here(event)))
    languages.follow(talk, event, urgent)
    if not elsewhere:  # «une mère et deux enfants», from a worker, is no sign of a danger
        talk.opening = danger.gentle_line(talk, event.understanding)
    if not urgent and _answers(talk, event):
        return
    if event.understanding.intent not in open_case.SMALL_TALK and not elsewhere:
        talk.session = talk.session.heard(*(event.parts or (event.text,)))
    talk.note(*_summary(event))
    if urgent:
        _in_danger(talk, event)
    elif not (event.amended and talk.session.question is None):
        _understand(talk, event)


def _rang(talk: Talk, event: Rang) -> None:
    rings: dict[str, Callable[[Talk, Rang], None]] = {
        appointments.KIND: attendance.ring,
        commission.KIND: commission.ring,
        followup.KIND: followup.ring,
        transfer.KIND: transfer.ring,
        orientation.KIND: orientation.ring,
        precision.KIND: precision.ring,
        farewell.KIND: farewell.ring,
        corrections.KIND: corrections.ring,
    }
    rings.get(event.kind, reminders.ring)(talk, event)


def _answers(talk: Talk, event: Said) -> bool:
    """Whether the message answers what is open: a place before a correction («jeudi plutôt»)."""
    question = talk.session.question
    if question is not None and referrer.said(talk, question, event):
        return True
    if question is not None and attendance.answer(talk, question, event):
        return True
    return corrections.correct(talk, event) or answers.answer(talk, event)


def _in_danger(talk: Talk, event: Said) -> None:
    """The screen; then, where an eviction is a matter of days, the legal path that is still open."""
    facts.absorb(talk, event)
    danger.screen(talk, event.understanding)
    if event.understanding.danger and event.understanding.danger.kind == EVICTION_NEAR:
        fiches.show(talk, LEGAL_PATH)


def _understand(talk: Talk, event: Said) -> None:
    """The first reading that takes the message wins."""
    readings: tuple[Callable[[Talk, Said], bool], ...] = (
        attendance.said,
        referrer.subject,
        referrer.state_asked,
        fiches.facts_alone,
        open_case.news,
        questions.asked,
        fiches.going_on,
        courtesies.courtesy,
        fiches.subject,
        open_case.passed_on,
        misses.which,
    )
    any(reading(talk, event) for reading in readings)


def _pressed(talk: Talk, event: Pressed) -> None:
    if event.question == ANYTIME:
        buttons.action(talk, event.value)
        return
    question = talk.session.question
    if question is None or question.id != event.question:
        misses.stale(talk)
        return
    buttons.press(talk, question, event.value)


def _summary(event: Said) -> list[str]:
    understanding = event.understanding
    stated = [f"{name} {value}" for name, value in sorted(facts.heard(event).items())]
    crisis = (
        [f"danger {understanding.danger.kind} {understanding.danger.level}"] if understanding.danger else []
    )
    return [*crisis, f"intent {understanding.intent or 'inconnu'}", *stated]
