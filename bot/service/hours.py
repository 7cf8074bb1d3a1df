"""When a permanence may be rung: what waits for the morning of an open day, what goes without a sound."""

from datetime import datetime, timedelta

from bot.desk import hours
from bot.service.world import World
from knowledge.schedule import Session, upcoming

LOOK_AHEAD = timedelta(days=60)


def quiet(world: World, permanence: str | None) -> bool:
    """Whether staff sleep or are closed now: what goes to them goes without a sound."""
    record = world.library.knowledge.permanences.get(permanence or "")
    return record is not None and hours.is_quiet(record, _there(world, record.id))


def morning(world: World, permanence: str) -> datetime:
    """Now, or the next morning on which the permanence may be rung."""
    record = world.library.knowledge.permanences.get(permanence)
    return hours.next_morning(record, _there(world, record.id)) if record else world.now


def _there(world: World, permanence: str) -> datetime:
    return world.now.astimezone(world.zone_of(permanence))


def next_session(world: World, permanence: str, after: datetime) -> Session | None:
    """The first session of a permanence that begins after that moment; None where none is planned."""
    record = world.library.knowledge.permanences.get(permanence)
    start = after + timedelta(seconds=1)
    return next(upcoming(record, start, start + LOOK_AHEAD), None) if record else None
