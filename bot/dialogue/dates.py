"""The deadlines of the open stage, as the conversation needs them."""

from datetime import date

from bot.dialogue.talk import Talk
from knowledge import deadlines
from knowledge.report import Deadline, DeadlineReport


def report(talk: Talk) -> DeadlineReport | None:
    """The deadlines of the open stage, or None where no stage is open."""
    session, knowledge = talk.session, talk.library.knowledge
    if session.stage is None:
        return None
    return deadlines.compute(session.stage, talk.situation, knowledge, talk.today, session.language)


def to_act_on(talk: Talk) -> Deadline | None:
    """The household's own nearest deadline that has a prudent date."""
    found = report(talk)
    own = (
        []
        if found is None
        else [
            deadline
            for deadline in found.deadlines
            if deadline.acts == "household" and deadline.prudent is not None
        ]
    )
    ahead = [deadline for deadline in own if deadline.prudent and deadline.prudent >= talk.today]
    return min(ahead or own, key=lambda deadline: deadline.prudent or date.max, default=None)
