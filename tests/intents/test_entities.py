"""Facts stated by a message: dates and their meaning, sums, counts, statuses, in nine languages."""

from datetime import date
from decimal import Decimal

import pytest

from intents.catalogue import Catalogue
from intents.entities import entities_in
from intents.normalise import clean
from intents.resources import ordered

TODAY = date(2026, 11, 21)


def read(catalogue: Catalogue, language: str, text: str):  # type: ignore[no-untyped-def]
    """The entities of a message, read in a given language."""
    spelling = catalogue.spelling if language == "fr" else {}
    return entities_in(
        clean(text), lexicons=ordered(catalogue.lexicons, language), today=TODAY, spelling=spelling
    )


@pytest.mark.parametrize(
    ("language", "text", "facts"),
    [
        ("fr", "jai recu un comandement de payé hier", {"date_acte": date(2026, 11, 20)}),
        ("fr", "bail de 2024", {"date_bail": date(2024, 1, 1)}),
        ("fr", "bail signé en mars 2021", {"date_bail": date(2021, 3, 1)}),
        ("fr", "mon bail date du 15/01/2025", {"date_bail": date(2025, 1, 15)}),
        ("fr", "audience le 12 janvier", {"date_audience": date(2027, 1, 12)}),
        ("fr", "audience mardi 24 novembre à 14h", {"date_audience": date(2026, 11, 24)}),
        ("fr", "j'ai reçu la lettre le 12", {"date_acte": date(2026, 11, 12)}),
        ("fr", "il y a 3 semaines l'huissier est passé", {"date_acte": date(2026, 10, 31)}),
        ("fr", "la police vient mardi", {"date_prevue": date(2026, 11, 24)}),
        ("fr", "on doit partir avant le 5 décembre", {"date_prevue": date(2026, 12, 5)}),
        ("fr", "je suis né le 12/03/1985", {}),
        ("fr", "le 18 c'est quand je suis allé le chercher", {"date_retrait": date(2026, 11, 18)}),
        ("fr", "jai pa payé 2 moi de loyé", {"mois_impayes": 2}),
        ("fr", "2 enfants et un bébé", {"enfants": 3}),
        ("fr", "loyer 600, je dois 1 920,50 €", {"loyer": Decimal(600), "dette": Decimal("1920.50")}),
        ("fr", "je touche le rsa 607€", {"ressources": Decimal(607)}),
        ("fr", "je suis hébergé chez ma soeur", {"statut": "heberge"}),
        (
            "en",
            "I got a letter on November 12, rent is 650 euros",
            {"date_acte": date(2026, 11, 12), "loyer": Decimal(650)},
        ),
        ("ar", "وصلتني رسالة يوم ١٢ نوفمبر", {"date_acte": date(2026, 11, 12)}),
        ("ar", "jatni war9a mn 3and lhuissier lbareh", {"date_acte": date(2026, 11, 20)}),
        ("tr", "3 hafta önce mektup aldım, 2 çocuğum var", {"date_acte": date(2026, 10, 31), "enfants": 2}),
        ("ru", "вчера получила бумагу от пристава", {"date_acte": date(2026, 11, 20)}),
        ("uk", "три тижні тому отримала лист", {"date_acte": date(2026, 10, 31)}),
        ("ro", "am primit ieri o hartie de la executor", {"date_acte": date(2026, 11, 20)}),
        ("pt", "recebi ontem um papel, devo 2 rendas", {"date_acte": date(2026, 11, 20), "mois_impayes": 2}),
        ("es", "hace tres semanas recibí una carta", {"date_acte": date(2026, 10, 31)}),
    ],
)
def test_facts_said_in_passing_are_kept(
    catalogue: Catalogue, language: str, text: str, facts: dict[str, object]
) -> None:
    """What a message states goes into the situation under its name, so nobody is asked again."""
    found = dict(read(catalogue, language, text).facts)
    found.pop("remise", None)
    assert found == facts


@pytest.mark.parametrize("text", ["le 2 pièces est trop petit", "il est 14h", "le 115 répond pas", "3 mois"])
def test_numbers_that_are_no_dates_stay_numbers(catalogue: Catalogue, text: str) -> None:
    """Rooms, hours, phone numbers and lengths are no dates."""
    assert read(catalogue, "fr", text).dates == ()


def test_a_mention_knows_where_it_stands(catalogue: Catalogue) -> None:
    """The span of a date points at its words in the cleaned text."""
    text = clean("Reçu le 10.11.2026, je crois")
    mention = read(catalogue, "fr", text).dates[0]
    assert text[mention.start : mention.end] == mention.text == "10.11.2026"
