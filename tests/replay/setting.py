"""Where a transcript plays: which permanence is tied, how many places it has, which others have taken.

permanence: exemple-moselle-telephone      the one whose group is tied; the first of the directory else
hours: Tu 14:00-17:00                      its hours; `places: 1`, its places a session
closed: 2026-11-23 2026-11-29, …           when it is closed, both days included
full: entraidbail-metz-borny, …            permanences that take nobody more
taken: 2026-11-24 14:00, …                 sessions of one place that another household has
triage: 57                                 where a team chooses first; its group is named in `groups`
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.library import TRIAGE, DeskState, Library
from knowledge.appointments import Appointment, occupancy
from knowledge.directory import Fermeture, Permanence
from knowledge.schedule import zone_of
from tests.transcript import Transcript

SOMEBODY_ELSE = 2000


@dataclass(frozen=True)
class Setting:
    """The library as it is there, the permanence tied, and the places of others."""

    library: Library
    permanence: str
    taken: tuple[Appointment, ...]
    told: Mapping[str, str]


def of(transcript: Transcript, library: Library) -> Setting:
    """The setting that the head of a transcript asks for."""
    told = transcript.settings
    every = dict(library.knowledge.permanences)
    tied = told.get("permanence", sorted(every)[0])
    every[tied] = _changed(every[tied], told)
    for id in _listed(told, "full"):
        every[id] = replace(every[id], etat="complete")
    here = replace(library, knowledge=replace(library.knowledge, permanences=every))
    taken = tuple(_taken(every[tied], start) for start in _listed(told, "taken"))
    others = {entry.split()[1] for entry in told.get("groups", "").split(";") if entry.strip()}
    desk = DeskState(
        frozenset({tied, *others}),
        occupancy(taken, transcript.clock),
        taken,
        triage=frozenset(f"{TRIAGE}{code}" for code in _listed(told, "triage")),
    )
    return Setting(here.with_desk(desk), tied, taken, told)


def _changed(record: Permanence, told: Mapping[str, str]) -> Permanence:
    changes: dict[str, Any] = {}
    if "hours" in told:
        changes["horaires_accueil"] = told["hours"]
    if "places" in told:
        changes |= {"capacite": int(told["places"]), "places_urgentes": 0}
    closed = [[date.fromisoformat(day) for day in days.split()] for days in _listed(told, "closed")]
    return replace(
        record, fermetures=tuple(Fermeture(du=first, au=last) for first, last in closed), **changes
    )


def _taken(record: Permanence, start: str) -> Appointment:
    starts_at = datetime.fromisoformat(start).replace(tzinfo=zone_of(record.code_insee))
    return Appointment(f"Z9-{starts_at:%m%d}", record.id, starts_at, starts_at, "reservee")


def _listed(told: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in told.get(name, "").split(",") if part.strip()]


def write_down(store: Any, setting: Setting, at: float) -> None:
    """Give the others their places, each with a case of its own; switch triage on where it is."""
    for team in setting.library.desk.triage:
        store.marks.set(team, True, at)
    for number, one in enumerate(setting.taken):
        case = store.cases.open(
            SOMEBODY_ELSE + number,
            now=at,
            state="waiting",
            urgency=1,
            content_version="",
            permanence=one.permanence_id,
            data={"lines": [], "words": [], "why": "", "language": "fr"},
        )
        start = one.starts_at.timestamp()
        store.appointments.add(case.id, one.permanence_id, start, start, "reservee", at)


def set_free(store: Any, permanence: str, start: str, at: float) -> None:
    """Another household gives its place back: as the service writes it down, a reallocation is asked for."""
    for row in store.appointments.coming(at, permanence):
        if f"{datetime.fromtimestamp(row.starts_at, zone_of('57463')):%Y-%m-%d %H:%M}" == start:
            store.appointments.change(row.id, "annulee_menage", at)
    told = {"permanence": permanence}
    store.timers.set("allocate", None, None, at, told, f"allocate.{permanence}")
