"""The permanence a household is led to, seen from the conversation."""

from datetime import datetime

from bot.dialogue import menu
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge.report import Deadline
from knowledge.routing import RouteRequest, Routing, route

EVICTION = "logement-hebergement--se-maintenir-dans-le-logement"


def routing(talk: Talk, deadline: Deadline | None) -> Routing:
    """Where this household would be received, with the receipt of the decision."""
    knowledge, session = talk.library.knowledge, talk.session
    stage = knowledge.stages.get(session.stage or "")
    statut = talk.situation.get("statut")
    request = RouteRequest(
        commune_insee=str(talk.situation.get("commune_insee") or "") or None,
        domaine=stage.domaine if stage and stage.domaine else EVICTION,
        statut=str(statut) if statut else None,
        langue=session.language,
        urgency=session.urgency,
        act_before=deadline.prudent if deadline else None,
        came_by=None,
        known_by=session.permanence,
    )
    return route(request, knowledge, talk.now, talk.library.desk.occupancy)


def reachable(talk: Talk, deadline: Deadline | None) -> str | None:
    """The permanence a case can be handed to here and now: one is found, and its group is tied."""
    found = routing(talk, deadline).permanence
    return found if found in talk.library.desk.reachable else None


def line(talk: Talk, deadline: Deadline | None) -> Safe:
    """The next session and the last useful one, or who helps instead: never empty."""
    if talk.situation.get("commune_insee") is None:
        return fallback(talk, routing(talk, deadline))
    found = routing(talk, deadline)
    if found.permanence is None or not found.next_sessions:
        return fallback(talk, found)
    talk.note(f"permanence {found.permanence}")
    if found.late:
        return Safe("\n".join((fallback(talk, found), _next(talk, found, "permanence.late"))))
    said = [_next(talk, found, "permanence.next")]
    last = found.last_useful_session
    if last is not None and deadline is not None and last.starts_at != found.next_sessions[0].starts_at:
        said.append(talk.say("permanence.last_useful", day=talk.voice.near_day(last.starts_at.date())))
    if found.without_language:
        said.append(talk.say("permanence.other_language"))
    return Safe(" ".join(said))


def _next(talk: Talk, found: Routing, key: str) -> Safe:
    starts = found.next_sessions[0].starts_at
    return talk.say(
        key,
        name=name(talk, found.permanence or ""),
        day=talk.voice.near_day(starts.date()),
        hour=talk.voice.hour(starts),
    )


def fallback(talk: Talk, found: Routing) -> Safe:
    """Who to call where no permanence can receive."""
    return Safe("\n".join((talk.say("permanence.none"), menu.contact_lines(talk, found.fallback[:3]))))


def name(talk: Talk, permanence: str) -> Safe:
    """The permanence's name as people read it."""
    return rich(talk.library.knowledge.permanences[permanence].nom)


def last_useful(talk: Talk, deadline: Deadline | None) -> datetime | None:
    """The start of the last session that still comes before the prudent date."""
    session = routing(talk, deadline).last_useful_session
    return session.starts_at if session else None
