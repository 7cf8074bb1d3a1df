"""What was not understood: never a dead end. Three meanings as buttons, then the short menu and a person.

What nobody could read is kept masked, so that a colleague can teach it: see `intents.masking`.
"""

from bot.dialogue import facts, interview, menu
from bot.dialogue.effects import Missed
from bot.dialogue.events import Said
from bot.dialogue.session import Doubt
from bot.dialogue.talk import Talk
from bot.i18n import Safe

MISSES_BEFORE_A_PERSON = 2
NONE = "none"
"""The button «Aucun de ceux-là»."""
SHORTEST = 2
"""Words below which a message teaches nothing («ok», «hein»)."""


def which(talk: Talk, event: Said) -> bool:
    """Not sure: up to three meanings as buttons, and «aucun de ceux-là»; the second time, the short menu and
    a person. The facts of the message are kept: nobody is asked again for what they already said."""
    facts.absorb(talk, event)
    talk.change(misses=talk.session.misses + 1)
    found = [
        candidate.intent for candidate in event.understanding.alternatives if talk.has_fiche(candidate.intent)
    ]
    if talk.session.misses >= MISSES_BEFORE_A_PERSON or not found:
        missed(talk, event)
        lost(talk)
        return True
    talk.change(doubt=_doubt(talk, event))
    choices = tuple(menu.about(talk, intent) for intent in found[:3])
    none = talk.anytime("button.none_of_these", NONE)
    talk.reply(talk.say("menu.did_you_mean"), choices=(*choices, none))
    return True


def none_of_these(talk: Talk) -> None:
    """None of the meanings offered: the message is kept to learn from, and a person is one tap away."""
    if talk.session.doubt is not None:
        _keep(talk, talk.session.doubt)
    talk.change(doubt=None, misses=talk.session.misses + 1)
    menu.short(talk, talk.say("menu.none_of_these"))


def missed(talk: Talk, event: Said) -> None:
    """Keep a message that nothing answered, masked; never one where somebody may be in danger."""
    doubt = _doubt(talk, event)
    if doubt is not None:
        _keep(talk, doubt)


def _keep(talk: Talk, doubt: Doubt) -> None:
    talk.do(Missed(doubt.text, doubt.language, doubt.candidates))


def _doubt(talk: Talk, event: Said) -> Doubt | None:
    """The message as it may be kept; None where it may not, or where nothing is left of it."""
    meaning = event.understanding
    if meaning.danger is not None or event.amended or len(event.text.split()) < SHORTEST:
        return None
    territory = talk.library.knowledge.territory
    places = [match.commune.nom for match in territory.mention(event.text)]
    text = talk.library.masker.masked(event.text, places)
    if text is None:
        return None
    candidates = tuple(candidate.intent for candidate in meaning.alternatives)
    return Doubt(text, event.language(talk.session.language), candidates)


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
