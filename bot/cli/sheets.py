"""`day-sheet`: who comes to a session, to be read in the terminal or printed on one page."""

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import click

from bot import app
from bot.cli.batch import print_json
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, option
from bot.cli.law import day as read_day
from bot.cli.upkeep import DATA
from bot.service.rounds import sheet
from bot.service.world import World, enter
from bot.settings import read_settings
from knowledge.day_sheet import DaySheet, hour
from knowledge.directory import Permanence
from knowledge.printed_sheet import printed
from knowledge.schedule import Session, on_day, upcoming, zone_of

HORIZON = timedelta(weeks=10)


@click.command(cls=Command, name="day-sheet")
@click.argument("permanence", metavar=SAY("argument.permanence"))
@option("--date", "day", metavar=SAY("argument.day"))
@option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar=SAY("argument.file"))
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def day_sheet(permanence: str, day: str | None, out: Path | None, data: Path | None, as_json: bool) -> int:
    """The list of a day's sessions, or of the next one; 1 where there is none."""
    library = app.load_library()
    record = library.knowledge.permanences.get(permanence)
    if record is None:
        known = sorted(library.knowledge.permanences)
        near = nearest(permanence, known)
        raise Misuse(SAY("wrong.permanence", given=permanence, nearest=near, known=", ".join(known)))
    wanted = read_day(day) if day else None
    with app.open_database(read_settings(data=data), beside=True) as database:
        sheets = database.write(
            lambda tx: _sheets(enter(tx, library, app.local(app.now())), permanence, wanted)
        ).result()
    if as_json:
        print_json([_told(one) for one in sheets])
    elif not sheets:
        click.echo(SAY("day-sheet.none", permanence=record.nom))
    elif out is None:
        click.echo("\n\n".join(one.text for one in sheets))
    else:
        out.write_text(printed(sheets, app.local(app.now())), encoding="utf-8")
        click.echo(SAY("day-sheet.done", file=out))
    return 0 if sheets else 1


def _sheets(world: World, permanence: str, day: date | None) -> list[DaySheet]:
    record = world.library.knowledge.permanences[permanence]
    world.tx.audit.add("cli", "day_sheet", permanence, {}, world.at)
    return [sheet(world, one) for one in _sessions(record, world.now, day)]


def _sessions(record: Permanence, now: datetime, day: date | None) -> tuple[Session, ...]:
    """Those of the day; without a day the next one, which may have begun today already."""
    if day is not None:
        return tuple(on_day(record, day))
    begins = datetime.combine(now.date(), time(), zone_of(record.code_insee))
    coming = (one for one in upcoming(record, begins, now + HORIZON) if one.ends_at > now)
    return tuple(islice(coming, 1))


def _told(one: DaySheet) -> dict[str, object]:
    rows = [
        {"at": hour(row.at), "urgent": row.urgent, "held": row.held, **asdict(row.line)} for row in one.rows
    ]
    left = {"places_left": one.places_left, "kept_left": one.kept_left}
    return {"permanence": one.name, "when": one.when, "place": one.place, "rows": rows, **left}
