"""Offers between a household and its landlord: made, shown, accepted, refused; never a chat."""

from dataclasses import replace

from bot.desk import negotiation, offering
from bot.desk.mediation import SIDES, Draft, Mediation, Party, Side
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.service import figures, parties, plans
from bot.service.world import World
from knowledge.instalments import Plan
from storage.cases import CaseRow

EVERYONE: tuple[Party, ...] = ("household", "landlord", "staff")


def compose(world: World, row: CaseRow, known: Mediation, party: Party, *lead: Safe) -> None:
    """Ask the next thing that an offer of this party still needs; all said, show it whole."""
    ground = parties.ground(world, row, known, party)
    spoken = parties.voice(world, row, party)
    draft = known.drafts.get(party, Draft())
    step = offering.next_step(draft)
    options = offering.options(step, ground, spoken)
    if step == "confirm":
        plan = offering.plan_of(draft, ground.debt)
        about = _budget(world, row, known, party, plan)
        key = "desk.mediation_confirm" if party == "staff" else "mediation.confirm"
        said = (spoken.say(key), offering.told(plan, spoken), about)
        parties.tell(world, row, party, *lead, *said, options=options)
        return
    asked = spoken.say(f"mediation.ask_{step}", debt=spoken.euros(known.remaining))
    parties.tell(world, row, party, *lead, asked, options=options)


def start(world: World, row: CaseRow, known: Mediation, party: Party) -> None:
    """A new offer, from the first question; after the last round, wanting another is refusing this one."""
    rounds = world.library.knowledge.mediation.rounds
    if party != "staff" and known.offer is not None and known.offer.version >= rounds:
        refuse(world, row, known, party, known.offer.version)
        return
    negotiation.may_propose(known, party, rounds)
    compose(world, row, _drafted(world, row, known, party, Draft()), party)


def take(world: World, row: CaseRow, known: Mediation, party: Party, step: str, value: str) -> None:
    """One answer; one that cannot be is asked again, saying why."""
    negotiation.may_propose(known, party, world.library.knowledge.mediation.rounds)
    before = known.drafts.get(party, Draft())
    after = offering.take(before, step, value)
    ground = parties.ground(world, row, known, party)
    wrong = offering.fault(after, ground)
    if wrong is None:
        compose(world, row, _drafted(world, row, known, party, after), party)
        return
    spoken = parties.voice(world, row, party)
    compose(world, row, known, party, spoken.say(f"mediation.problem_{wrong}", months=ground.rules.months))


def type_in(world: World, row: CaseRow, party: Party, step: str) -> None:
    """The sum or the day is written instead of chosen."""
    parties.ask(world, row, party, parties.voice(world, row, party).say(f"mediation.type_{step}"), step)


def typed(world: World, row: CaseRow, known: Mediation, party: Party, step: str, incoming: Incoming) -> None:
    """What was written; unread, it is asked again."""
    spoken = parties.voice(world, row, party)
    today = world.now.date()
    value = offering.read(step, incoming.text, world.library.answers, spoken.language, today)
    if value is None:
        compose(world, row, known, party, spoken.say("mediation.unread"))
    else:
        take(world, row, known, party, step, value)


def _drafted(world: World, row: CaseRow, known: Mediation, party: Party, draft: Draft | None) -> Mediation:
    others = {one: kept for one, kept in known.drafts.items() if one != party}
    after = replace(known, drafts=others | {party: draft} if draft else others)
    parties.keep(world, row, after)
    return after


def drop(world: World, row: CaseRow, known: Mediation, party: Party) -> None:
    """The offer is not sent."""
    _drafted(world, row, known, party, None)
    parties.say(world, row, party, "mediation.dropped")


def send(world: World, row: CaseRow, known: Mediation, party: Party) -> None:
    """The offer leaves: a new version, shown to all three."""
    draft = known.drafts.get(party, Draft())
    rules = world.library.knowledge.mediation
    if offering.next_step(draft) != "confirm" or offering.fault(
        draft, parties.ground(world, row, known, party)
    ):
        compose(world, row, known, party)
        return
    plan = offering.plan_of(draft, known.remaining)
    after = negotiation.propose(known, party, plan, rules.rounds)
    parties.keep(world, row, after)
    figures.intervention(world, row, "mediation")
    assert after.offer is not None
    parties.say(world, row, party, "mediation.sent", version=after.offer.version)
    if party != "staff":
        parties.ask_name(world, row, after, party)
    for other in EVERYONE:
        if other != party:
            show(world, row, after, other)


def show(world: World, row: CaseRow, known: Mediation, party: Party, *lead: Safe) -> None:
    """The newest offer as this party may see it, with what it can answer."""
    offer = known.offer
    if offer is None:
        return
    spoken = parties.voice(world, row, party)
    version = offer.version
    values = ("propose", "stop")
    if party != "staff":
        accept = () if party in known.accepted else (f"accept:{version}",)
        values = (*accept, "counter", f"refuse:{version}", "stop")
    about = _budget(world, row, known, party, offer.plan)
    told = (offering.headed(offer, known, party, spoken), about, spoken.say("mediation.clock"))
    parties.tell(world, row, party, *lead, *told, options=parties.buttons(spoken, *values))


def _budget(world: World, row: CaseRow, known: Mediation, party: Party, plan: Plan) -> Safe:
    """What the budget says of a plan: all to the household; to others the sum only where it agreed."""
    able = parties.sustainable(world, row)
    if able is None:
        return Safe("")
    spoken = parties.voice(world, row, party)
    over = plan.amount > able
    if party == "household":
        key = "mediation.budget_over" if over else "mediation.budget_fits"
        return spoken.say(key, amount=spoken.euros(able))
    if known.show_budget:
        return spoken.say("bailleur.budget", amount=spoken.euros(able))
    return spoken.say("desk.mediation_over") if party == "staff" and over else Safe("")


def accept(world: World, row: CaseRow, known: Mediation, side: Side, version: int) -> None:
    """One side agrees; once both do, it is written down."""
    after = negotiation.accept(known, side, version)
    parties.keep(world, row, after)
    if after.state == "accord":
        plans.agreed(world, row, after)
        return
    parties.say(world, row, side, "mediation.you_accept", version=version)
    parties.ask_name(world, row, after, side)
    other = _other(side)
    by = parties.voice(world, row, other).label(f"mediation.by_{side}")
    if other not in after.accepted:
        said = parties.voice(world, row, other).say("mediation.other_accepts", version=version, by=by)
        show(world, row, after, other, said)
    _tell_staff_of(world, row, "accepts", side, version)


def refuse(world: World, row: CaseRow, known: Mediation, side: Side, version: int) -> None:
    """One side refuses; another offer can be made, or, after the last round, the permanence calls."""
    rules = world.library.knowledge.mediation
    after = negotiation.refuse(known, side, version, rules.rounds)
    parties.keep(world, row, after)
    _tell_staff_of(world, row, "refuses", side, version)
    if after.state == "appel":
        for one in SIDES:
            parties.say(world, row, one, "mediation.call", rounds=rules.rounds)
        parties.tell_staff(world, row, "call", rounds=rules.rounds)
        return
    for one in SIDES:
        spoken = parties.voice(world, row, one)
        by = spoken.label(f"mediation.by_{side}")
        options = parties.buttons(spoken, "propose", "stop")
        key = "mediation.you_refuse" if one == side else "mediation.other_refuses"
        parties.say(world, row, one, key, options, version=version, by=by)


def _other(side: Side) -> Side:
    return "landlord" if side == "household" else "household"


def _tell_staff_of(world: World, row: CaseRow, key: str, side: Side, version: int) -> None:
    by = world.staff_voice.label(f"mediation.by_{side}")
    parties.tell_staff(world, row, key, by=by, version=version)


def stop(world: World, row: CaseRow, known: Mediation, party: Party) -> None:
    """Whoever wants it ends the search for an agreement; of an agreement, the landlord may only leave."""
    if known.state == "accord" and party == "landlord":
        parties.farewell(world, row, "bailleur.left")
        parties.tell_staff(world, row, "landlord_left")
        return
    parties.keep(world, row, negotiation.stop(known))
    parties.forget_codes(world, row)
    figures.step(world, row, "mediation", step="declined")
    parties.farewell(world, row, "bailleur.left" if party == "landlord" else "bailleur.over")
    parties.say(world, row, "household", "mediation.stopped")
    parties.tell_staff(world, row, "arretee_by", by=world.staff_voice.label(f"mediation.by_{party}"))
