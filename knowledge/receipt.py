"""What is said of a routing: one sentence to the household, three lines to the staff who receive the case.

The household's sentence comes with its key, so that it can be translated; the staff's lines are French.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from knowledge.routing import Directory, Routing
from knowledge.wording import sentence

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence for the household: its key in wording.toml, the words it needs, and the French text."""

    key: str
    words: Mapping[str, str]
    text: str


def household_sentence(routing: Routing, knowledge: Directory) -> Explanation:
    """Why this permanence, or why none, in one sentence a frightened person can read."""
    key = f"menage_{routing.rule}"
    if routing.late:
        key = "menage_tard"
    elif routing.without_language:
        key = "menage_sans_langue"
    chosen = knowledge.permanences.get(routing.permanence or "")
    words = {"permanence": chosen.nom if chosen else ""}
    return Explanation(key, words, sentence(key, **words))


def staff_lines(routing: Routing, knowledge: Directory) -> tuple[str, ...]:
    """Three lines for the card: why you, what the time left is, who else was considered."""
    return (_why_you(routing), _time_left(routing), _others(routing, knowledge))


def _why_you(routing: Routing) -> str:
    line = sentence(f"equipe_{routing.rule}")
    return f"{line} {sentence('equipe_sans_langue')}" if routing.without_language else line


def _time_left(routing: Routing) -> str:
    if routing.late:
        return sentence("equipe_tard", first=_short(routing.next_sessions[0].starts_at))
    if routing.last_useful_session:
        return sentence("equipe_derniere", last=_short(routing.last_useful_session.starts_at))
    if routing.next_sessions:
        return sentence("equipe_prochaine", first=_short(routing.next_sessions[0].starts_at))
    return sentence("equipe_aucune_place")


def _others(routing: Routing, knowledge: Directory) -> str:
    dropped = {line.permanence: line.why for line in routing.receipt if line.permanence and not line.kept}
    dropped.pop(routing.permanence or "", None)
    named = [
        f"{knowledge.permanences[id].nom} ({why})"
        for id, why in list(dropped.items())[:_SHOWN]
        if id in knowledge.permanences
    ]
    if not named:
        return sentence("equipe_seule")
    more = len(dropped) - len(named)
    named += [sentence("equipe_de_plus", count=more)] if more else []
    return sentence("equipe_autres", named=" ; ".join(named))


def _short(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]} {moment:%d/%m} à {moment.hour} h" + (
        f" {moment:%M}" if moment.minute else ""
    )
