"""What is known of one household's situation. A fact is known, declined («je ne sais pas») or not asked:
unknown is not "no".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Literal

from knowledge.errors import FactError
from knowledge.reading import message, near

Value = date | Decimal | int | bool | str
Kind = Literal["date", "money", "count", "months", "flag", "choice", "commune", "text"]
State = Literal["known", "declined", "not_asked"]
_TRUE = {
    "true": True,
    "oui": True,
    "1": True,
    "vrai": True,
    "false": False,
    "non": False,
    "0": False,
    "faux": False,
}


@dataclass(frozen=True, slots=True)
class FactKind:
    """One fact that may be known: its name in the taxonomy, what kind of value it takes, and its choices."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()


def _kinds() -> dict[str, FactKind]:
    plain: dict[Kind, str] = {
        "date": "date_acte date_reception date_envoi date_audience date_decision date_signification "
        "date_accuse_reception date_prevue date_retrait date_bail date_renouvellement date_fin_bail "
        "date_remise_cles date_depot date_dernier_renouvellement date_premier_impaye date_entree",
        "months": "clause_bail_mois delai_prefet_mois mois_impayes",
        "flag": "meuble zone_tendue",
        "money": "loyer charges aide_logement dette ressources dettes_autres",
        "count": "enfants personnes",
        "text": "motif question composition langue telephone",
        "commune": "commune_insee",
    }
    choices = {
        "remise": "a_personne domicile etude",
        "mode": "lrar lrar_non_retiree main_propre acte sms simple",
        "renouvele": "non ecrit tacite",
        "type_bailleur": "prive hlm association",
        "type": "fond refere commandement_de_payer sommation_de_payer",
        "etat_des_lieux": "concordant differences",
        "statut": "locataire sous_locataire heberge sans_titre foyer proprietaire sans_logement",
    }
    facts = {name: FactKind(name, kind) for kind, names in plain.items() for name in names.split()}
    return facts | {name: FactKind(name, "choice", tuple(some.split())) for name, some in choices.items()}


FACTS: Mapping[str, FactKind] = MappingProxyType(_kinds())


def fact_kind(name: str) -> FactKind:
    """The fact of that name. Raises FactError, naming the nearest known fact."""
    if name not in FACTS:
        raise FactError(name, message("unknown_fact", found=name, near=near(name, FACTS)))
    return FACTS[name]


def parse_fact(name: str, text: str) -> Value:
    """Read one fact written as text: ISO dates, money as «612.50» or «612,50», true/false or oui/non.

    Raises FactError with a French sentence that names the nearest valid value.
    """
    kind, text = fact_kind(name), text.strip()
    try:
        return _READERS[kind.kind](kind, text)
    except (ValueError, InvalidOperation):
        allowed = message(f"fact_{kind.kind}", allowed=", ".join(kind.choices), near=near(text, kind.choices))
        raise FactError(name, message("fact", fact=name, found=text, allowed=allowed)) from None


def _date(_: FactKind, text: str) -> Value:
    return date.fromisoformat(text)


def _money(_: FactKind, text: str) -> Value:
    amount = Decimal(text.replace("€", "").replace("\u202f", "").replace(" ", "").replace(",", "."))
    if not amount.is_finite() or amount < 0:
        raise ValueError(text)
    return amount


def _count(_: FactKind, text: str) -> Value:
    if not re.fullmatch(r"\d{1,3}", text):
        raise ValueError(text)
    return int(text)


def _flag(_: FactKind, text: str) -> Value:
    if text.lower() not in _TRUE:
        raise ValueError(text)
    return _TRUE[text.lower()]


def _choice(kind: FactKind, text: str) -> Value:
    if text not in kind.choices:
        raise ValueError(text)
    return text


def _text(_: FactKind, text: str) -> Value:
    return text


_READERS = {
    "date": _date,
    "money": _money,
    "count": _count,
    "months": _count,
    "flag": _flag,
    "choice": _choice,
    "commune": _text,
    "text": _text,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts known and facts declined. Never changed in place: every method returns a new situation."""

    known: Mapping[str, Value] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()

    def state(self, fact: str) -> State:
        """Whether the fact is known, was asked in vain, or was never asked."""
        if fact in self.known:
            return "known"
        return "declined" if fact in self.declined else "not_asked"

    def get(self, fact: str, default: Value | None = None) -> Value | None:
        """The value of a known fact, else `default`."""
        return self.known.get(fact, default)

    def day(self, fact: str) -> date | None:
        """The value of a known date, else None."""
        value = self.known.get(fact)
        return value if isinstance(value, date) else None

    def know(self, **facts: Value) -> Situation:
        """With these facts known (and no longer declined). Raises FactError on an unknown name."""
        for name in facts:
            fact_kind(name)
        return Situation({**self.known, **facts}, self.declined - facts.keys())

    def decline(self, fact: str) -> Situation:
        """With this fact asked and not known."""
        fact_kind(fact)
        return Situation({k: v for k, v in self.known.items() if k != fact}, self.declined | {fact})

    def forget(self, *facts: str) -> Situation:
        """Without these facts, as if they had never been asked."""
        return Situation({k: v for k, v in self.known.items() if k not in facts}, self.declined - set(facts))

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: ISO dates, money as strings; `from_json` gives the same situation back."""
        return {
            "known": {name: _stored(value) for name, value in sorted(self.known.items())},
            "declined": sorted(self.declined),
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Situation:
        """The situation `as_json` wrote. Raises FactError on a fact that is gone or cannot be read."""
        known = {name: read_value(name, value) for name, value in stored.get("known", {}).items()}
        return Situation(known, frozenset(stored.get("declined", ())))


def read_value(name: str, value: object) -> Value:
    """A fact from JSON or TOML: a value of the right kind, or its text. Raises FactError."""
    if isinstance(value, bool) and fact_kind(name).kind != "flag":
        raise FactError(name, message("fact", fact=name, found=value, allowed=""))
    if isinstance(value, date):
        return parse_fact(name, value.isoformat())
    return parse_fact(name, str(value))


def _stored(value: Value) -> str | int | bool:
    if isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
