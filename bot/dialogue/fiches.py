"""Answering what a message is about, from the fiche of that subject."""

from dataclasses import replace

from bot.dialogue import danger, facts, interview, menu
from bot.dialogue.events import Said
from bot.dialogue.session import Session
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich

NOTHING = Safe("")


def subject(talk: Talk, event: Said) -> bool:
    """Answer the subject of the message, if it is sure enough and a fiche is written for it."""
    understanding = event.understanding
    if understanding.intent is None or understanding.ambiguous:
        return False
    if not talk.has_fiche(understanding.intent):
        return False
    before = talk.session.stage
    facts.absorb(talk, event)
    show(talk, understanding.intent, danger.gentle_line(talk, understanding), again=before)
    return True


def facts_alone(talk: Talk, event: Said) -> bool:
    """A message that only brings facts («j'habite Metz, bail de 2024») goes on with the open subject."""
    if talk.session.stage is None or not event.understanding.entities.facts:
        return False
    facts.absorb(talk, event)
    interview.go_on(talk, danger.gentle_line(talk, event.understanding), talk.say("answer.noted"))
    return True


def show(talk: Talk, fiche_id: str, lead: Safe = NOTHING, again: str | None = None) -> None:
    """Say the fiche's first message, then ask what is missing or say until when to act."""
    fiche = talk.library.knowledge.fiche(fiche_id, talk.session.language)
    first_time = talk.session.fiche != fiche_id
    talk.change(fiche=fiche_id, misses=0, question=None)
    if fiche.stage:
        talk.session = _enter_stage(talk.session, fiche.stage, talk)
    introduction = rich(fiche.short) if first_time or again != fiche.stage else Safe("")
    if fiche.stage and interview.wanted(talk):
        interview.go_on(talk, lead, introduction)
    elif fiche.stage:
        talk.reply(lead, introduction)
        interview.go_on(talk)
    else:
        talk.reply(lead, introduction, menu.steps(talk, fiche), choices=menu.after_a_fiche(talk))


def _enter_stage(session: Session, stage: str, talk: Talk) -> Session:
    urgency = talk.library.knowledge.stages[stage].urgency
    asked = 0 if session.stage != stage else session.asked
    return replace(session, stage=stage, asked=asked, urgency=max(session.urgency, urgency))


def more(talk: Talk) -> None:
    """«En savoir plus»: the rest of the open fiche."""
    if talk.session.fiche is None:
        menu.short(talk)
        return
    fiche = talk.library.knowledge.fiche(talk.session.fiche, talk.session.language)
    talk.reply(
        rich(fiche.more or fiche.short),
        menu.contact_lines(talk, fiche.contacts),
        choices=menu.after_more(talk),
    )
