"""Local commissions that look for a solution together (CCAPEX and others), and what they read of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.reading import STRICT

READ = (
    "stage",
    "commune_insee",
    "dette",
    "loyer",
    "ressources",
    "mois_impayes",
    "statut",
    "type_bailleur",
    "enfants",
)
"""The facts a commission reads of a file: not the household's words, nor its telephone, nor its language."""
USUALLY_ASKED = (
    "stage",
    "commune_insee",
    "statut",
    "enfants",
    "dette",
    "loyer",
    "ressources",
    "mois_impayes",
)


@dataclass(frozen=True)
class Commission:
    """A commission: its whole name, a short one for buttons, and its kind, which says what it is for in every
    language. With a département, it exists only there."""

    __pydantic_config__ = STRICT
    nom: str
    court: str
    kind: Literal["expulsions", "habitat", "logement_adapte", "hebergement", "autre"]
    departement: str = ""
    id: str = ""


def near(commissions: Mapping[str, Commission], departement: str) -> tuple[Commission, ...]:
    """Those that a permanence of that département can go to, the general ones last."""
    fitting = (one for one in commissions.values() if one.departement in ("", departement))
    return tuple(sorted(fitting, key=lambda one: one.departement == ""))


def missing(known: Iterable[str]) -> tuple[str, ...]:
    """The facts that commissions usually ask for and that are not among the known ones."""
    there = frozenset(known)
    return tuple(name for name in USUALLY_ASKED if name not in there)
