"""The steps of a mediation: offers, not chat; both agree to the same version, or nobody has agreed.

Nothing is sent here. A step that cannot be is an exception with a reason that a phrase exists for.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from bot.desk.mediation import OVER, SIDES, TALKING, Mediation, Offer, Party, Said, Side, State
from bot.errors import BotError
from knowledge.instalments import Instalment, Plan

Reason = Literal["stale", "not_now", "call_first"]


class CannotBe(BotError):
    """A step that the state does not allow: an old version, too early, too late, or too many offers."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def agree_to_contact(known: Mediation, agreed: bool, consent: str) -> Mediation:
    """The household's answer to «may we write to your landlord?», with the text it read."""
    if known.state != "proposee":
        raise CannotBe("stale")
    return replace(known, state="ouverte" if agreed else "refusee", consent=consent)


def invite(known: Mediation) -> Mediation:
    """The landlord may be invited, and invited again until it has come."""
    if known.state not in ("ouverte", "invitation"):
        raise CannotBe("not_now")
    return replace(known, state="invitation")


def join(known: Mediation) -> Mediation:
    """The landlord has come."""
    if known.state != "invitation":
        raise CannotBe("stale")
    return replace(known, state="discussion")


def without_landlord(known: Mediation) -> Mediation:
    """The landlord cannot be reached any more: while nothing is agreed, it may be invited again."""
    return replace(known, state="invitation") if known.state in TALKING else known


def may_propose(known: Mediation, by: Party, rounds: int) -> None:
    """Raises CannotBe where this party may make no offer now; after `rounds` of them only staff may."""
    if by != "staff" and (known.state == "appel" or len(known.offers) >= rounds):
        raise CannotBe("call_first")
    again = known.state == "accord" and by == "staff" and known.remaining > 0
    if known.state not in TALKING and not again:
        raise CannotBe("not_now")


def propose(known: Mediation, by: Party, plan: Plan, rounds: int) -> Mediation:
    """A new version: whoever agreed to the one before must agree again; its author agrees to it.

    After `rounds` offers only staff propose, who have called. Staff may also open an agreement again.
    """
    may_propose(known, by, rounds)
    offer = Offer(len(known.offers) + 1, by, plan)
    accepted: frozenset[Side] = frozenset() if by == "staff" else frozenset({by})
    drafts = {party: draft for party, draft in known.drafts.items() if party != by}
    state: State = "appel" if offer.version > rounds else "discussion"
    return replace(
        known,
        state=state,
        debt=plan.debt,
        offers=(*known.offers, offer),
        accepted=accepted,
        drafts=drafts,
        said={},
        settled=frozenset(),
    )


def accept(known: Mediation, side: Side, version: int) -> Mediation:
    """One side agrees to this version; once both do, it is agreed."""
    _current(known, version)
    accepted = known.accepted | {side}
    return replace(known, accepted=accepted, state="accord" if accepted == set(SIDES) else known.state)


def refuse(known: Mediation, side: Side, version: int, rounds: int) -> Mediation:
    """One side refuses this version; after the last round the permanence calls."""
    _current(known, version)
    return replace(
        known,
        accepted=known.accepted - {side},
        state="appel" if version >= rounds else known.state,
    )


def _current(known: Mediation, version: int) -> None:
    if known.state not in TALKING:
        raise CannotBe("not_now")
    if known.offer is None or known.offer.version != version:
        raise CannotBe("stale")


def stop(known: Mediation) -> Mediation:
    """It ends without agreement, whoever wants it; an agreement stays what it is."""
    if known.state in OVER or known.state == "accord":
        raise CannotBe("stale")
    return replace(known, state="arretee", drafts={}, accepted=frozenset())


def hear(known: Mediation, side: Side, number: int, yes: bool) -> Mediation:
    """What one side says of one instalment; it may correct itself."""
    instalment(known, number)
    before = known.said.get(number, Said())
    after = replace(before, household=yes) if side == "household" else replace(before, landlord=yes)
    return replace(known, said={**known.said, number: after})


def instalment(known: Mediation, number: int) -> Instalment:
    """One instalment of the plan agreed on."""
    if known.plan is None or not 1 <= number <= known.plan.count:
        raise CannotBe("stale")
    return known.plan.table()[number - 1]


def settle(known: Mediation, number: int) -> Mediation:
    """An instalment is counted; after the last one, with none missed, the plan was kept to the end."""
    if known.plan is None:
        raise CannotBe("stale")
    settled = known.settled | {number}
    kept = [known.said.get(one, Said()) for one in range(1, known.plan.count + 1)]
    done = number == known.plan.count and all(said.kept for said in kept)
    return replace(known, settled=settled, state="tenue" if done else known.state)


REFUSALS: Mapping[Reason, str] = MappingProxyType(
    {"stale": "mediation.stale", "not_now": "mediation.not_now", "call_first": "mediation.call_first"}
)
"""What is said of a step that cannot be."""
