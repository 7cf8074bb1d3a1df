"""The permanence a household is led to, seen from the conversation."""

from datetime import datetime, timedelta
from typing import Any

from bot.dialogue import menu, states
from bot.dialogue.effects import Count
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from bot.library import Library
from knowledge.demand import UnmetDemand, unmet
from knowledge.replay import record
from knowledge.report import Deadline
from knowledge.routing import RouteRequest, Routing, route
from knowledge.schedule import on_day, upcoming
from knowledge.tally import bucket

STATUTS = {"heberge_chez_un_tiers": "heberge", "hebergement_urgence": "sans_logement"}
"""The status of who asks for a place from such a fiche, where it was not said otherwise."""
REOPENS_WITHIN = timedelta(weeks=10)
EVICTION = "logement-hebergement--se-maintenir-dans-le-logement"


def request(talk: Talk, deadline: Deadline | None) -> RouteRequest:
    """What routing and the waiting list know of this household."""
    knowledge, session = talk.library.knowledge, talk.session
    fiche = knowledge.fiche(session.fiche, "fr") if session.fiche else None
    stage = knowledge.stages.get(session.stage or (fiche.stage if fiche else ""))
    statut = talk.situation.get("statut") or STATUTS.get(session.fiche or "")
    return RouteRequest(
        commune_insee=str(talk.situation.get("commune_insee") or "") or None,
        domaine=stage.domaine if stage and stage.domaine else EVICTION,
        statut=str(statut) if statut else None,
        langue=session.language,
        urgency=session.urgency,
        act_before=deadline.prudent if deadline else None,
        came_by=session.came_by,
        known_by=session.permanence,
    )


def linked(library: Library, link: str) -> str | None:
    """The permanence that gives this link (`t.me/…?start=LINK`) to households; None where none does."""
    known = library.knowledge.permanences
    return link if link in known else next((name for name in known if link in known[name].liens), None)


def routing(talk: Talk, deadline: Deadline | None) -> Routing:
    """Where this household would be received, with the receipt of the decision; decided once a turn."""
    asked = request(talk, deadline)
    if asked not in talk.decisions:
        library = talk.library
        talk.decisions[asked] = route(asked, library.knowledge, talk.now, library.desk.occupancy)
    return talk.decisions[asked]


def decision(talk: Talk, deadline: Deadline | None, found: Routing) -> dict[str, Any]:
    """The routing as JSON, with the places taken at the permanences it looked at; nobody's name is in it."""
    looked_at = {line.permanence for line in found.receipt}
    taken = {key: count for key, count in talk.library.desk.occupancy.items() if key[0] in looked_at}
    return record("", request(talk, deadline), talk.now, taken, found)


def reachable(talk: Talk, deadline: Deadline | None) -> str | None:
    """The permanence a case can be handed to here and now: one is found, and its group is tied.

    Where all the competent ones are full, the first of them: the case waits there for a place.
    """
    found = routing(talk, deadline)
    fitting = (found.permanence,) if found.permanence else found.waiting
    return next((one for one in fitting if one in talk.library.desk.reachable), None)


def count_unmet(talk: Talk, deadline: Deadline | None) -> UnmetDemand | None:
    """Count, once and without anybody in it, that nobody receives this household in time; what was."""
    found = routing(talk, deadline)
    asked = request(talk, deadline)
    missed = unmet(found, asked, talk.library.knowledge, talk.now, talk.session.stage)
    if missed is None:
        return None
    dimensions = {
        "place": missed.place,
        "domaine": missed.domaine,
        "stage": missed.stage,
        "langue": missed.langue,
        "margin": "" if missed.margin_days is None else bucket(missed.margin_days),
        "why": missed.reason,
    }
    told = " ".join(dimensions.values())
    if talk.session.unmet != told:
        talk.change(unmet=told)
        talk.do(Count("unmet_demand", dimensions))
        return missed
    return None


def line(talk: Talk, deadline: Deadline | None) -> Safe:
    """The next session and the last useful one, or who helps instead: never empty."""
    if talk.situation.get("commune_insee") is None:
        return fallback(talk, routing(talk, deadline))
    found = routing(talk, deadline)
    state = states.said(talk, request(talk, deadline), found)
    if found.permanence is None or not found.next_sessions:
        return Safe("\n".join(filter(None, (state, _full(talk, found), fallback(talk, found)))))
    talk.note(f"permanence {found.permanence}")
    if found.late:
        told = (state, fallback(talk, found), _next(talk, found, "permanence.late"))
        return Safe("\n".join(filter(None, told)))
    said = [_next(talk, found, "permanence.next")]
    last = found.last_useful_session
    if last is not None and deadline is not None and last.starts_at != found.next_sessions[0].starts_at:
        said.append(talk.say("permanence.last_useful", day=talk.voice.near_day(last.starts_at.date())))
    if found.without_language:
        said.append(talk.say("permanence.other_language"))
    return Safe("\n".join(filter(None, (state, " ".join(said)))))


def _full(talk: Talk, found: Routing) -> Safe:
    """The permanence that would receive, if it were not full: the case can wait there."""
    one = next((one for one in found.waiting if one in talk.library.desk.reachable), None)
    return talk.say("permanence.full", name=name(talk, one)) if one else Safe("")


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
    return rich(talk.library.name_of(permanence, talk.session.language))


def last_useful(talk: Talk, deadline: Deadline | None) -> datetime | None:
    """The start of the last session that still comes before the prudent date."""
    session = routing(talk, deadline).last_useful_session
    return session.starts_at if session else None


def reopening(talk: Talk) -> Safe:
    """When the permanence of the case opens again, said once until then; nothing on a day it is open."""
    record = talk.library.knowledge.permanences.get(talk.session.permanence or "")
    if record is None or next(on_day(record, talk.today), None) is not None:
        return Safe("")
    coming = next(upcoming(record, talk.now, talk.now + REOPENS_WITHIN), None)
    if coming is None or talk.session.reopens == coming.starts_at.isoformat():
        return Safe("")
    talk.change(reopens=coming.starts_at.isoformat())
    begins = coming.starts_at
    return talk.say("referral.reopens", day=talk.voice.near_day(begins.date()), hour=talk.voice.hour(begins))
