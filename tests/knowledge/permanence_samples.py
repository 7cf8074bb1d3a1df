"""Permanences made up for tests, and a small directory around the real territory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import knowledge
from knowledge.directory import Permanence
from knowledge.reading import Reader
from knowledge.schedule import Session, sessions, zone_of
from knowledge.territory import Territory, load

CONTENT = Path(knowledge.__file__).parent / "content"
TERRITORY = load(Reader(CONTENT))
ARREARS = "logement-hebergement--reduire-les-impayes-de-loyer"
STAY = "logement-hebergement--se-maintenir-dans-le-logement"
SHELTER = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
METZ, MONTIGNY, THIONVILLE, NANCY, SAINT_DENIS = "57463", "57480", "57672", "54395", "97411"
EUROMETROPOLE = "200039865"
# Saturday 21 November 2026, 10:00 in Paris.
NOW = datetime(2026, 11, 21, 10, tzinfo=zone_of(METZ))


def permanence(id: str = "metz", **changes: Any) -> Permanence:
    """A permanence of Metz on Tuesday afternoons and Thursday mornings, six places of which one is kept."""
    base = Permanence(
        id=id,
        nom=f"Permanence {id}",
        description="Une permanence pour les tests.",
        date_maj=date(2026, 11, 21),
        thematiques=(ARREARS, STAY),
        zone_eligibilite=(EUROMETROPOLE,),
        code_insee=METZ,
        horaires_accueil="Tu 14:00-17:00; Th 09:00-12:00",
        capacite=6,
        places_urgentes=1,
    )
    return replace(base, **changes)


@dataclass(frozen=True)
class Small:
    """A knowledge base of permanences only."""

    permanences: Mapping[str, Permanence]
    territory: Territory = TERRITORY
    version: str = "test"


def small(*permanences: Permanence) -> Small:
    """The knowledge base of these permanences."""
    return Small({one.id: one for one in permanences})


def filled(one: Permanence, until: datetime, taken: int) -> dict[tuple[str, str], int]:
    """Occupancy where `taken` places of every session from now on are gone."""
    return {session.key: taken for session in sessions(one, NOW, until)}


def starts(found: tuple[Session, ...]) -> list[str]:
    """The sessions' beginnings, as «2026-11-24 14:00»."""
    return [f"{session.starts_at:%Y-%m-%d %H:%M}" for session in found]
