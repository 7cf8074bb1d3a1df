"""The household opens a worker's link on its own phone: it reads what was told of it, and answers itself.

Until it agrees, what the worker told stays apart: a refusal takes every fact of it away again.
"""

from dataclasses import replace

from bot.dialogue.effects import REFERENCE, Answered
from bot.dialogue.events import Introduced
from bot.dialogue.session import Introduction, Session, parse
from bot.dialogue.talk import Talk


def receive(talk: Talk, event: Introduced) -> None:
    """Learn what was told, to be shown and agreed to, unless a case is open already: that one stays."""
    if talk.session.case:
        return
    refused(talk)
    told = parse(event.told)
    _learn(talk, told, replace(told.introduction or Introduction(), referral=event.referral))
    talk.note("orientation reçue")


def _learn(talk: Talk, told: Session, introduction: Introduction) -> None:
    """Facts that the household has not said itself; the further step and the higher urgency."""
    fresh = {name: value for name, value in told.situation.known.items() if talk.situation.get(name) is None}
    talk.learn(talk.situation.forget(*fresh).know(**fresh))
    stage = told.stage if told.urgency >= talk.session.urgency else talk.session.stage
    before = (talk.session.stage or "", talk.session.urgency)
    talk.change(
        stage=stage or talk.session.stage,
        fiche=told.fiche if stage and stage == told.stage else talk.session.fiche,
        urgency=max(told.urgency, talk.session.urgency),
        introduction=replace(introduction, learned=tuple(fresh), before=before),
        withheld=(),
        misses=0,
    )


def agreed(talk: Talk) -> bool:
    """What was told is in the case from here on, and whoever told it learns that it was passed on; whether
    the household was referred by somebody.
    """
    told = talk.session.introduction
    if told is None or told.referral is None:
        return False
    talk.do(Answered(told.referral, REFERENCE))
    talk.change(introduction=replace(told, referral=None, learned=()))
    return True


def refused(talk: Talk) -> None:
    """Nothing of what was told stays here."""
    told = talk.session.introduction
    if told is None or told.referral is None:
        return
    talk.do(Answered(told.referral))
    stage, urgency = told.before
    talk.learn(talk.situation.forget(*told.learned))
    talk.change(introduction=None, stage=stage or None, urgency=urgency, withheld=())
