"""What is made of decisions: the day's list, unmet demand without a person in it, replay, coverage."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.allocation import Waiting
from knowledge.appointments import act, take
from knowledge.coverage import coverage, covered
from knowledge.criteria import RouteRequest
from knowledge.day_sheet import CaseLine, day_sheet
from knowledge.demand import unmet
from knowledge.directory import Fermeture
from knowledge.directory_checks import stale
from knowledge.listing import listing
from knowledge.loader import load
from knowledge.pressure import pressure
from knowledge.reading import Reader
from knowledge.replay import BadRecord, read, record, replay
from knowledge.routing import route
from knowledge.schedule import sessions
from tests.knowledge.permanence_samples import (
    ARREARS,
    CONTENT,
    METZ,
    NANCY,
    NOW,
    STAY,
    TERRITORY,
    Small,
    filled,
    permanence,
    small,
)

ONE = permanence(duree_minutes=30, commune="Metz")
TUESDAY = sessions(ONE, NOW, NOW + timedelta(days=7))[0]


def test_the_list_of_the_day() -> None:
    """Who comes when, by reference, the urgent marked, the places left counted; no name anywhere."""
    first = take("1", TUESDAY, ONE, (), NOW)
    second = take("2", TUESDAY, ONE, [first], NOW, urgent=True, hold=True)
    gone = act(take("3", TUESDAY, ONE, [first, second], NOW), "annuler_menage", NOW)
    cases = {"1": CaseLine("K7-1204", "commandement de payer", "01/01/2027", "arabe")}
    sheet = day_sheet(TUESDAY, ONE, [gone, second, first], cases, NOW)
    assert sheet.text.splitlines() == [
        "Permanence metz – mardi 24/11/2026, de 14 h 00 à 17 h 00",
        "Metz",
        "14 h 00 · K7-1204 · commandement de payer · agir avant le 01/01/2027 · arabe",
        "14 h 30 · 2 · urgent · place gardée, pas encore confirmée",
        "Places encore libres : 4. Dont pour des urgences : 1.",
    ]


def test_an_empty_list_says_so() -> None:
    """Nobody yet: said, with the places free."""
    text = day_sheet(TUESDAY, ONE, (), {}, NOW).text
    assert "Aucun rendez-vous" in text
    assert "6" in text


def ask(knowledge: Small, **facts: object) -> tuple[RouteRequest, object]:
    """A request and its routing."""
    request = RouteRequest(**{"commune_insee": METZ, "domaine": ARREARS, **facts})  # type: ignore[arg-type]
    return request, route(request, knowledge, NOW, {})


def test_unmet_demand_says_what_where_when_and_why() -> None:
    """Nobody near Nancy, ten days left: counted, with no case and no person."""
    knowledge = small(ONE)
    request, routing = ask(knowledge, commune_insee=NANCY, act_before=date(2026, 12, 1), langue="ar")
    event = unmet(routing, request, knowledge, NOW, "commandement_de_payer")  # type: ignore[arg-type]
    assert event is not None
    assert (event.day, event.place, event.stage, event.margin_days, event.reason, event.langue) == (
        "2026-11-21",
        "245-400-676",
        "commandement_de_payer",
        10,
        "hors_zone",
        "ar",
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"act_before": date(2026, 11, 22)}, "apres_echeance"),
        ({"langue": "tr"}, "sans_langue"),
        ({"domaine": "logement-hebergement--acheter-un-logement"}, "personne_competente"),
        ({"commune_insee": None}, "commune_inconnue"),
    ],
)
def test_each_way_of_not_being_helped_is_counted(facts: dict[str, object], reason: str | None) -> None:
    """Late, without the language, nobody competent, nowhere; nothing when somebody can receive in time."""
    knowledge = small(ONE)
    request, routing = ask(knowledge, **facts)
    event = unmet(routing, request, knowledge, NOW)  # type: ignore[arg-type]
    assert (event.reason if event else None) == reason


def test_no_commune_is_named() -> None:
    """The intercommunality is written, in threes; an unknown commune is no place."""
    knowledge = small(permanence(zone_eligibilite=("54",)))
    request, routing = ask(knowledge, commune_insee="57464")
    event = unmet(routing, request, knowledge, NOW)  # type: ignore[arg-type]
    assert event is not None and event.place == "245-701-354"


def test_past_decisions_are_played_again_on_new_content() -> None:
    """A new half-day on Monday: received a day earlier; an outsider's answer does not change."""
    taken = filled(ONE, NOW + timedelta(days=90), 6)
    full = {key: count for key, count in taken.items() if key[1] != "2026-12-03T09:00:00+01:00"}
    decided = []
    for name, commune, occupancy in (("a", METZ, full), ("b", NANCY, {}), ("c", METZ, taken)):
        request = RouteRequest(commune, ARREARS, act_before=date(2026, 12, 2))
        decided.append(record(name, request, NOW, occupancy, route(request, small(ONE), NOW, occupancy)))
    past = [read(json.loads(json.dumps(one))) for one in decided]
    same = replay(past, small(ONE))
    assert (same.count, same.differences) == (3, ())
    more = small(ONE, permanence("lundi", horaires_accueil="Mo 09:00-12:00"))
    changed = replay(past, more)
    assert {(one.id, one.before, one.after, one.days_earlier) for one in changed.differences} == {
        ("a", "metz", "lundi", 10),
        ("c", None, "lundi", None),
    }
    assert (changed.gained, changed.lost) == (2, 0)
    assert replay(past, small()).lost == 1


@pytest.mark.parametrize(
    "broken", [{}, {"id": "x", "request": {}}, {"id": "x", "request": {"ville": 1}, "now": ""}]
)
def test_a_record_that_cannot_be_read_is_named(broken: dict[str, object]) -> None:
    """A French sentence, not a traceback."""
    with pytest.raises(BadRecord, match="ne peut pas être relue"):
        read(broken)


def test_communes_with_nobody_competent_are_listed() -> None:
    """Moselle outside the zone of Metz, the largest first; a suspended permanence covers nobody."""
    (found,) = coverage(small(ONE), [ARREARS])
    assert (found.departement, found.communes) == ("57", len(TERRITORY.register.of_departement("57")))
    assert len(found.without) == found.communes - 46
    assert found.without[0] == "57672"
    assert METZ not in found.without
    assert 0 < found.people_without < found.people
    (closed,) = coverage(small(permanence(etat="suspendue")), [STAY])
    assert len(closed.without) == closed.communes
    assert covered(small(ONE), ARREARS) == 46
    assert covered(small(permanence(zone_eligibilite=("france",))), ARREARS) == len(TERRITORY)


def test_the_whole_content_has_somebody_to_call() -> None:
    """Every contact a fallback names exists, with a number for the first one, whatever the demand."""
    knowledge = load(Path(__file__).parents[2] / "knowledge" / "content")
    fallbacks = knowledge.territory.fallbacks
    named = [fallbacks.partout, *fallbacks.domaine.values(), *fallbacks.departement.values()]
    for ids in named:
        assert set(ids) <= set(knowledge.contacts)
        assert knowledge.contacts[ids[0]].phone


def test_the_directory_hides_nobody() -> None:
    """Open, full, urgent cases only, closed until, suspended: each with what to do instead, nearest first."""
    week = (Fermeture(date(2026, 11, 16), date(2026, 11, 29)),)
    knowledge = small(
        permanence("loin", zone_eligibilite=("57",)),
        permanence("a-ouverte"),
        permanence("b-urgences", etat="urgences"),
        permanence("c-fermee", fermetures=week),
        permanence("d-complete", etat="complete"),
        permanence("e-suspendue", etat="suspendue"),
        permanence("autre", thematiques=(STAY,)),
    )
    found = listing(RouteRequest(METZ, ARREARS), knowledge, NOW, {}, limit=9)
    assert [(one.permanence_id, one.state) for one in found] == [
        ("a-ouverte", "ouverte"),
        ("b-urgences", "urgences"),
        ("c-fermee", "fermee"),
        ("d-complete", "complete"),
        ("e-suspendue", "suspendue"),
        ("loin", "ouverte"),
    ]
    assert found[2].text == "Fermée jusqu'au 29/11/2026. Prochaine place libre : le 01/12/2026 à 14 h."
    assert all("SOS Loyers" in one.text for one in found[3:5])


def test_pressure_shows_where_places_are_short() -> None:
    """Four sessions of six places, all taken but two, three households waiting: short, and listed first."""
    taken = filled(ONE, NOW + timedelta(days=90), 6)
    first = next(iter(taken))
    waiting = [Waiting(str(n), RouteRequest(METZ, ARREARS, urgency=4), NOW) for n in range(3)]
    calm = permanence("calme", zone_eligibilite=("54",))
    found = pressure(waiting, small(calm, ONE), NOW, {**taken, first: 4})
    assert [(one.permanence_id, one.places, one.free, one.waiting, one.is_short) for one in found] == [
        ("metz", 24, 2, 3, True),
        ("calme", 24, 24, 0, False),
    ]


def test_examples_and_old_records_are_warned_of() -> None:
    """An example, and a record nobody read again for a year, are warnings; a fresh real record is none."""
    reader = Reader(CONTENT)
    records = small(
        permanence("exemple", exemple=True, note="exemple"),
        permanence("vieille", date_maj=date(2025, 1, 1)),
        permanence("fraiche"),
    )
    stale(reader, records.permanences, date(2026, 11, 21))
    assert [(problem.key, problem.severity) for problem in reader.problems] == [
        ("permanence.exemple.exemple", "warning"),
        ("permanence.vieille.date_maj", "warning"),
    ]
