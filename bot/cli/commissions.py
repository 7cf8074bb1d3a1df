"""`commission`: the list of the cases to present, to be printed."""

from collections.abc import Iterable
from pathlib import Path

import click

from bot import app
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, option
from bot.cli.law import day as read_day
from bot.cli.upkeep import DATA
from bot.documents.printing import printed
from bot.documents.sheet import Sheet
from bot.documents.webpage import webpage
from bot.service import commission_list
from bot.service.world import World
from bot.settings import read_settings
from storage.transaction import Transaction

HTML, PDF = ".html", ".pdf"


@click.command(cls=Command, name="commission")
@option("--permanence", required=True, metavar="PERMANENCE")
@option("--commission", metavar="COMMISSION")
@option("--date", "day", metavar=SAY("argument.day"))
@option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar=SAY("argument.file"))
@option("--data", **DATA)
def commission(permanence: str, commission: str | None, day: str | None, out: Path, data: Path | None) -> int:
    """Write the list; 1 where no case is ready."""
    if out.suffix not in (HTML, PDF):
        raise Misuse(SAY("commission.suffix", file=out))
    library, now = app.load_library(), app.local(app.now())
    _known("wrong.permanence", permanence, library.knowledge.permanences)
    if commission is not None:
        _known("commission.unknown", commission, library.knowledge.commissions)
    meets = read_day(day) if day else None

    def work(store: Transaction) -> tuple[Sheet, int]:
        world = World(store, library, now)
        found = commission_list.listed(world, permanence, commission, meets)
        for row, _ in found:
            store.audit.add("command_line", "read", row.id, {"list": "commission"}, app.now())
        return commission_list.sheet(world, permanence, found, meets), len(found)

    with app.open_database(read_settings(data=data), beside=True) as database:
        sheet, count = database.write(work).result()
    if not count:
        click.echo(SAY("commission.none", permanence=library.knowledge.permanences[permanence].nom))
        return 1
    if out.suffix == PDF:
        out.write_bytes(printed(sheet, now, one_page=False).content)
    else:
        out.write_text(webpage(sheet), encoding="utf-8")
    click.echo(SAY("commission.done", count=count, file=out))
    return 0


def _known(key: str, given: str, known: Iterable[str]) -> None:
    names = sorted(known)
    if given not in names:
        raise Misuse(SAY(key, given=given, nearest=nearest(given, names), known=", ".join(names)))
