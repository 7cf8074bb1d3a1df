"""What is counted for the year's report: each fact in one function, called where it happens.

The names of the events are those of bot/report/indicators.toml. No counter says who. What keeps a fact from
being counted twice is a mark in the case or the session it is about, and goes with it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.dialogue.session import Session
from bot.incoming import Incoming
from bot.service.world import World
from knowledge.tally import area, bucket
from storage.cases import CaseRow

Channel = Literal["own", "worker"]
Kind = Literal["answer", "meeting", "mediation", "call", "letter", "early_debt", "commission"]
Step = Literal["asked", "agreed", "declined"]
MARKS = "counted"
DAY = 86_400
STATUS_OF_STAGE = {
    "impaye": "locataire",
    "commandement_de_payer": "locataire",
    "assignation": "locataire",
    "audience": "locataire",
    "conge": "locataire",
    "conge_expire": "sans_titre",
    "commandement_de_quitter": "sans_titre",
    "concours_force_publique": "sans_titre",
    "heberge_chez_un_tiers": "heberge",
    "hebergement": "foyer",
    "hebergement_chrs": "foyer",
    "sans_abri": "sans_logement",
    "expulse": "sans_logement",
}
"""What the step of the procedure says of the status, where the household did not say it."""

__all__ = ["bucket", "closed", "commission", "contact", "decided", "intervention", "met", "noticed", "step"]


def noticed(world: World, session: Session, heard: Sequence[Incoming]) -> Session:
    """A household spoke: count it, and what is known of it, the first time in the year; the session marked.

    Opening the chat (/start) is no contact yet; staff who try the service are no household, nor is a worker
    who tells of one.
    """
    spoke = any(incoming.command != "start" for incoming in heard)
    refers = session.draft is not None or any(session.referrer)
    if not spoke or refers or world.tx.members.roles(session.chat_id):
        return session
    return contact(world, session, "worker" if session.introduction is not None else "own")


def contact(world: World, session: Session, channel: Channel) -> Session:
    """Count a household once in the year, and its step, its status and its area when they are first known."""
    year = str(world.now.year)
    marked = session.counted if session.counted[:1] == (year,) else (year,)
    if "household" not in marked:
        _count(world, "household", language=session.language, channel=channel)
        marked = (*marked, "household")
    commune = str(session.situation.get("commune_insee") or "")
    known = {
        "stage": session.stage or "",
        "status": str(session.situation.get("statut") or STATUS_OF_STAGE.get(session.stage or "", "")),
        "place": area(commune, world.library.knowledge.territory),
    }
    for name, value in known.items():
        if value and name not in marked:
            _count(world, f"household_{name}", **{name: value})
            marked = (*marked, name)
    return replace(session, counted=marked)


def intervention(world: World, row: CaseRow, kind: Kind) -> None:
    """A person did something for a household: once a day for each kind; the household once a year."""
    _once(world, row, f"{kind}.{world.now:%Y-%m-%d}", "intervention", kind=kind)
    helped = f"helped.{world.now.year}"
    others = world.tx.cases.by_chat(row.chat_id, open_only=False)
    if not any(helped in _marks(other) for other in others):
        _once(world, row, helped, "helped")


def met(world: World, row: CaseRow, at: datetime) -> None:
    """A meeting was held; of the first one, how long the household waited and what time was left to it."""
    intervention(world, row, "meeting")
    waited = (at.date() - datetime.fromtimestamp(row.consent_at or row.opened_at, at.tzinfo).date()).days
    if _once(world, row, "met", "waiting_time", days=bucket(max(0, waited))):
        left = bucket((row.act_before - at.date()).days) if row.act_before else "none"
        _count(world, "first_margin", days=left)


def closed(world: World, row: CaseRow, outcome: str) -> None:
    """A case ended."""
    _count(world, "closed", outcome=outcome, permanence=row.permanence or "")


def reopened(world: World, row: CaseRow) -> None:
    """A case that had ended goes on."""
    _count(world, "reopened", permanence=row.permanence or "")


def commission(world: World, step: Step) -> None:
    """A case goes to a commission: asked of the household, agreed to or declined."""
    _count(world, "commission", step=step)


def decided(world: World, decision: str) -> None:
    """A commission decided."""
    _count(world, "commission_decision", decision=decision)


def early_debt(world: World, row: CaseRow, decision: str) -> None:
    """What became of a debt referred early (`accepted`, `redirected`, `refused`), and after how many days."""
    _count(world, "early_debt", step=decision, permanence=row.permanence or "")
    _count(world, "early_debt_delay", days=bucket(int((world.at - row.opened_at) // DAY)))


def step(world: World, row: CaseRow, event: str, **dimensions: str) -> None:
    """Count a step of a case once, whatever happens to it again (`mediation`, `early_debt`…)."""
    mark = ".".join((event, *dimensions.values()))
    _once(world, row, mark, event, **dimensions)


def _once(world: World, row: CaseRow, mark: str, event: str, **dimensions: str) -> bool:
    """Count unless the case is marked; True where it was counted. Interventions add their permanence."""
    fresh = world.tx.cases.get(row.id)
    if fresh is None or mark in _marks(fresh):
        return False
    if event in ("intervention", "helped"):
        dimensions["permanence"] = fresh.permanence or ""
    _count(world, event, **dimensions)
    marks = [*_lasting(fresh, world), mark]
    # Counting is no contact: the case lives no longer for it.
    world.tx.cases.update(row.id, None, data={**fresh.data, MARKS: marks})
    return True


def _marks(row: CaseRow) -> list[str]:
    return list(row.data.get(MARKS, ()))


def _lasting(row: CaseRow, world: World) -> list[str]:
    """The marks without those of days gone by, which serve no more."""
    today = f"{world.now:%Y-%m-%d}"
    return [mark for mark in _marks(row) if not mark[-10:-6].isdigit() or mark.endswith(today)]


def _count(world: World, event: str, **dimensions: str) -> None:
    world.tx.statistics.count(event, world.now.date(), **dimensions)
