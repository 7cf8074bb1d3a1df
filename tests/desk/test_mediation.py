"""Both agree to the same version or nobody has agreed; no step can be made twice, too early or too late."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import mediation, negotiation
from bot.desk.mediation import Mediation
from bot.desk.negotiation import CannotBe
from knowledge.instalments import Plan

ROUNDS = 5
PLAN = Plan(Decimal("1920.00"), Decimal("100.00"), date(2027, 1, 5), date(2026, 12, 1))


def talking(**changes):
    """A landlord has come."""
    return Mediation("discussion", Decimal("1920.00"), **changes)


def offered(by="household", count=1):
    """So many offers were made."""
    known = talking()
    for _ in range(count):
        known = negotiation.propose(known, by, PLAN, ROUNDS)
    return known


def test_the_way_to_an_agreement():
    """Asked, agreed to contact, invited, joined, offered, accepted by the other: agreed."""
    known = Mediation("proposee", Decimal(1920))
    known = negotiation.join(negotiation.invite(negotiation.agree_to_contact(known, True, "texte")))
    known = negotiation.propose(known, "household", PLAN, ROUNDS)
    assert (known.state, known.accepted) == ("discussion", {"household"})
    known = negotiation.accept(known, "landlord", 1)
    assert (known.state, known.plan) == ("accord", PLAN)


def test_refusing_contact_ends_it():
    """Nobody can be invited afterwards."""
    known = negotiation.agree_to_contact(Mediation("proposee", Decimal(1920)), False, "texte")
    assert known.state == "refusee"
    for step in (negotiation.invite, negotiation.join, negotiation.stop):
        with pytest.raises(CannotBe):
            step(known)


def test_a_change_needs_both_again():
    """What one side had accepted counts no more once a new version is there."""
    known = negotiation.accept(offered("staff"), "landlord", 1)
    known = negotiation.propose(known, "staff", PLAN, ROUNDS)
    assert (known.accepted, known.offer.version) == (frozenset(), 2)
    with pytest.raises(CannotBe, match="stale"):
        negotiation.accept(known, "household", 1)


def test_accepting_twice_is_accepting_once():
    """One side alone never makes an agreement, however often it presses."""
    known = negotiation.accept(negotiation.accept(offered("staff"), "landlord", 1), "landlord", 1)
    assert known.state == "discussion"


def test_after_five_offers_the_permanence_calls():
    """The fifth refused: only staff propose, who have called; what they propose can be accepted."""
    known = negotiation.refuse(offered("landlord", ROUNDS), "household", ROUNDS, ROUNDS)
    assert known.state == "appel"
    with pytest.raises(CannotBe, match="call_first"):
        negotiation.propose(known, "landlord", PLAN, ROUNDS)
    known = negotiation.propose(known, "staff", PLAN, ROUNDS)
    known = negotiation.accept(negotiation.accept(known, "landlord", 6), "household", 6)
    assert known.state == "accord"


def test_a_refusal_takes_an_agreement_back():
    """Who had accepted and now refuses has not agreed."""
    known = negotiation.accept(offered("staff"), "landlord", 1)
    assert negotiation.refuse(known, "landlord", 1, ROUNDS).accepted == frozenset()


def test_staff_open_an_agreement_again():
    """After a missed instalment a new amount is possible; both must agree to it."""
    known = negotiation.accept(offered(), "landlord", 1)
    known = negotiation.hear(known, "household", 1, False)
    with pytest.raises(CannotBe):
        negotiation.propose(known, "landlord", PLAN, ROUNDS)
    known = negotiation.propose(known, "staff", PLAN, ROUNDS)
    assert (known.state, known.said, known.accepted) == ("discussion", {}, frozenset())


@pytest.mark.parametrize(
    ("household", "landlord", "missed", "kept", "disputed"),
    [
        (None, None, False, False, False),
        (True, None, False, True, False),
        (None, True, False, True, False),
        (True, True, False, True, False),
        (False, None, True, False, False),
        (True, False, True, False, True),
        (False, True, True, False, True),
        (False, False, True, False, False),
    ],
)
def test_one_no_is_enough_to_look_into_it(household, landlord, missed, kept, disputed):
    """Kept where somebody says yes and nobody no."""
    said = mediation.Said(household, landlord)
    assert (said.missed, said.kept, said.disputed) == (missed, kept, disputed)


def test_kept_to_the_end_when_none_was_missed():
    """Twenty times yes, and the plan was kept; with one no it was not."""
    for broken in (False, True):
        known = negotiation.accept(offered(), "landlord", 1)
        for number in range(1, PLAN.count + 1):
            known = negotiation.hear(known, "landlord", number, not (broken and number == 7))
            known = negotiation.settle(known, number)
        assert known.state == ("accord" if broken else "tenue")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "accept", "refuse", "stop", "hear"]),
        st.sampled_from(["household", "landlord", "staff"]),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=30,
)


def taken(known, step, party, version, yes):
    """One step; raises CannotBe where it cannot be."""
    if step == "propose":
        return negotiation.propose(known, party, PLAN, ROUNDS)
    if step == "stop" or party == "staff":
        return negotiation.stop(known)
    if step == "hear":
        return negotiation.hear(known, party, version, yes)
    if step == "accept":
        return negotiation.accept(known, party, version)
    return negotiation.refuse(known, party, version, ROUNDS)


@given(STEPS)
def test_nobody_is_ever_bound_to_what_they_did_not_accept(steps):
    """In any order of steps, an agreement is on the version that both accepted, and it is stored exactly."""
    known, accepted = talking(), {}
    for step, party, version, yes in steps:
        try:
            known = taken(known, step, party, version, yes)
        except CannotBe:
            continue
        if step == "propose":
            accepted = {party: known.offer.version} if party != "staff" else {}
        elif step in ("accept", "refuse") and party != "staff":
            accepted[party] = version if step == "accept" else None
        assert mediation.parse(mediation.dump(known)) == known
        if known.state == "accord":
            assert accepted == {"household": known.offer.version, "landlord": known.offer.version}
