"""What is said of a routing: one sentence to the household, three lines to the staff who receive the case.

The household's sentence comes with its key, so that it can be translated; the staff's lines are French.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from knowledge.routing import Directory, ReceiptLine, Routing
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


@dataclass(frozen=True, slots=True)
class Reasons:
    """What staff are told of a routing, as it is decided or as it was written down with a case."""

    rule: str
    permanence: str | None
    receipt: tuple[ReceiptLine, ...]
    last_useful: datetime | None = None
    first: datetime | None = None
    late: bool = False
    without_language: bool = False


def staff_lines(routing: Routing, knowledge: Directory) -> tuple[str, ...]:
    """Three lines for the card: why you, what the time left is, who else was considered."""
    last, first = routing.last_useful_session, next(iter(routing.next_sessions), None)
    reasons = Reasons(
        routing.rule,
        routing.permanence,
        routing.receipt,
        last.starts_at if last else None,
        first.starts_at if first else None,
        routing.late,
        routing.without_language,
    )
    return lines_of(reasons, knowledge)


def lines_of(reasons: Reasons, knowledge: Directory) -> tuple[str, ...]:
    """The same three lines, of a decision written down."""
    return (_why_you(reasons), _time_left(reasons), _others(reasons, knowledge))


def _why_you(reasons: Reasons) -> str:
    line = sentence(f"equipe_{reasons.rule}")
    return f"{line} {sentence('equipe_sans_langue')}" if reasons.without_language else line


def _time_left(reasons: Reasons) -> str:
    if reasons.late and reasons.first:
        return sentence("equipe_tard", first=_short(reasons.first))
    if reasons.last_useful:
        return sentence("equipe_derniere", last=_short(reasons.last_useful))
    if reasons.first:
        return sentence("equipe_prochaine", first=_short(reasons.first))
    return sentence("equipe_aucune_place")


def _others(reasons: Reasons, knowledge: Directory) -> str:
    dropped = {line.permanence: line.why for line in reasons.receipt if line.permanence and not line.kept}
    dropped.pop(reasons.permanence or "", None)
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
