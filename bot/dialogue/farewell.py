"""«Avez-vous encore besoin d'aide ?»: asked before a case ends; only a clear no ends it."""

from bot.dialogue import misses
from bot.dialogue.effects import Need
from bot.dialogue.events import Rang, Said
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk

KIND = "closing"
NEEDED = "needed"
BRIEF = 3
"""Words: «non merci» ends a case; «non, on m'expulse demain» must not."""


def ring(talk: Talk, event: Rang) -> None:
    """Staff would close the case; or they keep it open after all, and nothing is said."""
    outcome = event.data.get("outcome")
    if outcome is None or not talk.session.case:
        talk.change(closing=None, question=None if talk.session.closing else talk.session.question)
        return
    talk.change(closing=outcome)
    options = (
        (f"{NEEDED}:yes", talk.voice.label("button.still")),
        (f"{NEEDED}:no", talk.voice.label("button.enough")),
    )
    told = talk.voice.label(f"outcome.{outcome}")
    asked = talk.say("farewell.ask", name=_name(talk), reference=talk.session.case, outcome=told)
    talk.offer(KIND, options, asked, human=False)


def chosen(talk: Talk, answer: str) -> None:
    """One of the two buttons; once it was answered or taken back, nothing ends."""
    if talk.session.closing is None or talk.session.case is None:
        misses.stale(talk)
    elif answer == "no":
        _enough(talk, talk.session.case, talk.session.closing)
    else:
        _still(talk, talk.session.case)


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """«Oui» at any length keeps it open; a no ends it where it is no more than a no."""
    if question.kind != KIND or talk.session.closing is None:
        return False
    needed = talk.library.answers.read_yes_no(event.text, event.language(talk.session.language))
    if needed is None or (not needed and len(event.text.split()) > BRIEF):
        return False
    chosen(talk, "yes" if needed else "no")
    return True


def _still(talk: Talk, case: str) -> None:
    talk.do(Need(case, needed=True))
    talk.note("besoin d'aide oui")
    talk.change(closing=None, question=None)
    talk.reply(talk.say("farewell.stays", name=_name(talk), reference=case))


def _enough(talk: Talk, case: str, outcome: str) -> None:
    talk.do(Need(case, needed=False))
    talk.note("besoin d'aide non")
    talk.change(case=None, case_state="closed", closing=None, question=None)
    told = talk.voice.label(f"outcome.{outcome}")
    talk.reply(talk.say("case.closed", reference=case, outcome=told), human=False)


def _name(talk: Talk) -> str:
    return talk.library.heading_of(talk.session.permanence or "", talk.session.language)
