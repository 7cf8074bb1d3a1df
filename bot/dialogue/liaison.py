"""The household's own fiche de liaison, to carry to any service: its text first, then the printed page."""

from datetime import timedelta

from bot.dialogue import dates, referral
from bot.dialogue.effects import Fiche, Line
from bot.dialogue.events import Said
from bot.dialogue.lines import lines
from bot.dialogue.replies import Choice
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich

SHOW, DROP = "fiche", "fiche_drop"
LASTS = timedelta(days=30)
NOTHING_TOLD = frozenset({"langue", "back"})
"""Lines that are there before anything was said."""


def show(talk: Talk, off: str = "") -> None:
    """What the page would say, less the lines taken off; with nothing known yet, how to begin."""
    found = _lines(talk, off)
    if not {line.name for line in lines(talk)} - NOTHING_TOLD:
        talk.change(question=None)
        talk.reply(talk.say("sheet.nothing"))
        return
    listed = "\n".join(f"• {rich(line.text)}" for line in found)
    options = tuple((value, talk.voice.label(f"sheet.{value}")) for value in ("make", "drop", "leave"))
    rights = talk.say("sheet.rights")
    talk.ask(SHOW, options, talk.say("sheet.intro"), Safe(listed), rights, human=False, given={"off": off})


def offer(talk: Talk) -> Choice:
    """The button that shows it."""
    return talk.anytime("sheet.button", "fiche")


def _lines(talk: Talk, off: str) -> tuple[Line, ...]:
    """The lines of a referral, less those that only a referral needs, and those taken off."""
    left_out = {"callback", "back", *off.split(",")}
    return tuple(line for line in lines(talk) if line.name not in left_out)


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button belongs to the fiche; if so it was acted on."""
    if question.kind not in (SHOW, DROP):
        return False
    off = question.given.get("off", "")
    if question.kind == DROP:
        show(talk, off if value == "done" else ",".join(filter(None, (off, value))))
    elif value == "make":
        _make(talk, off)
    elif value == "drop":
        _which(talk, off)
    else:
        talk.change(question=None)
        talk.reply(talk.say("sheet.left"))
    return True


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """«oui» or «non» in words; whether it was one."""
    value = referral.spoken_answer(talk, event.text) if question.kind == SHOW else None
    return value is not None and pressed(talk, question, "make" if value == "agree" else "leave")


def _which(talk: Talk, off: str) -> None:
    options = tuple((line.name, referral.short(line.text)) for line in _lines(talk, off))
    done = ("done", talk.voice.label("button.done"))
    talk.ask(DROP, (*options, done), talk.say("referral.which_line"), human=False, given={"off": off})


def _make(talk: Talk, off: str) -> None:
    deadline = dates.to_act_on(talk)
    found = _lines(talk, off)
    talk.change(question=None)
    told = {line.name for line in found}
    prudent = deadline.prudent if deadline is not None and "stage" in told else None
    talk.do(Fiche(found, prudent))
    talk.note("fiche demandée")
    until = talk.voice.day((talk.now + LASTS).date())
    talk.reply(talk.say("sheet.coming", day=until), human=False)
