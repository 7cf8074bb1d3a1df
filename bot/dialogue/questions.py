"""«Et si je paye la moitié ?»: the questions people really ask, answered from under a fiche."""

from bot.dialogue import facts, interview, menu
from bot.dialogue.events import Said
from bot.dialogue.talk import Talk
from bot.i18n import SOURCE_LANGUAGE
from knowledge.entries import Fiche, FicheQuestion

SURE = 0.8
"""Likeness from which a question is answered whatever subject is open."""


def asked(talk: Talk, event: Said) -> bool:
    """Answer a question written under a fiche: in the open subject at once, elsewhere if sure."""
    found = event.question
    if found is None or found.ambiguous or not (found.score >= SURE or _in_context(talk, found.fiche)):
        return False
    written = _written(talk, found.fiche, found.id)
    if written is None or not _agrees(event, found.fiche, found.score):
        return False
    facts.absorb(talk, event)
    talk.note(f"question {found.fiche}/{found.id}")
    _answer(talk, *written)
    return True


def _written(talk: Talk, fiche_id: str, question_id: str) -> tuple[Fiche, FicheQuestion] | None:
    """The question where it is answered: in the household's language, else in French."""
    for language in (talk.session.language, SOURCE_LANGUAGE):
        fiche = talk.library.knowledge.fiche(fiche_id, language)
        for question in fiche.questions:
            if question.id == question_id and question.answer:
                return fiche, question
    return None


def _in_context(talk: Talk, fiche: str) -> bool:
    stage = talk.session.stage
    return fiche == talk.session.fiche or (
        stage is not None and talk.library.knowledge.stage_of(fiche) == stage
    )


def _agrees(event: Said, fiche: str, score: float) -> bool:
    """A message that is clearly about something else is not this question, however alike the words."""
    meaning = event.understanding
    named = {meaning.intent, *(candidate.intent for candidate in meaning.alternatives)}
    return meaning.intent is None or fiche in named or score >= SURE


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
