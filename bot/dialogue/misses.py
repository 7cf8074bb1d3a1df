"""What was not understood: never a dead end. Three meanings as buttons, then the short menu and a person."""

from bot.dialogue import facts, interview, menu
from bot.dialogue.events import ANYTIME, Said
from bot.dialogue.replies import Choice
from bot.dialogue.talk import Talk
from bot.i18n import Safe

MISSES_BEFORE_A_PERSON = 2


def which(talk: Talk, event: Said) -> bool:
    """Not sure: up to three meanings as buttons; the second time, the short menu and a person. The facts of
    the message are kept: nobody is asked again for what they already said."""
    facts.absorb(talk, event)
    talk.change(misses=talk.session.misses + 1)
    knowledge = talk.library.knowledge
    found = [
        candidate.intent for candidate in event.understanding.alternatives if talk.has_fiche(candidate.intent)
    ]
    if talk.session.misses >= MISSES_BEFORE_A_PERSON or not found:
        lost(talk)
        return True
    choices = tuple(
        Choice(knowledge.fiche(intent, talk.session.language).title, ANYTIME, f"about:{intent}")
        for intent in found[:3]
    )
    talk.reply(talk.say("menu.did_you_mean"), choices=choices)
    return True


def lost(talk: Talk) -> None:
    """Ask the open question once more; after that, a menu, a number and a person."""
    if talk.session.misses < MISSES_BEFORE_A_PERSON and ask_again(talk, talk.say("menu.not_read")):
        return
    menu.short(talk, talk.say("menu.lost"))


def stale(talk: Talk) -> None:
    """A button of an older message: say so, and ask again what is open."""
    if not ask_again(talk, talk.say("button.stale")):
        menu.short(talk, talk.say("button.stale"))


def ask_again(talk: Talk, lead: Safe) -> bool:
    """Ask the open question again without counting it; whether there was one."""
    question = talk.session.question
    if question is None or question.fact is None or question.fact not in talk.library.knowledge.questions:
        return False
    talk.change(asked=talk.session.asked - 1)
    interview.ask(talk, question.fact, lead)
    return True
