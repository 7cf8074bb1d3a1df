"""Staff need to know one thing more: asked in the household's language, answered back to them."""

from bot.dialogue import corrections, interview, verdict
from bot.dialogue.events import Rang
from bot.dialogue.permanences import name
from bot.dialogue.talk import Talk

KIND = "precision"


def ring(talk: Talk, event: Rang) -> None:
    """Ask one of the known questions, in the name of who asks."""
    fact = event.data["fact"]
    talk.change(precision=fact)
    interview.ask(talk, fact, talk.say("precision.ask", name=name(talk, talk.session.permanence or "")))
    talk.change(asked=talk.session.asked - 1)


def answered(talk: Talk, fact: str) -> bool:
    """Whether staff had asked for this fact; then its answer goes to them, and nothing else is asked."""
    if talk.session.precision != fact or not talk.session.case:
        return False
    talk.change(precision=None, question=None, misses=0)
    verdict.follow_the_case(talk, corrections.for_staff(talk, {fact: talk.situation.get(fact)}), answers=True)
    talk.reply(talk.say("precision.thanks", reference=talk.session.case))
    return True
