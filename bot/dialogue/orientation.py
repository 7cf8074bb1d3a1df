"""Where a triage team chooses the permanence: who is handed the case, until when, and what it chose."""

from dataclasses import asdict
from datetime import datetime, time, timedelta

from bot.dialogue import appointments, danger, permanences, places
from bot.dialogue.effects import Elsewhere, Forget, Proposal
from bot.dialogue.events import Rang
from bot.dialogue.talk import Talk
from bot.i18n import Safe
from bot.library import TRIAGE
from knowledge.report import Deadline
from knowledge.routing import Routing

KIND = "oriented"
ELSEWHERE = "elsewhere"
EVENING = time(18)
PATIENCE = timedelta(days=3)


def is_team(permanence: str) -> bool:
    """Whether this is a triage team and no permanence."""
    return permanence.startswith(TRIAGE)


def recipient(talk: Talk, deadline: Deadline | None) -> str | None:
    """Who is handed the case: the triage team of the place, else the permanence that routing finds.

    Triage never holds what is urgent, nor what has no more time for it.
    """
    commune = talk.library.knowledge.territory.by_insee(str(talk.situation.get("commune_insee") or ""))
    team = f"{TRIAGE}{commune.departement}" if commune else ""
    if team not in talk.library.desk.triage or talk.session.urgency >= danger.URGENCY:
        return permanences.reachable(talk, deadline)
    in_time = until(talk, permanences.routing(talk, deadline)) > talk.now
    return team if in_time else permanences.reachable(talk, deadline) or team


def until(talk: Talk, found: Routing) -> datetime:
    """When a case leaves triage by itself: the evening before the last useful session."""
    last = found.last_useful_session or (found.next_sessions[-1] if found.next_sessions else None)
    day = last.starts_at.date() - timedelta(days=1) if last else talk.today + PATIENCE
    return datetime.combine(day, EVENING, talk.now.tzinfo)


def proposal(talk: Talk, deadline: Deadline | None, found: Routing) -> Proposal:
    """What routing proposes to the team, with its receipt."""
    return Proposal(
        permanences.reachable(talk, deadline),
        found.rule,
        tuple(asdict(line) for line in found.receipt),
        permanences.decision(talk, deadline, found),
    )


def next_step(talk: Talk, found: Routing) -> Safe:
    """What the team does, and until when."""
    return talk.say("triage.next", day=talk.voice.near_day(until(talk, found).date()))


def ring(talk: Talk, event: Rang) -> None:
    """A permanence was chosen: its name, the place to take there, and the way to say no."""
    if not talk.session.case:
        return
    permanence = event.data["permanence"]
    talk.change(permanence=permanence, case_state="waiting", offered=None)
    named = talk.say("triage.oriented", name=permanences.name(talk, permanence), reference=talk.session.case)
    no = (f"{ELSEWHERE}:{permanence}", talk.voice.label("button.elsewhere"))
    appointments.offer(talk, named, also=(no,))


def elsewhere(talk: Talk, permanence: str) -> None:
    """«Pas cette permanence»: the case goes back to the team, the place taken there is free again."""
    if talk.session.case is None or talk.session.permanence != permanence:
        talk.reply(talk.say("transfer.over", reference=talk.session.case or ""))
        return
    for mine in filter(None, (places.booked(talk), places.held(talk))):
        places.give_back(talk, mine)
    talk.do(Forget(appointments.KIND))
    talk.do(Elsewhere(talk.session.case, permanence))
    commune = talk.library.knowledge.territory.by_insee(str(talk.situation.get("commune_insee") or ""))
    team = f"{TRIAGE}{commune.departement}" if commune else None
    talk.change(permanence=team, question=None, case_state="waiting")
    talk.note("autre permanence demandée")
    talk.reply(talk.say("triage.elsewhere", reference=talk.session.case))
