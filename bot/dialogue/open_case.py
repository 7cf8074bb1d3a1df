"""What a household with an open case writes: for the people who follow it, or answered here."""

from bot.dialogue import permanences
from bot.dialogue.courtesies import only_greets
from bot.dialogue.events import Said
from bot.dialogue.talk import Talk

SMALL_TALK = frozenset({"bonjour", "merci", "au_revoir"})
"""Words that tell a permanence nothing: not kept among those that would be passed on."""
ANSWERED_HERE = SMALL_TALK | {"rendez_vous", "mes_donnees"}
"""Words to which nobody at the permanence owes an answer."""
ANSWERED_ANYWAY = ANSWERED_HERE | {"parler_a_quelquun"}
"""Words that are answered even where they ask nothing."""


def answered_here(event: Said) -> bool:
    """Whether, surely, nobody owes an answer: in doubt somebody does, so that no question is forgotten."""
    intent = event.understanding.intent
    asks = event.understanding.ambiguous or (intent == "bonjour" and not only_greets(event))
    return intent in ANSWERED_HERE and not asks


def news(talk: Talk, event: Said) -> bool:
    """«J'ai trouvé du travail», in an open case: words that expect no answer are for the people who follow
    it, unless they are a courtesy or tell of another step of the procedure."""
    meaning = event.understanding
    if talk.session.case is None or meaning.asks or event.follow_up:
        return False
    clear = meaning.intent is not None and not meaning.ambiguous
    if clear and (meaning.intent in ANSWERED_ANYWAY or meaning.stage not in (None, talk.session.stage)):
        return False
    return passed_on(talk, event)


def passed_on(talk: Talk, event: Said) -> bool:
    """Words for the permanence, when a case is open and they ask nothing of the bot."""
    if talk.session.case is None:
        return False
    talk.reply(talk.say("referral.passed_on", reference=talk.session.case), permanences.reopening(talk))
    return True
