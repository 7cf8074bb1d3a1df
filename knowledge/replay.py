"""Past decisions played again on new content: who would be received earlier, or later, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from knowledge.criteria import Occupancy, RouteRequest
from knowledge.errors import KnowledgeError
from knowledge.routing import Directory, Routing, route
from knowledge.wording import sentence


class BadRecord(KnowledgeError):
    """A recorded decision that cannot be read; the text is French and names the key."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A routing as it was decided: the request, the moment, the places taken then, and the answer."""

    id: str
    request: RouteRequest
    now: datetime
    occupancy: Occupancy
    permanence: str | None
    rule: str
    first_session: datetime | None
    content_version: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What another content would have changed for one household. `days_earlier` is negative when later."""

    id: str
    before: str | None
    after: str | None
    rule_before: str
    rule_after: str
    days_earlier: int | None
    in_time_before: bool
    in_time_after: bool

    @property
    def is_gained(self) -> bool:
        """Received where it was not, or in time where it was not, or earlier."""
        if self.in_time_before != self.in_time_after:
            return self.in_time_after
        return (self.before is None and self.after is not None) or (self.days_earlier or 0) > 0


@dataclass(frozen=True, slots=True)
class Replay:
    """All decisions played again: those that change, and how many households gain or lose by it."""

    content_version: str
    count: int
    differences: tuple[Difference, ...]
    gained: int
    lost: int


def record(
    id: str, request: RouteRequest, now: datetime, occupancy: Occupancy, routing: Routing
) -> dict[str, Any]:
    """A decision as JSON, to be kept with its receipt; it holds nothing that says who asked."""
    first = routing.next_sessions[0].starts_at.isoformat() if routing.next_sessions else None
    return {
        "id": id,
        "request": {name: _plain(value) for name, value in asdict(request).items() if value is not None},
        "now": now.isoformat(),
        "occupancy": [[permanence, start, count] for (permanence, start), count in sorted(occupancy.items())],
        "permanence": routing.permanence,
        "rule": routing.rule,
        "first_session": first,
        "content_version": routing.content_version,
    }


def read(recorded: Mapping[str, Any]) -> Decision:
    """A decision from its JSON. Raises BadRecord naming what is missing or wrong."""
    try:
        facts = dict(recorded["request"])
        if facts.get("act_before"):
            facts["act_before"] = date.fromisoformat(facts["act_before"])
        first = recorded.get("first_session")
        return Decision(
            str(recorded["id"]),
            RouteRequest(**facts),
            datetime.fromisoformat(recorded["now"]),
            {(permanence, start): int(count) for permanence, start, count in recorded.get("occupancy", ())},
            recorded.get("permanence"),
            str(recorded.get("rule", "")),
            datetime.fromisoformat(first) if first else None,
            str(recorded.get("content_version", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadRecord(sentence("bad_record", id=recorded.get("id", "?"), found=error)) from error


def replay(decisions: Iterable[Decision], knowledge: Directory) -> Replay:
    """Every decision made again with `knowledge`, at its own moment and with the places taken then."""
    differences: list[Difference] = []
    count = 0
    for decision in decisions:
        count += 1
        found = _difference(decision, route(decision.request, knowledge, decision.now, decision.occupancy))
        if found:
            differences.append(found)
    gained = sum(found.is_gained for found in differences)
    lost = sum(_is_lost(found) for found in differences)
    return Replay(knowledge.version, count, tuple(differences), gained, lost)


def _difference(decision: Decision, routing: Routing) -> Difference | None:
    first = routing.next_sessions[0].starts_at if routing.next_sessions else None
    earlier = (
        (decision.first_session.date() - first.date()).days if decision.first_session and first else None
    )
    if routing.permanence == decision.permanence and not earlier and first == decision.first_session:
        return None
    return Difference(
        decision.id,
        decision.permanence,
        routing.permanence,
        decision.rule,
        routing.rule,
        earlier,
        _in_time(decision.request, decision.first_session),
        _in_time(decision.request, first),
    )


def _in_time(request: RouteRequest, first: datetime | None) -> bool:
    return first is not None and (request.act_before is None or first.date() <= request.act_before)


def _is_lost(found: Difference) -> bool:
    if found.in_time_before != found.in_time_after:
        return found.in_time_before
    return (found.after is None and found.before is not None) or (found.days_earlier or 0) < 0


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
