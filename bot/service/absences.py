"""Who is away and who stands in, as storage keeps it and as cards and lists say it."""

from dataclasses import replace
from datetime import date, datetime

from bot.desk import absences as chains
from bot.desk.absences import Absence
from bot.desk.case import Case
from bot.i18n import rich
from bot.service import staff
from bot.service.world import World
from storage.absences import AbsenceRow


def known(world: World, permanence: str) -> list[Absence]:
    """The absences of a permanence that are not over, by days."""
    return [by_days(world, row) for row in world.tx.absences.of_permanence(permanence, world.at)]


def by_days(world: World, row: AbsenceRow) -> Absence:
    """A stored absence, by the days of the permanence's clock."""
    zone = world.zone_of(row.permanence)
    last = datetime.fromtimestamp(row.ends_at - 1, zone).date()
    return Absence(row.user_id, datetime.fromtimestamp(row.starts_at, zone).date(), last, row.substitute)


def stands_in(world: World, who: int, permanence: str) -> int | None:
    """Who takes the work of somebody today; themselves when there, None where nobody does."""
    return chains.stands_in(who, world.now.date(), known(world, permanence))


def shown(world: World, case: Case) -> Case:
    """The case with what its card says of who follows it: away until when, and who takes over."""
    if case.claimed_by is None:
        return case
    every = known(world, case.permanence)
    away = chains.away(case.claimed_by, world.now.date(), every)
    if away is None:
        return case
    found = chains.stands_in(case.claimed_by, world.now.date(), every)
    name = staff.of(world, found).name if found is not None else ""
    return replace(case, away_until=away.last, stand_in=name)


def days(world: World, first: date, last: date) -> str:
    """«du mardi 24 novembre au vendredi 4 décembre», or the one day."""
    voice = world.staff_voice
    key = "member.days" if first != last else "member.one_day"
    return voice.say(key, first=voice.near_day(first), last=voice.near_day(last))


def line(world: World, absence: Absence, permanence: str, of: str = "") -> str:
    """One absence in words: whose where it is not clear, the days, and who stands in."""
    voice = world.staff_voice
    by = staff.of(world, absence.by).name if absence.by is not None else ""
    said = voice.say(
        "member.absence_line" if by else "member.absence_line_nobody",
        days=days(world, absence.first, absence.last),
        by=by,
        name=staff.name_of(world, permanence),
    )
    return f"{rich(of)} : {said}" if of else said
