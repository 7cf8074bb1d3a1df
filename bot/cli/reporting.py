"""`report`: the year's figures as a page, a sheet and data, and a year put aside for good."""

from datetime import date
from pathlib import Path

import click

from bot import app
from bot.cli.failures import Misuse
from bot.cli.group import SAY, Command, option
from bot.cli.upkeep import DATA
from bot.errors import HouseError
from bot.i18n import load_catalogues
from bot.report import year as years
from bot.report.indicators import plan
from bot.report.names import names
from bot.report.page import page
from bot.report.sheet import sheet
from bot.report.year import Report
from bot.settings import read_settings
from storage.database import Database
from storage.transaction import Transaction


@click.command(cls=Command, name="report")
@option("--year", type=click.IntRange(2000, 2999), required=True, metavar="AAAA")
@option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DOSSIER")
@option("--freeze", is_flag=True)
@option("--again", is_flag=True)
@option("--data", **DATA)
def report(year: int, out: Path, freeze: bool, again: bool, data: Path | None) -> None:
    """Write report.html, report.csv and report.json; `--freeze` puts the year aside."""
    today = app.today()
    if year > today.year:
        raise Misuse(SAY("report.future", year=year))
    if freeze and years.told_until(year, today) != date(year, 12, 31):
        raise Misuse(SAY("report.unfinished", year=year))
    with app.open_database(read_settings(data=data), beside=True) as database:
        made = _freeze(database, year, today, again) if freeze else _known(database, year, today)
    _write(made, out)
    click.echo(SAY("report.done", year=year, out=out))
    click.echo(SAY(_state(made), day=f"{made.frozen_on or made.made_on:%d/%m/%Y}"))


def _state(made: Report) -> str:
    if made.frozen_on:
        return "report.frozen"
    return "report.not_frozen" if made.complete else "report.partial"


def _known(database: Database, year: int, today: date) -> Report:
    """The year as it was put aside, else as it is counted today."""
    kept = database.read(lambda store: store.snapshots.last(year))
    if kept is not None:
        return years.parse(kept.body)
    return _counted(database, year, today)


def _counted(database: Database, year: int, today: date) -> Report:
    counted = database.read(lambda store: store.statistics.report(date(year, 1, 1), date(year, 12, 31)))
    called = names(app.load_knowledge(), load_catalogues().voice("fr"))
    return years.compose(year, counted, plan(), called, today)


def _freeze(database: Database, year: int, today: date, again: bool) -> Report:
    fresh = _counted(database, year, today)

    def work(store: Transaction) -> Report | None:
        last = store.snapshots.last(year)
        if last is not None and not again:
            return None
        version = last.version + 1 if last else 1
        kept = fresh.frozen(today, version)
        store.snapshots.freeze(year, years.dump(kept), app.now())
        store.audit.add("command_line", "freeze", f"report-{year}", {"version": version}, app.now())
        return kept

    frozen = database.write(work).result()
    if frozen is None:
        raise HouseError(SAY("report.already_frozen", year=year))
    return frozen


def _write(made: Report, out: Path) -> None:
    voice = load_catalogues().voice("fr")
    files = {"html": page(made, plan(), voice), "csv": sheet(made), "json": years.dump(made) + "\n"}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for kind, text in files.items():
            (out / f"report.{kind}").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise HouseError(SAY("report.unwritable", out=out, why=type(error).__name__)) from error
