"""Another permanence would follow the household: named, with the very text it would get; no is an answer."""

from bot.dialogue import appointments, places
from bot.dialogue.effects import Agree, Forget
from bot.dialogue.events import Rang, Said
from bot.dialogue.lines import lines
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich

KIND = "transfer"
GO, STAY = "move", "stay"


def ring(talk: Talk, event: Rang) -> None:
    """Staff propose a transfer, or take the proposal back."""
    if "over" in event.data:
        _over(talk)
        return
    if not talk.session.case:
        return
    permanence = event.data["permanence"]
    talk.change(offered=permanence)
    options = (
        (f"{GO}:{permanence}", talk.voice.label("button.agree")),
        (f"{STAY}:{permanence}", talk.voice.label("button.stay")),
    )
    reason = event.data["reason"]
    why = talk.say(f"transfer.why_{reason}") if reason else Safe("")
    asked = talk.say(
        "transfer.ask", origin=_here(talk), name=_name(talk, permanence), reference=talk.session.case
    )
    talk.offer(KIND, options, Safe(" ".join(filter(None, (asked, why)))), shown(talk), human=False)


def shown(talk: Talk) -> Safe:
    """What the other permanence would receive: the text agreement is given on."""
    listed = [f"• {rich(line.text)}" for line in lines(talk)]
    listed.append(f"• {talk.say('transfer.messages')}")
    return Safe(
        "\n".join((talk.say("transfer.shown"), *listed, talk.say("transfer.rights", origin=_here(talk))))
    )


def _over(talk: Talk) -> None:
    if talk.session.offered is not None:
        talk.change(offered=None, question=None)
        talk.reply(talk.say("transfer.over", reference=talk.session.case))


def chosen(talk: Talk, name: str, permanence: str) -> None:
    """One of the two buttons; of a proposal that no longer stands, nothing comes."""
    if talk.session.case is None or talk.session.offered != permanence:
        talk.reply(talk.say("transfer.over", reference=talk.session.case or ""))
    elif name == GO:
        _go(talk, permanence)
    else:
        _stay(talk, permanence)


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """«d'accord» or «non» in words."""
    if question.kind != KIND or talk.session.offered is None:
        return False
    agreed = talk.library.answers.read_yes_no(event.text, event.language(talk.session.language))
    if agreed is None:
        return False
    chosen(talk, GO if agreed else STAY, talk.session.offered)
    return True


def _go(talk: Talk, permanence: str) -> None:
    case, text = talk.session.case or "", shown(talk)
    named = talk.say("transfer.ask", origin=_here(talk), name=_name(talk, permanence), reference=case)
    for mine in filter(None, (places.booked(talk), places.held(talk))):
        places.give_back(talk, mine)
    talk.do(Forget(appointments.KIND))
    talk.do(Agree(case, permanence, True, Safe(f"{named}\n{text}"), lines(talk)))
    talk.note("transfert accepté", f"permanence {permanence}")
    talk.change(offered=None, question=None, permanence=permanence, case_state="waiting")
    appointments.offer(talk, talk.say("transfer.done", name=_name(talk, permanence), reference=case))


def _stay(talk: Talk, permanence: str) -> None:
    talk.do(Agree(talk.session.case or "", permanence, False))
    talk.note("transfert refusé")
    talk.change(offered=None, question=None)
    talk.reply(talk.say("transfer.refused", origin=_here(talk)))


def _here(talk: Talk) -> Safe:
    return _name(talk, talk.session.permanence or "")


def _name(talk: Talk, permanence: str) -> Safe:
    return rich(talk.library.name_of(permanence, talk.session.language))
