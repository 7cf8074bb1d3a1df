"""Monday's word to whoever coordinates: read from the database, said by bot.desk.weekly."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.desk import weekly
from bot.desk.weekly import Standing, Week
from bot.service import coordinators, offers
from bot.service.world import World
from knowledge.directory import Permanence
from knowledge.pressure import Pressure, pressure
from knowledge.schedule import sessions
from storage.cases import CaseRow

KIND = "weekly"
WEEK = timedelta(days=7)
MANY = 1_000


def set_next(world: World) -> None:
    """Each tied permanence has its next digest before it: asked again, nothing changes."""
    for group in world.tx.groups.all():
        record = world.library.knowledge.permanences.get(group.permanence)
        if record is not None:
            due = weekly.next_one(record, world.now)
            key = f"{KIND}.{record.id}.{due:%Y-%m-%d}"
            world.tx.timers.set(KIND, None, None, due.timestamp(), {"permanence": record.id}, key)


def ring(world: World, told: dict[str, Any]) -> str:
    """Tell the week, and set the next."""
    record = world.library.knowledge.permanences.get(told["data"]["permanence"])
    set_next(world)
    if record is None or world.tx.groups.by_permanence(record.id) is None:
        return "sans permanence"
    said = weekly.text(week(world, record), world.staff_voice)
    coordinators.tell(world, record.id, "weekly.all", text=said)
    return f"semaine {record.id}"


def week(world: World, record: Permanence) -> Week:
    """What happened in the seven days before today, and what waits now."""
    since = world.now.replace(hour=0, minute=0, second=0, microsecond=0) - WEEK
    rows = world.tx.cases.list(permanence=record.id, limit=MANY)
    baskets: dict[str, list[str]] = {"silent": [], "owed": [], "lost": []}
    for row in rows:
        found = weekly.basket(_standing(world, row, record), world.now)
        if found:
            baskets[found].append(row.reference)
    opened, closed = world.tx.cases.moved_since(record.id, since.timestamp())
    return Week(
        since=since.date(),
        opened=opened,
        closed=closed,
        open=len(rows),
        near=_near(rows, world.now.date()),
        pressure=_pressure(world, record),
        unmet=_unmet(world),
        leaving=_leaving(world, record),
        **{name: tuple(references) for name, references in baskets.items()},
    )


def _standing(world: World, row: CaseRow, record: Permanence) -> Standing:
    direction, at = world.tx.messages.last(row.id) or ("in", row.opened_at)
    since = row.opened_at if row.state == "waiting" else at
    held = sessions(record, datetime.fromtimestamp(since, UTC), world.now)
    return Standing(
        claimed=row.state == "claimed",
        household_spoke_last=direction == "in",
        last_word=datetime.fromtimestamp(at, UTC),
        sessions_since=sum(one.ends_at <= world.now for one in held),
        appointment=bool(world.tx.appointments.of_case(row.id, ("reservee",))),
    )


def _near(rows: Iterable[CaseRow], today: date) -> tuple[tuple[str, date], ...]:
    """The open cases whose last day to act falls within the week."""
    found = [
        (row.reference, row.act_before)
        for row in rows
        if row.act_before is not None and today <= row.act_before <= today + WEEK
    ]
    return tuple(sorted(found, key=lambda one: one[1]))


def _pressure(world: World, record: Permanence) -> Pressure | None:
    """Its next sessions against who waits there."""
    waiting = [offers.waiting(world, one) for one in world.tx.waiting.of_permanence(record.id)]
    only = offers.only(world, record)
    return next(iter(pressure(waiting, only, world.now, world.occupancy())), None)


def _unmet(world: World) -> int:
    """The demand nobody could meet since the month began, everywhere: counters keep no day."""
    today = world.now.date()
    return sum(one.count for one in world.tx.statistics.report(today, today, event="unmet_demand"))


def _leaving(world: World, record: Permanence) -> tuple[str, ...]:
    """The cases of this permanence that go within the notice."""
    rows = (world.tx.cases.by_reference(one) for one in world.tx.retention.soon(world.at))
    return tuple(row.reference for row in rows if row is not None and row.permanence == record.id)
