"""Answering what a message is about, from the fiche of that subject."""

from bot.dialogue import facts, freshness, interview, menu
from bot.dialogue.events import Said
from bot.dialogue.talk import Talk
from bot.i18n import Safe
from knowledge.entries import Fiche

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
    show(talk, understanding.intent, again=before)
    talk.change(second=understanding.second.intent if understanding.second else None)
    return True


def facts_alone(talk: Talk, event: Said) -> bool:
    """A message that only brings facts («j'habite Metz, bail de 2024») goes on with the open subject."""
    says_more = event.understanding.intent not in (None, "hors_sujet") and not event.understanding.ambiguous
    open_talk = talk.session.stage or talk.session.aim
    if not open_talk or says_more or event.asks or not facts.heard(event):
        return False
    facts.absorb(talk, event)
    interview.go_on(talk, talk.say("answer.noted"))
    return True


def going_on(talk: Talk, event: Said) -> bool:
    """A follow-up that no question of the open fiche answers («et alors ?»): the rest of that fiche, rather
    than its first words again."""
    if not event.follow_up or talk.session.fiche is None:
        return False
    facts.absorb(talk, event)
    more(talk)
    return True


def show(talk: Talk, fiche_id: str, again: str | None = None) -> None:
    """Say the fiche's first message; at a step of the procedure, then ask what is missing or say the date."""
    fiche = talk.library.knowledge.fiche(fiche_id, talk.session.language)
    first_time = talk.session.fiche != fiche_id
    talk.leave_aim()
    talk.change(fiche=fiche_id, misses=0, question=None)
    shown = first_time or again != fiche.stage
    state, notice = freshness.of_fiche(talk, fiche)
    if state == "withheld":
        talk.reply(notice, menu.contact_lines(talk, fiche.contacts), choices=menu.after_more(talk))
        return
    introduction = (
        Safe("\n".join((menu.said_of(talk, fiche, fiche.short), notice)).strip()) if shown else NOTHING
    )
    if not _is_where_they_are(talk, fiche):
        compute = (talk.anytime("button.compute", f"compute:{fiche.stage}"),) if fiche.stage else ()
        talk.reply(
            introduction,
            menu.steps(talk, fiche),
            choices=(*compute, *menu.budget(talk), *menu.after_a_fiche(talk)),
        )
        return
    enter_stage(talk, fiche.stage)
    if interview.wanted(talk):
        interview.go_on(talk, introduction)
    else:
        talk.reply(introduction)
        interview.go_on(talk)


def offer_second(talk: Talk) -> None:
    """What a message was also about, one tap away, once its first subject is told and nothing is asked."""
    second = talk.session.second
    if second is None or talk.session.question is not None:
        return
    talk.change(second=None)
    if second != talk.session.fiche and talk.has_fiche(second):
        talk.reply(talk.say("menu.second"), choices=(menu.about(talk, second),), human=False)


def _is_where_they_are(talk: Talk, fiche: Fiche) -> bool:
    """Whether the subject is where this household stands, and not something it wants to know about.

    A step of the procedure is; an event that starts a limit (an appeal, a deposit…) is once one of its dates
    was said. «C'est quoi la trêve ?» must not make somebody forget at which step they are.
    """
    stage = talk.library.knowledge.stages.get(fiche.stage)
    if stage is None:
        return False
    said = any(talk.situation.get(fact) is not None for fact in stage.needs if fact.startswith("date_"))
    return stage.kind == "stage" or (said and talk.session.stage in (None, fiche.stage))


def compute(talk: Talk, stage: str) -> None:
    """«Calculer mon délai»: this is where they are after all."""
    if stage not in talk.library.knowledge.stages:
        menu.short(talk)
        return
    talk.leave_aim()
    enter_stage(talk, stage)
    interview.go_on(talk)


def enter_stage(talk: Talk, stage: str) -> None:
    """Open a stage: its questions are counted anew, its urgency is at least what it was."""
    urgency = talk.library.knowledge.stages[stage].urgency
    asked = 0 if talk.session.stage != stage else talk.session.asked
    talk.change(stage=stage, asked=asked, urgency=max(talk.session.urgency, urgency))


def more(talk: Talk) -> None:
    """«En savoir plus»: the rest of the open fiche."""
    if talk.session.fiche is None:
        menu.short(talk)
        return
    fiche = talk.library.knowledge.fiche(talk.session.fiche, talk.session.language)
    talk.reply(
        menu.said_of(talk, fiche, fiche.more or fiche.short),
        menu.contact_lines(talk, fiche.contacts),
        choices=menu.after_more(talk),
    )
