"""How a mediation begins: the household is asked, then the landlord is invited, then it comes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.desk import negotiation
from bot.desk.mediation import OVER, Mediation
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.markup import plain
from bot.outgoing import HUMAN, Message
from bot.service import bargaining, figures, papers, parties, silence, staff
from bot.service.papers import Paper
from bot.service.world import World
from storage.cases import CaseRow

LINK = "landlord"
CONTACTS = ("sos_loyers_impayes",)
NEXT = {
    "proposee": ("stop",),
    "ouverte": ("invite", "code", "stop"),
    "invitation": ("invite", "code", "stop"),
    "discussion": ("propose", "stop"),
    "appel": ("propose", "stop"),
    "accord": ("propose", "protocol"),
}
"""What staff can do in each state; elsewhere, begin."""


def state(world: World, row: CaseRow, known: Mediation | None) -> None:
    """Where the mediation is, and what staff can do now."""
    options = NEXT.get(known.state, ("begin",)) if known else ("begin",)
    key = known.state if known else "none"
    labels = [(value, world.staff_voice.label(f"gesture.mediation_{value}")) for value in options]
    parties.tell_staff(world, row, key, labels, missed=len(known.missed) if known else 0)


def begin(world: World, row: CaseRow) -> None:
    """Staff are asked for the debt, with what the household said of it, if it passed that on."""
    told = next((Safe(text) for name, text in row.data["lines"] if name == "dette"), Safe(""))
    french = world.staff_voice
    more = french.say("desk.mediation_debt_told", told=told) if told else Safe("")
    said = Safe(f"{french.say('desk.mediation_debt')} {more}".strip())
    parties.ask(world, row, "staff", said, "debt")


def ask_household(world: World, row: CaseRow, debt: Decimal) -> None:
    """The household reads what its landlord would read, and says yes or no."""
    before = parties.load(world, row)
    if before is not None and before.state not in OVER:
        state(world, row, before)
        return
    if before is not None:
        parties.farewell(world, row, "bailleur.over")
    parties.keep(world, row, Mediation("proposee", debt))
    spoken = parties.voice(world, row, "household")
    options = [("contact:yes", spoken.label("button.agree")), ("contact:no", spoken.label("button.refuse"))]
    parties.tell(world, row, "household", _consent(world, row, debt), options=options)
    silence.answered(world, row.id)
    parties.tell_staff(world, row, "asked", debt=world.staff_voice.euros(debt))


def _consent(world: World, row: CaseRow, debt: Decimal) -> Safe:
    spoken = parties.voice(world, row, "household")
    return spoken.say(
        "mediation.ask_consent",
        name=_name(world, row),
        debt=spoken.euros(debt),
        text=plain(_invitation(world, row, debt)),
    )


def _invitation(world: World, row: CaseRow, debt: Decimal) -> Safe:
    """The landlord's first message: word for word what the household agreed to."""
    amount = world.staff_voice.euros(debt)
    return world.staff_voice.say("bailleur.invitation", name=_name(world, row), debt=amount)


def _name(world: World, row: CaseRow) -> str:
    return world.library.name_of(row.permanence or "")


def answered(world: World, row: CaseRow, known: Mediation, agreed: bool) -> None:
    """The household says yes or no; after «no» nothing is sent, and the help goes on."""
    after = negotiation.agree_to_contact(known, agreed, plain(_consent(world, row, known.debt)))
    parties.keep(world, row, after)
    world.tx.audit.add(row.chat_id, "mediation_yes" if agreed else "mediation_no", row.id, {}, world.at)
    if not agreed:
        figures.step(world, row, "mediation", step="declined")
        parties.say(world, row, "household", "mediation.declined")
        parties.tell_staff(world, row, "refusee")
        return
    able = parties.sustainable(world, row)
    spoken = parties.voice(world, row, "household")
    if able is None:
        parties.say(world, row, "household", "mediation.consented", parties.buttons(spoken, "stop"))
    else:
        options = [(f"show:{name}", spoken.label(f"button.mediation_{name}")) for name in ("show", "hide")]
        parties.say(world, row, "household", "mediation.ask_budget", options, amount=spoken.euros(able))
    state(world, row, after)


def shown(world: World, row: CaseRow, known: Mediation, show: bool) -> None:
    """Whether the landlord may see the sum that the budget allows; it can be changed until it was shown."""
    parties.keep(world, row, replace(known, show_budget=show))
    spoken = parties.voice(world, row, "household")
    parties.say(world, row, "household", "mediation.consented", parties.buttons(spoken, "stop"))


def invite(world: World, row: CaseRow, known: Mediation, picture: bool = False) -> None:
    """A link that serves once, for staff to pass on by their own means; as a code to scan with `picture`."""
    parties.keep(world, row, negotiation.invite(known))
    days = world.library.knowledge.mediation.invitation_days
    code = world.tx.codes.issue(LINK, {"case": row.id}, world.at + timedelta(days=days).total_seconds())
    figures.step(world, row, "mediation", step="invited")
    address = _address(world, code)
    if picture and row.group_id is not None:
        parties.forget_codes(world, row)
        paper = Paper("bailleur.png", parties.CODE_PICTURE, row.chat_id, row.group_id, row.id, True, True)
        papers.show_code(world, address, paper)
    parties.tell_staff(world, row, "link", days=days, link=address)


def _address(world: World, code: str) -> str:
    return world.link(code) or f"/start {code}"


def join(world: World, incoming: Incoming, data: dict[str, Any]) -> str:
    """The link opened in a private chat: whoever holds it is the landlord, unless it is one of ours."""
    assert incoming.chat_id is not None
    row = world.tx.cases.get(data["case"])
    known = parties.load(world, row) if row else None
    if row is None or known is None or known.state != "invitation":
        world.send(incoming.chat_id, Message(world.staff_voice.say("bailleur.too_late")), HUMAN)
        return "invitation périmée"
    if parties.who(world, incoming, row) is not None:
        staff.say(world, incoming, "bailleur.not_yours")
        parties.tell_staff(world, row, "own_link", _again(world))
        return "lien ouvert par erreur"
    world.tx.mediations.join(row.id, incoming.chat_id, world.at)
    parties.keep(world, row, negotiation.join(known))
    parties.forget_codes(world, row)
    world.tx.audit.add(incoming.chat_id, "landlord_joins", row.id, {}, world.at)
    figures.step(world, row, "mediation", step="accepted")
    _welcome(world, row, known)
    return f"bailleur {row.reference}"


def _again(world: World) -> list[tuple[str, str]]:
    return [("invite", world.staff_voice.label("gesture.mediation_invite"))]


def _welcome(world: World, row: CaseRow, known: Mediation) -> None:
    french = world.staff_voice
    contacts = (world.library.knowledge.contacts[one] for one in CONTACTS)
    numbers = ", ".join(f"{one.name} {one.phone}" for one in contacts)
    what = french.say("bailleur.welcome", reference=row.reference, numbers=numbers)
    options = parties.buttons(french, "propose", "stop")
    parties.tell(world, row, "landlord", _invitation(world, row, known.debt), what, options=options)
    spoken = parties.voice(world, row, "household")
    parties.say(world, row, "household", "mediation.joined", parties.buttons(spoken, "propose", "stop"))
    parties.tell_staff(world, row, "joined", parties.buttons(french, "propose", "stop"))
    if known.offer is not None:
        bargaining.show(world, row, negotiation.join(known), "landlord")
