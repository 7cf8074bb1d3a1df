"""Before a case is presented to a commission: a named recipient, the very text, and the household's word."""

from bot.dialogue.effects import Line, Present
from bot.dialogue.events import Rang, Said
from bot.dialogue.lines import lines
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge.commissions import READ

KIND = "commission"


def ring(talk: Talk, event: Rang) -> None:
    """The permanence proposes it: who would read what, and two answers that stay good."""
    told = tuple(line for line in lines(talk) if line.name in READ)
    text = _shown(talk, event, told)
    talk.change(commission=event.data["commission"])
    talk.do(Present(event.data["case"], None, text, told))
    options = (
        (f"{KIND}:agree", talk.voice.label("button.agree")),
        (f"{KIND}:refuse", talk.voice.label("button.refuse")),
    )
    talk.offer(KIND, options, text)


def _shown(talk: Talk, event: Rang, told: tuple[Line, ...]) -> Safe:
    """The text agreement is given on."""
    commission = talk.library.knowledge.commissions[event.data["commission"]]
    listed = "\n".join(f"• {rich(line.text)}" for line in told)
    parts = (
        talk.say("commission.ask", name=rich(event.data["name"])),
        talk.say("commission.who", commission=commission.nom, what=talk.say(f"commission.{commission.kind}")),
        talk.say("commission.text"),
        Safe(listed),
        talk.say("commission.tried", text=event.data["tried"]),
        talk.say("commission.rights"),
    )
    return Safe("\n".join(part for part in parts if part))


def action(talk: Talk, answer: str) -> None:
    """«D'accord» or «Non merci», until the commission has decided."""
    case = talk.session.case
    if talk.session.question is not None and talk.session.question.kind == KIND:
        talk.change(question=None)
    if case is None or talk.session.commission is None:
        talk.reply(talk.say("commission.over"))
        return
    agreed = answer == "agree"
    talk.do(Present(case, agreed))
    talk.note("accord donné pour la commission" if agreed else "accord refusé pour la commission")
    talk.reply(talk.say("commission.agreed" if agreed else "commission.declined"))


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """An answer in words."""
    if question.kind != KIND:
        return False
    agreed = talk.library.answers.read_yes_no(event.text, event.language(talk.session.language))
    if agreed is None:
        return False
    action(talk, "agree" if agreed else "refuse")
    return True
