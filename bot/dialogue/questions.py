"""«Et si je paye la moitié ?»: the questions people really ask, answered from under a fiche."""

from bot.dialogue import facts, interview, menu
from bot.dialogue.events import Said
from bot.dialogue.talk import Talk
from intents.questions import QuestionMatch
from knowledge.entries import Fiche, FicheQuestion

OUTSIDE = "hors_sujet"
SURE = 0.8
"""Likeness from which a question is answered whatever subject is open."""


def asked(talk: Talk, event: Said) -> bool:
    """Answer a question written under a fiche: in the open subject at once, elsewhere if sure."""
    found = event.question
    if found is None or found.ambiguous or found.score < event.least_likeness:
        return False
    if not (found.score >= SURE or _in_context(talk, found.fiche)) or not _agrees(talk, event, found):
        return False
    try:
        fiche, question = talk.library.knowledge.answer(found.fiche, found.id, talk.session.language)
    except KeyError:
        return False
    facts.absorb(talk, event)
    talk.note(f"question {found.fiche}/{found.id}")
    _answer(talk, fiche, question)
    return True


def _in_context(talk: Talk, fiche: str) -> bool:
    stage = talk.session.stage
    return fiche == talk.session.fiche or (
        stage is not None and talk.library.knowledge.stage_of(fiche) == stage
    )


def _agrees(talk: Talk, event: Said, found: QuestionMatch) -> bool:
    """A message that is clearly about something else is not this question, however alike the words; what
    goes on with the open fiche, or has no clear subject, is."""
    meaning = event.understanding
    named = {meaning.intent, *(candidate.intent for candidate in meaning.alternatives)}
    if found.score >= SURE or found.fiche in named or event.follow_up or meaning.intent is None:
        return True
    unclear = meaning.ambiguous or meaning.intent == OUTSIDE
    return unclear and found.fiche == talk.session.fiche


def _answer(talk: Talk, fiche: Fiche, question: FicheQuestion) -> None:
    """The answer; then the open question again, or the way on."""
    said = menu.said_of(talk, fiche, question.answer)
    open_question = talk.session.question
    talk.change(misses=0, fiche=fiche.id)
    if open_question is not None and open_question.fact:
        talk.change(asked=talk.session.asked - 1)
        interview.ask(talk, open_question.fact, said)
        return
    whole = talk.anytime("button.whole", f"about:{fiche.id}")
    talk.reply(said, choices=(whole, *menu.budget(talk), *menu.after_more(talk)))
