"""Why the nearest permanence does not receive as usual: closed, full, urgent cases only, suspended.

It is said beside what there is instead, and only where nobody nearer receives.
"""

from collections.abc import Iterator

from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge.criteria import Case, RouteRequest
from knowledge.directory import Fermeture, Permanence
from knowledge.routing import Routing, distance

_SAID = {
    "suspendue": "permanence.suspended",
    "urgences_seules": "permanence.urgent_only",
    "complet": "permanence.is_full",
}
_FURTHEST = 9


def said(talk: Talk, request: RouteRequest, found: Routing) -> Safe:
    """One line, or nothing where the nearest permanence receives."""
    knowledge = talk.library.knowledge
    commune = knowledge.territory.by_insee(request.commune_insee) if request.commune_insee else None
    case = Case(request, commune, talk.now, talk.library.desk.occupancy)
    chosen = knowledge.permanences[found.permanence] if found.permanence else None
    reach = distance(chosen, case) if chosen else _FURTHEST
    nearer = [one for one in _dropped(talk, found) if distance(one[0], case) < reach]
    if nearer:
        record, reason = min(nearer, key=lambda one: (distance(one[0], case), one[0].id))
        return _closed(talk, record) or _state(talk, record, reason)
    return _closed(talk, chosen, found) if chosen else Safe("")


def _dropped(talk: Talk, found: Routing) -> Iterator[tuple[Permanence, str]]:
    """Those of its zone that do not receive it now, and why; not one that is full where its case can wait."""
    waits = {one for one in found.waiting if one in talk.library.desk.reachable}
    for line in found.receipt:
        if line.rule == "zone" and line.permanence and line.permanence not in waits:
            record = talk.library.knowledge.permanences[line.permanence]
            if line.reason in _SAID or (line.reason == "sans_permanence" and _closure(talk, record)):
                yield record, line.reason


def _state(talk: Talk, record: Permanence, reason: str) -> Safe:
    return talk.say(_SAID[reason], name=rich(record.nom)) if reason in _SAID else Safe("")


def _closed(talk: Talk, record: Permanence, found: Routing | None = None) -> Safe:
    """A closure under way, or one that puts off the next session."""
    closure = _closure(talk, record)
    if closure is None:
        return Safe("")
    first = found.next_sessions[0].starts_at.date() if found and found.next_sessions else talk.today
    if closure.du > max(first, talk.today):
        return Safe("")
    days = {"first": talk.voice.near_day(closure.du), "last": talk.voice.near_day(closure.au)}
    return talk.say("permanence.closed", name=rich(record.nom), **days)


def _closure(talk: Talk, record: Permanence) -> Fermeture | None:
    coming = [one for one in record.fermetures if one.au >= talk.today]
    return min(coming, key=lambda one: one.du, default=None)
