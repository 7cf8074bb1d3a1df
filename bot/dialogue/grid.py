"""The shared grid «prêt à accéder au logement autonome», filled by a worker with the household.

Graded answers with the reasons that led to them, never a score; nothing of it is kept once it is read.
"""

from bot.dialogue import misses
from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import LABEL_LENGTH, Talk
from bot.i18n import Safe, rich
from knowledge.autonomy import GridQuestion, Suggestion, evaluate

GRID, STOP = "grid", "stop"
FICHES_AT_MOST = 3


def begin(talk: Talk) -> None:
    """/grille: the first question, whatever was filled before."""
    talk.leave_aim()
    talk.change(grid={}, misses=0)
    _go_on(talk, talk.say("grid.start"))


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button belongs to the grid; if so it was acted on."""
    if question.kind != GRID:
        return False
    open_question = _open(talk)
    if value == STOP:
        talk.change(grid={}, question=None)
        talk.reply(talk.say("grid.stopped"), choices=(talk.anytime("grid.again", GRID),))
    elif open_question is None or value not in {choice.value for choice in open_question.choices}:
        misses.stale(talk)
    else:
        talk.note(f"grille {open_question.id} {value}")
        talk.change(grid={**talk.session.grid, open_question.id: value})
        _go_on(talk)
    return True


def _open(talk: Talk) -> GridQuestion | None:
    """The first question that has no answer yet."""
    questions = talk.library.knowledge.grid.question
    return next((question for question in questions if question.id not in talk.session.grid), None)


def _go_on(talk: Talk, *lead: Safe) -> None:
    question = _open(talk)
    if question is None:
        _conclude(talk)
        return
    grid = talk.library.knowledge.grid
    place = talk.say(
        "grid.place",
        element=grid.elements[question.element],
        number=len(talk.session.grid) + 1,
        count=len(grid.question),
    )
    options = tuple((choice.value, choice.label) for choice in question.choices)
    stop = (STOP, talk.voice.label("grid.stop"))
    talk.ask(GRID, (*options, stop), *lead, Safe(f"{place}\n{rich(question.text)}"))


def _conclude(talk: Talk) -> None:
    """What to decide together: the first suggestion, the others, and why."""
    found = evaluate(talk.session.grid, talk.library.knowledge.grid)
    talk.change(grid={}, question=None)
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
