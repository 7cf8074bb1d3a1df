"""What the people of a permanence say of it from one day to the next: its state, a closure, its places.

It is laid over the directory's record, which stays as it was written. A closure that is over changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, get_args

from knowledge.directory import Fermeture, Permanence
from knowledge.errors import KnowledgeError
from knowledge.vocabulary import Etat
from knowledge.wording import sentence

STATES: tuple[Etat, ...] = get_args(Etat)
MOST_PLACES = 200
_LONGEST = 366  # days of a closure


class NotPossible(KnowledgeError):
    """What was asked of a permanence makes no sense. The text is French."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is laid over one permanence: None leaves what the directory says. `du` and `au` are included."""

    permanence_id: str
    etat: Etat | None = None
    du: date | None = None
    au: date | None = None
    capacite: int | None = None

    def on(self, today: date) -> "Opening":
        """The same without a closure that is over."""
        return replace(self, du=None, au=None) if self.au is not None and self.au < today else self

    def stored(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


def read(stored: Mapping[str, Any]) -> Opening:
    """Back from JSON values."""
    days = {name: date.fromisoformat(stored[name]) if stored.get(name) else None for name in ("du", "au")}
    return Opening(stored["permanence_id"], stored.get("etat"), **days, capacite=stored.get("capacite"))


def checked(opening: Opening, today: date) -> Opening:
    """The same, if it makes sense. Raises NotPossible."""
    if opening.etat is not None and opening.etat not in STATES:
        raise NotPossible(sentence("etat_inconnu", found=opening.etat, known=", ".join(STATES)))
    if opening.capacite is not None and not 1 <= opening.capacite <= MOST_PLACES:
        raise NotPossible(sentence("etat_places", found=opening.capacite, most=MOST_PLACES))
    if (opening.du is None) != (opening.au is None):
        raise NotPossible(sentence("etat_deux_jours"))
    if opening.du is not None and opening.au is not None and not _makes_sense(opening.du, opening.au, today):
        raise NotPossible(sentence("etat_jours", du=f"{opening.du:%d/%m/%Y}", au=f"{opening.au:%d/%m/%Y}"))
    return opening


def _makes_sense(du: date, au: date, today: date) -> bool:
    return du <= au and au >= today and (au - du).days <= _LONGEST


def opened(record: Permanence, opening: Opening) -> Permanence:
    """The record as it is now: a closure joins those written, fewer places keep fewer for urgent cases."""
    capacite = record.capacite if opening.capacite is None else opening.capacite
    closures = record.fermetures
    if opening.du is not None and opening.au is not None:
        closures = (*closures, Fermeture(opening.du, opening.au))
    return replace(
        record,
        etat=opening.etat or record.etat,
        fermetures=closures,
        capacite=capacite,
        places_urgentes=min(record.places_urgentes, capacite),
    )


def over(permanences: Mapping[str, Permanence], openings: Iterable[Opening]) -> Mapping[str, Permanence]:
    """The directory as it is now. What is said of a permanence that is not in it counts for nothing."""
    said = {one.permanence_id: one for one in openings if one.permanence_id in permanences}
    if not said:
        return permanences
    return {**permanences, **{name: opened(permanences[name], one) for name, one in said.items()}}
