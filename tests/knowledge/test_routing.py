"""Routing: the right permanence before it is too late, every decision explained, never an empty answer."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import directory
from knowledge.criteria import RouteRequest
from knowledge.directory import Fermeture, Reserve
from knowledge.reading import Reader
from knowledge.receipt import household_sentence, staff_lines
from knowledge.routing import Routing, route
from tests.knowledge.permanence_samples import (
    ARREARS,
    CONTENT,
    EUROMETROPOLE,
    METZ,
    MONTIGNY,
    NANCY,
    NOW,
    SHELTER,
    STAY,
    TERRITORY,
    THIONVILLE,
    Small,
    filled,
    permanence,
    small,
    starts,
)

YEAR = NOW + timedelta(days=365)
NEW_YEAR = date(2027, 1, 1)


def ask(
    knowledge: Small, commune: str | None = METZ, taken: dict[tuple[str, str], int] | None = None, **facts
):  # type: ignore[no-untyped-def]
    """Route a household of `commune` behind with its rent."""
    request = RouteRequest(commune, **{"domaine": ARREARS, **facts})
    return route(request, knowledge, NOW, taken or {})


def reasons(routing: Routing) -> dict[str, str]:
    """Why each permanence was dropped, last reason given."""
    return {line.permanence: line.reason for line in routing.receipt if not line.kept and line.permanence}


def test_a_household_of_metz_goes_to_the_permanence_of_borny() -> None:
    """With the shipped directory: the next session, and the last useful one before the prudent date."""
    shipped = Small(directory.load(Reader(CONTENT)))
    found = ask(shipped, act_before=NEW_YEAR, urgency=2)
    assert (found.permanence, found.rule) == ("entraidbail-metz-borny", "zone")
    assert starts(found.next_sessions) == ["2026-11-24 14:00", "2026-11-26 09:00", "2026-12-01 14:00"]
    assert found.last_useful_session is not None
    assert starts((found.last_useful_session,)) == ["2026-12-31 09:00"]


def test_a_household_elsewhere_gets_a_named_fallback() -> None:
    """Nobody near Nancy: the named result, and numbers to call."""
    shipped = Small(directory.load(Reader(CONTENT)))
    found = ask(shipped, NANCY, act_before=NEW_YEAR)
    assert (found.permanence, found.rule) == (None, "hors_zone")
    assert found.fallback[0] == "sos_loyers_impayes"
    assert household_sentence(found, shipped).key == "menage_hors_zone"


@pytest.mark.parametrize("commune", [None, "00000"])
def test_an_unknown_commune_still_gets_a_fallback(commune: str | None) -> None:
    """Without a commune nobody is chosen, and there is still somebody to call."""
    found = ask(small(permanence()), commune)
    assert (found.permanence, found.rule) == (None, "commune_inconnue")
    assert found.fallback


def test_no_permanence_at_all() -> None:
    """An empty directory is not an error."""
    found = ask(small())
    assert (found.permanence, found.rule) == (None, "hors_zone")
    assert found.fallback


def test_the_last_day_itself_counts_only_when_nothing_comes_before() -> None:
    """The session of Tuesday 24, for a last day on the 25th, the 26th (a session too) or the 24th."""
    knowledge = small(permanence())
    for last_day, expected in ((25, "2026-11-24 14:00"), (26, "2026-11-24 14:00"), (24, "2026-11-24 14:00")):
        found = ask(knowledge, act_before=date(2026, 11, last_day))
        assert found.last_useful_session is not None
        assert starts((found.last_useful_session,)) == [expected]
        assert not found.late


def test_too_late_is_said_and_the_permanence_kept() -> None:
    """First place after the last day: kept, marked late, no useful session, the fallback before it."""
    found = ask(small(permanence()), act_before=date(2026, 11, 23))
    assert (found.permanence, found.late, found.last_useful_session) == ("metz", True, None)
    assert starts(found.next_sessions)[0] == "2026-11-24 14:00"
    assert household_sentence(found, small(permanence())).key == "menage_tard"
    assert "ATTENTION" in staff_lines(found, small(permanence()))[1]


def test_a_full_permanence_is_named_full_and_waited_for() -> None:
    """Every place taken: `complet`, the waiting list, and a number to call today."""
    one = permanence()
    found = ask(small(one), taken=filled(one, YEAR, 6), act_before=NEW_YEAR)
    assert (found.permanence, found.rule, found.waiting) == (None, "complet", ("metz",))
    assert found.fallback
    assert reasons(found) == {"metz": "complet"}


def test_kept_places_go_to_urgent_cases_only() -> None:
    """With one kept place left, an urgent case is received and another is not."""
    one = permanence()
    taken = filled(one, YEAR, 5)
    assert ask(small(one), taken=taken, urgency=2).rule == "complet"
    assert ask(small(one), taken=taken, urgency=4).permanence == "metz"


def test_a_full_session_is_passed_over() -> None:
    """The first session with a free place is proposed, not the first session."""
    one = permanence()
    taken = {("metz", "2026-11-24T14:00:00+01:00"): 6}
    assert starts(ask(small(one), taken=taken).next_sessions)[0] == "2026-11-26 09:00"


def test_a_closed_week_leads_to_the_following_one() -> None:
    """Closed from 23 to 29 November: the next session is on 1 December."""
    one = permanence(fermetures=(Fermeture(date(2026, 11, 23), date(2026, 11, 29)),))
    assert starts(ask(small(one)).next_sessions)[0] == "2026-12-01 14:00"


@pytest.mark.parametrize(
    ("etat", "urgency", "received"),
    [
        ("ouverte", 0, True),
        ("complete", 5, False),
        ("suspendue", 5, False),
        ("urgences", 2, False),
        ("urgences", 3, True),
    ],
)
def test_the_state_of_a_permanence_is_obeyed(etat: str, urgency: int, received: bool) -> None:
    """Open, full, suspended, urgent cases only."""
    found = ask(small(permanence(etat=etat)), urgency=urgency)
    assert (found.permanence == "metz") is received
    assert found.fallback


def test_special_competence_comes_first() -> None:
    """A permanence for people who are hosted receives them before the general one, and nobody else."""
    special = permanence("heberges", thematiques=(SHELTER, ARREARS), reserve=Reserve(statuts=("heberge",)))
    knowledge = small(permanence(), special)
    assert ask(knowledge, statut="heberge").rule == "competence_speciale"
    assert ask(knowledge, statut="heberge").permanence == "heberges"
    assert ask(knowledge, statut="locataire").rule == "partage"


def test_the_link_then_the_known_permanence_come_before_the_zone() -> None:
    """Who sent the household, then who knows it, even from outside the zone."""
    far = permanence("loin", zone_eligibilite=("54",), liens=("bailleur-a",))
    knowledge = small(permanence(), far)
    assert (ask(knowledge, came_by="bailleur-a").permanence, ask(knowledge, came_by="loin").rule) == (
        "loin",
        "lien",
    )
    assert ask(knowledge, known_by="loin").rule == "deja_suivi"
    assert ask(knowledge, came_by="loin", known_by="metz").permanence == "loin"


def test_the_nearest_zone_wins() -> None:
    """The permanence of the commune before that of the intercommunality, then of the département."""
    town = permanence("commune", zone_eligibilite=(MONTIGNY,))
    around = permanence("agglo", zone_eligibilite=(EUROMETROPOLE,))
    county = permanence("departement", zone_eligibilite=("57",))
    knowledge = small(county, around, town)
    assert ask(knowledge, MONTIGNY).permanence == "commune"
    assert ask(knowledge, METZ).permanence == "agglo"
    assert ask(knowledge, THIONVILLE).permanence == "departement"


def test_equals_share_by_weight() -> None:
    """Of two equals the less loaded for its weight receives; the receipt says so of the other."""
    small_one, large_one = permanence("a"), permanence("b", poids=3)
    taken = {("a", "2026-11-24T14:00:00+01:00"): 1, ("b", "2026-11-24T14:00:00+01:00"): 2}
    found = ask(small(small_one, large_one), taken=taken)
    assert (found.permanence, found.rule) == ("b", "partage")
    assert reasons(found)["a"] == "moins_de_place"


def test_overflow_takes_what_the_zone_cannot() -> None:
    """The zone is full: the permanence that takes overflow from here receives."""
    one = permanence()
    other = permanence("voisine", zone_eligibilite=(THIONVILLE,), zone_debordement=("57",))
    knowledge = small(one, other)
    found = ask(knowledge, taken=filled(one, YEAR, 6), act_before=NEW_YEAR)
    assert (found.permanence, found.rule) == ("voisine", "debordement")
    assert ask(knowledge).permanence == "metz"


def test_the_language_is_looked_for_then_given_up() -> None:
    """An Arabic speaker goes where Arabic is spoken, by overflow too; else to the nearest, and it is said."""
    arabic = permanence("arabe", zone_eligibilite=("54",), zone_debordement=("57",), langues=("fr", "ar"))
    spoken = ask(small(permanence(), arabic), langue="ar")
    assert (spoken.permanence, spoken.without_language) == ("arabe", False)
    alone = small(permanence())
    unspoken = ask(alone, langue="ar")
    assert (unspoken.permanence, unspoken.without_language) == ("metz", True)
    assert household_sentence(unspoken, alone).key == "menage_sans_langue"
    assert not ask(alone, langue="fr").without_language


def test_language_gives_way_before_the_deadline_does() -> None:
    """A place in time without the language is better than one in the language but too late."""
    late = permanence("arabe", langues=("fr", "ar"), horaires_accueil="2026 Dec 30 09:00-12:00")
    found = ask(small(permanence(), late), langue="ar", act_before=date(2026, 12, 1))
    assert (found.permanence, found.late) == ("metz", False)


def test_nobody_competent_is_named_so() -> None:
    """Permanences near, none for this demand or this public."""
    found = ask(small(permanence(thematiques=(STAY,))))
    assert (found.permanence, found.rule) == (None, "personne_competente")
    closed_to = ask(small(permanence(statuts=("foyer",))), statut="locataire")
    assert closed_to.rule == "personne_competente"
    assert ask(small(permanence(statuts=("foyer",)))).permanence == "metz"


def test_the_receipt_names_the_rule_and_the_reason() -> None:
    """One line a permanence considered, the kept one last, the far ones counted together."""
    far = permanence("loin", zone_eligibilite=("54",))
    other = permanence("autre", thematiques=(SHELTER,))
    found = ask(small(far, other, permanence()))
    assert [(line.rule, line.permanence, line.kept, line.reason) for line in found.receipt] == [
        ("zone", "", False, "hors_zone"),
        ("zone", "autre", False, "autre_domaine"),
        ("zone", "metz", True, "retenue"),
    ]
    assert "1 permanence" in found.receipt[0].why
    assert found.content_version == "test"


def test_staff_read_three_lines() -> None:
    """Why you, how much time is left, who else was considered."""
    knowledge = small(permanence("autre", thematiques=(SHELTER,)), permanence())
    lines = staff_lines(ask(knowledge, act_before=NEW_YEAR), knowledge)
    assert lines == (
        "Pourquoi vous : sa commune est dans votre zone, et vous traitez cette demande.",
        "Dernière permanence utile : jeu. 31/12 à 9 h.",
        "Écartées : Permanence autre (ne traite pas cette demande).",
    )


def test_every_rule_and_reason_has_its_sentences() -> None:
    """Each named result can be said to the household and to the staff."""
    one = permanence()
    for found in (
        ask(small(one)),
        ask(small(one), NANCY),
        ask(small(one), None),
        ask(small(permanence(thematiques=(STAY,)))),
        ask(small(one), taken=filled(one, YEAR, 6)),
    ):
        assert household_sentence(found, small(one)).text.endswith(".")
        assert all(staff_lines(found, small(one)))


def test_every_commune_of_france_routes_to_something() -> None:
    """For every commune, somebody to call, whatever is asked; and a whole routing in every département."""
    nobody = small()
    departements = set()
    for commune in TERRITORY.register:
        assert TERRITORY.fallback(ARREARS, commune.departement)
        if commune.departement not in departements:
            departements.add(commune.departement)
            assert ask(nobody, commune.insee).fallback
    assert len(departements) == 109
    for domaine in (None, SHELTER, STAY, "inconnu"):
        assert TERRITORY.fallback(domaine, "57")


requests = st.builds(
    RouteRequest,
    commune_insee=st.sampled_from([METZ, MONTIGNY, THIONVILLE, NANCY, None]),
    domaine=st.sampled_from([ARREARS, STAY, SHELTER, None]),
    statut=st.sampled_from(["locataire", "heberge", None]),
    langue=st.sampled_from(["fr", "ar", "tr", None]),
    urgency=st.integers(0, 5),
    act_before=st.none() | st.dates(date(2026, 11, 1), date(2027, 6, 1)),
    came_by=st.sampled_from([None, "a", "lien"]),
    known_by=st.sampled_from([None, "b"]),
)
PERMANENCES = tuple(
    permanence(
        id,
        zone_eligibilite=zone,
        zone_debordement=overflow,
        thematiques=themes,
        langues=languages,
        liens=("lien",) if id == "c" else (),
    )
    for id, zone, overflow, themes, languages in (
        ("a", (EUROMETROPOLE,), (), (ARREARS,), ("fr",)),
        ("b", (METZ,), ("57",), (ARREARS, STAY), ("fr", "ar")),
        ("c", ("57",), ("france",), (SHELTER,), ("fr", "tr")),
    )
)


@settings(max_examples=150, deadline=None)
@given(requests, st.integers(0, 2**30))
def test_routing_never_gives_a_taken_place_nor_an_empty_answer(request: RouteRequest, seed: int) -> None:
    """Proposed sessions have a place for this case; the useful one is in time; the answer repeats itself."""
    chance = random.Random(seed)
    taken = {}
    for one in PERMANENCES:
        for key, most in filled(one, NOW + timedelta(days=90), one.capacite).items():
            taken[key] = chance.randint(0, most)
    knowledge = small(*PERMANENCES)
    found = route(request, knowledge, NOW, taken)
    assert found == route(request, knowledge, NOW, taken)
    assert found.fallback and found.receipt
    for session in found.next_sessions:
        kept = 0 if request.urgency >= 3 else session.kept_for_urgent
        assert taken.get(session.key, 0) < session.places - kept
    if found.last_useful_session and request.act_before:
        assert found.last_useful_session.starts_at.date() <= request.act_before
    assert (found.permanence is None) == (not found.next_sessions)
