"""The shared grid «prêt à accéder au logement autonome», filled by a worker with the household.

Graded answers with the reasons that led to them, never a score; nothing of it is kept once read or left.
"""

from collections.abc import Mapping

from bot.dialogue import misses
from bot.dialogue.events import ANYTIME, Said
from bot.dialogue.replies import Choice
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import LABEL_LENGTH, Talk
from bot.i18n import Safe, rich
from knowledge.autonomy import GridQuestion, Suggestion, evaluate

GRID, STOP = "grid", "stop"
NOT_A_SUBJECT = (None, "hors_sujet")
FICHES_AT_MOST = 3


def begin(talk: Talk) -> None:
    """/grille: the first question, whatever was filled before."""
    talk.leave_aim()
    talk.change(misses=0)
    _go_on(talk, {}, talk.say("grid.start"))


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button belongs to the grid; if so it was acted on."""
    if question.kind != GRID:
        return False
    open_question = _open(talk, question.given)
    if value == STOP:
        talk.change(question=None)
        talk.reply(talk.say("grid.stopped"), choices=(talk.anytime("grid.again", GRID),))
    elif open_question is None or value not in {choice.value for choice in open_question.choices}:
        misses.stale(talk)
    else:
        talk.note("grille")
        _go_on(talk, {**question.given, open_question.id: value})
    return True


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """Words that mean nothing here: the same question again, and the answers before it stay."""
    unclear = event.understanding.intent in NOT_A_SUBJECT or event.understanding.ambiguous
    if question.kind != GRID or not unclear:
        return False
    _go_on(talk, question.given, talk.say("menu.not_read"))
    return True


def _open(talk: Talk, given: Mapping[str, str]) -> GridQuestion | None:
    """The first question that has no answer yet."""
    questions = talk.library.knowledge.grid.question
    return next((question for question in questions if question.id not in given), None)


def _go_on(talk: Talk, given: dict[str, str], *lead: Safe) -> None:
    question = _open(talk, given)
    if question is None:
        _conclude(talk, given)
        return
    grid = talk.library.knowledge.grid
    place = talk.say(
        "grid.place",
        element=grid.elements[question.element],
        number=len(given) + 1,
        count=len(grid.question),
    )
    options = tuple((choice.value, choice.label) for choice in question.choices)
    stop = (STOP, talk.voice.label("grid.stop"))
    talk.ask(GRID, (*options, stop), *lead, Safe(f"{place}\n{rich(question.text)}"), given=given)


def _conclude(talk: Talk, given: Mapping[str, str]) -> None:
    """What to decide together: the first suggestion, the others, and why."""
    found = evaluate(given, talk.library.knowledge.grid)
    talk.change(question=None)
    told = [_told(talk, suggestion) for suggestion in found.suggestions]
    fiches = dict.fromkeys(suggestion.fiche for suggestion in found.suggestions)
    choices = tuple(_fiche(talk, fiche) for fiche in fiches if talk.has_fiche(fiche))
    talk.reply(talk.say("grid.result"), *told, rich(found.note), choices=choices[:FICHES_AT_MOST])


def _told(talk: Talk, suggestion: Suggestion) -> Safe:
    because = [
        talk.say("grid.reason", question=reason.question, answered=reason.answered)
        for reason in suggestion.reasons
    ]
    return Safe("\n".join((talk.say("grid.suggestion", text=suggestion.text), *because)))


def _fiche(talk: Talk, fiche: str) -> Choice:
    title = talk.library.knowledge.fiche(fiche).title
    return Choice(title[:LABEL_LENGTH], ANYTIME, f"about:{fiche}")
