"""An old text changes the answer: first a caveat, then the figure is withheld and a person is offered."""

from datetime import date

from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge import freshness
from knowledge.entries import Fiche
from knowledge.freshness import State
from knowledge.report import Deadline


def of_fiche(talk: Talk, fiche: Fiche) -> tuple[State, Safe]:
    """Whether the fiche may be told today, and the sentence that goes with it."""
    state = freshness.state(fiche.review_by, talk.today, fiche.valid_from, fiche.valid_to)
    return state, _notice(talk, state, fiche.review_by)


def of_deadline(talk: Talk, deadline: Deadline) -> tuple[State, Safe]:
    """Whether the date may be told today: as old as the oldest text it was computed from."""
    review_by = _oldest(talk, deadline)
    state = freshness.state(review_by, talk.today)
    return state, _notice(talk, state, review_by)


def _oldest(talk: Talk, deadline: Deadline) -> date:
    knowledge = talk.library.knowledge
    stage = knowledge.stages[talk.session.stage or ""]
    used = (case.parameter for rule in stage.deadlines if rule.id == deadline.id for case in rule.case)
    read = (knowledge.parameters[name].review_by for name in used if name in knowledge.parameters)
    return min((stage.review_by, *read))


def _notice(talk: Talk, state: State, review_by: date) -> Safe:
    said = freshness.notice(state, review_by, talk.library.knowledge, talk.session.language)
    return rich(said) if said else Safe("")
