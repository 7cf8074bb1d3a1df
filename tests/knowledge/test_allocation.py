"""The waiting list: no case waits while a place fits it, the most urgent first, nobody gets a taken place."""

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.allocation import Allocation, Waiting, allocate, by_case
from knowledge.criteria import RouteRequest
from knowledge.routing import route
from knowledge.schedule import sessions
from tests.knowledge.permanence_samples import (
    ARREARS,
    EUROMETROPOLE,
    METZ,
    MONTIGNY,
    NANCY,
    NOW,
    SHELTER,
    THIONVILLE,
    filled,
    permanence,
    small,
    starts,
)

SEASON = NOW + timedelta(days=90)


def waiting(case: str, urgency: int = 2, **facts: object) -> Waiting:
    """A household of Metz behind with its rent, waiting since yesterday."""
    details: dict[str, object] = {"commune_insee": METZ, "domaine": ARREARS, "urgency": urgency, **facts}
    return Waiting(case, RouteRequest(**details), NOW - timedelta(days=1))  # type: ignore[arg-type]


def one_place_on(day: str) -> dict[tuple[str, str], int]:
    """Every place taken but one, on `day`."""
    taken = filled(permanence(), SEASON, 6)
    key = next(key for key in taken if key[1].startswith(day))
    return {**taken, key: 5}


def test_the_most_urgent_gets_the_freed_place() -> None:
    """One place frees on Tuesday: the summons before the first arrears, whoever asked first."""
    taken = one_place_on("2026-11-24")
    found = allocate([waiting("tôt", 3), waiting("urgent", 4)], small(permanence()), NOW, taken)
    assert [offer.case for offer in found.offers] == ["urgent"]
    assert found.left == ("tôt",)
    assert found.offers[0].expires_at == NOW + timedelta(hours=2)


def test_among_equals_the_nearest_last_day_then_the_longest_wait() -> None:
    """The same urgency: who must act first; the same day: who waited longest."""
    taken = one_place_on("2026-11-26")
    knowledge = small(permanence())
    soon = waiting("soon", 4, act_before=date(2026, 12, 1))
    later = waiting("later", 4, act_before=date(2026, 12, 20))
    assert allocate([later, soon], knowledge, NOW, taken).offers[0].case == "soon"
    old = Waiting("old", later.request, NOW - timedelta(days=9))
    assert allocate([later, old], knowledge, NOW, taken).offers[0].case == "old"


def test_an_earlier_place_only_for_who_asked_for_earlier() -> None:
    """«Plus tôt si possible»: with an appointment on 1 December, only sessions before it."""
    wish = Waiting("a", waiting("a").request, NOW, before=NOW + timedelta(days=3, hours=5))
    found = allocate([wish], small(permanence()), NOW, {})
    assert starts((found.offers[0].session,)) == ["2026-11-24 14:00"]
    first = filled(permanence(), NOW + timedelta(days=4), 6)
    assert allocate([wish], small(permanence()), NOW, first).left == ("a",)


def test_a_refused_session_is_not_offered_again() -> None:
    """The next one is."""
    (tuesday, *_) = sessions(permanence(), NOW, SEASON)
    one = Waiting("a", waiting("a").request, NOW, declined=frozenset({tuesday.key}))
    assert starts((allocate([one], small(permanence()), NOW, {}).offers[0].session,)) == ["2026-11-26 09:00"]


def test_the_language_and_the_deadline_are_preferred() -> None:
    """In time and in the language if possible; else in time; else late, and said so."""
    arabic = permanence("arabe", langues=("fr", "ar"), horaires_accueil="Fr 09:00-12:00")
    one = waiting("a", langue="ar", act_before=date(2026, 12, 1))
    knowledge = small(permanence(), arabic)
    offer = by_case(allocate([one], knowledge, NOW, {}))["a"]
    assert (offer.session.permanence_id, offer.without_language, offer.late) == ("arabe", False, False)
    full = filled(arabic, SEASON, 6)
    offer = by_case(allocate([one], knowledge, NOW, full))["a"]
    assert (offer.session.permanence_id, offer.without_language, offer.late) == ("metz", True, False)
    soon = filled(permanence(), NOW + timedelta(days=14), 6)
    offer = by_case(allocate([one], small(permanence()), NOW, soon))["a"]
    assert offer.late


PERMANENCES = (
    permanence("a", zone_eligibilite=(EUROMETROPOLE,), capacite=3),
    permanence("b", zone_eligibilite=(METZ,), zone_debordement=("57",), langues=("fr", "ar"), capacite=2),
    permanence("c", zone_eligibilite=("57",), thematiques=(SHELTER,), capacite=1, places_urgentes=0),
)
cases = st.builds(
    RouteRequest,
    commune_insee=st.sampled_from([METZ, MONTIGNY, THIONVILLE, NANCY]),
    domaine=st.sampled_from([ARREARS, SHELTER]),
    langue=st.sampled_from(["fr", "ar", None]),
    urgency=st.integers(0, 5),
    act_before=st.none() | st.dates(date(2026, 11, 20), date(2027, 1, 10)),
)


def taken_after(found: Allocation, before: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The occupancy once every offer is taken."""
    after = Counter(before)
    after.update(offer.session.key for offer in found.offers)
    return dict(after)


@settings(max_examples=60, deadline=None)
@given(st.lists(cases, max_size=25), st.integers(0, 2**30))
def test_nobody_waits_while_a_place_fits(requests: list[RouteRequest], seed: int) -> None:
    """Routing itself, asked again for every case left waiting, finds no place; and no session is overfull."""
    chance = random.Random(seed)
    before = {}
    for one in PERMANENCES:
        for key, most in filled(one, SEASON, one.capacite).items():
            before[key] = most if chance.random() < 0.8 else chance.randint(0, most)
    knowledge = small(*PERMANENCES)
    listed = [Waiting(f"case {index}", request, NOW) for index, request in enumerate(requests)]
    found = allocate(listed, knowledge, NOW, before)
    assert {offer.case for offer in found.offers} | set(found.left) == {one.case for one in listed}
    after = taken_after(found, before)
    for one in listed:
        if one.case in found.left:
            assert route(one.request, knowledge, NOW, after).permanence is None
    places = {session.key: session.places for one in PERMANENCES for session in sessions(one, NOW, SEASON)}
    assert all(count <= places[key] for key, count in after.items() if key in places)
    assert allocate([one for one in listed if one.case in found.left], knowledge, NOW, after).offers == ()
