"""The doors of the mediation: what household, landlord and staff press, write and open."""

from collections.abc import Callable
from typing import cast

from bot.desk.mediation import Mediation, Party, Side
from bot.desk.negotiation import REFUSALS, CannotBe
from bot.incoming import Incoming
from bot.service import bargaining, contact, files, parties, plans, relay, silence, staff
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

STAFF_ALONE = frozenset({"begin", "state", "invite", "code", "protocol"})
HOUSEHOLD_ALONE = frozenset({"contact", "show", "quiet"})
SIDES_ALONE = frozenset({"accept", "refuse", "said"})
NAME_LENGTH = 80


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of the mediation, whoever pressed it: each may press only its own."""
    name, _, argument = str(button.value).partition(":")
    party = parties.who(world, incoming, row) if row else None
    if row is None or party is None or not _may(party, name):
        staff.refuse(world, incoming, row.id if row else None, "mediation")
        return "refused"
    known = parties.load(world, row)
    try:
        _done(world, incoming, row, known, party, name, argument)
    except (CannotBe, ValueError) as error:
        reason = error.reason if isinstance(error, CannotBe) else "stale"
        parties.notice(world, row, incoming, party, REFUSALS[reason])
        return f"mediation {reason}"
    parties.notice(world, row, incoming, party)
    if party == "staff":
        silence.acted(world, row.id)
    world.tx.audit.add(incoming.user_id or 0, f"mediation_{name}", row.id, {"party": party}, world.at)
    return f"mediation {name} {row.reference}"


def _may(party: Party, name: str) -> bool:
    if name in STAFF_ALONE:
        return party == "staff"
    if name in HOUSEHOLD_ALONE:
        return party == "household"
    return name not in SIDES_ALONE or party != "staff"


def _done(
    world: World,
    incoming: Incoming,
    row: CaseRow,
    known: Mediation | None,
    party: Party,
    name: str,
    argument: str,
) -> None:
    if name == "begin":
        contact.begin(world, row)
    elif name == "state":
        contact.state(world, row, known)
        files.refresh_card(world, row.id)  # its own buttons again, where «Plus…» stood
    elif known is None:
        raise CannotBe("stale")
    elif name in _OF_STAFF:
        _OF_STAFF[name](world, row, known)
    elif name in _OF_ANYBODY:
        _OF_ANYBODY[name](world, row, known, party)
    elif name.startswith("type_"):
        bargaining.type_in(world, row, party, name.removeprefix("type_"))
    elif name in ("amount", "first", "rent"):
        bargaining.take(world, row, known, party, name, argument)
    else:
        _answered(world, row, known, party, name, argument)


_OF_STAFF: dict[str, Callable[[World, CaseRow, Mediation], None]] = {
    "invite": contact.invite,
    "code": lambda world, row, known: contact.invite(world, row, known, picture=True),
    "protocol": plans.write_down,
    "quiet": plans.be_quiet,
}
_OF_ANYBODY: dict[str, Callable[[World, CaseRow, Mediation, Party], None]] = {
    "propose": bargaining.start,
    "counter": bargaining.start,
    "again": bargaining.start,
    "send": bargaining.send,
    "drop": bargaining.drop,
    "stop": bargaining.stop,
}


def _answered(world: World, row: CaseRow, known: Mediation, party: Party, name: str, argument: str) -> None:
    """An answer of the household or the landlord."""
    side = cast(Side, party)
    if name == "contact":
        contact.answered(world, row, known, argument == "yes")
    elif name == "show":
        contact.shown(world, row, known, argument == "show")
    elif name == "accept":
        bargaining.accept(world, row, known, side, int(argument))
    elif name == "refuse":
        bargaining.refuse(world, row, known, side, int(argument))
    elif name == "said":
        number, _, yes = argument.partition(":")
        plans.hear(world, row, known, side, int(number), yes == "yes")
    else:
        raise CannotBe("stale")


def command(world: World, incoming: Incoming) -> str:
    """`/mediation` in the topic of a case: where it is, what can be done; with a sum, it begins."""
    row = relay.case_here(world, incoming)
    if row is None:
        staff.say(world, incoming, "desk.no_topic")
        return "sujet inconnu"
    if parties.who(world, incoming, row) != "staff":
        staff.refuse(world, incoming, row.id, "mediation")
        return f"refused {row.reference}"
    if incoming.argument:
        _debt(world, row, incoming.argument)
    else:
        contact.state(world, row, parties.load(world, row))
    return f"mediation {row.reference}"


def _debt(world: World, row: CaseRow, text: str) -> None:
    debt = world.library.answers.read_amount(text, "fr")
    if debt is None or debt <= 0:
        parties.tell_staff(world, row, "not_an_amount")
        contact.begin(world, row)
    else:
        contact.ask_household(world, row, debt)


def reply(world: World, incoming: Incoming, argument: str, row: CaseRow | None) -> str:
    """Words that reply to a question of the mediation: a debt, a sum, a day, a name."""
    party = parties.who(world, incoming, row) if row else None
    if row is None or party is None or (argument == "debt" and party != "staff"):
        staff.refuse(world, incoming, row.id if row else None, "mediation")
        return "refused"
    known = parties.load(world, row)
    try:
        _replied(world, incoming, row, known, party, argument)
    except CannotBe as error:
        parties.say(world, row, party, REFUSALS[error.reason])
        return f"mediation {error.reason}"
    return f"mediation {argument} {row.reference}"


def _replied(
    world: World, incoming: Incoming, row: CaseRow, known: Mediation | None, party: Party, argument: str
) -> None:
    if argument == "debt":
        _debt(world, row, incoming.text)
    elif known is None:
        raise CannotBe("stale")
    elif argument == "name":
        name = " ".join(incoming.text.split())[:NAME_LENGTH]
        plans.named(world, row, known, cast(Side, party), name)
    else:
        bargaining.typed(world, row, known, party, argument, incoming)


def replied_by_staff(world: World, incoming: Incoming, argument: str, row: CaseRow | None) -> str:
    """A reply to a question put to the landlord is the landlord's; under its words in a topic, it is staff's,
    and goes nowhere: neither to it nor, by mistake, to the household.
    """
    if row is not None and parties.who(world, incoming, row) == "landlord":
        return reply(world, incoming, argument, row)
    staff.say(world, incoming, "desk.mediation_no_words")
    return "mots retenus"
