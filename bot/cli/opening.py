"""`etat`: what a permanence receives now, said or changed where there is no group to say it in."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import click

from bot import app
from bot.cli.batch import print_json
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, option
from bot.cli.law import day as read_day
from bot.cli.upkeep import DATA
from bot.desk.opening import shown
from bot.library import Library
from bot.markup import plain
from bot.service import opening
from bot.service.world import enter
from bot.settings import read_settings
from knowledge.opening import STATES, Opening, opened
from knowledge.vocabulary import Etat
from storage.transaction import Transaction

CLOSED = "fermee"


@click.command(cls=Command, name="etat")
@click.argument("permanence", metavar=SAY("argument.permanence"))
@click.argument("state", required=False, metavar=SAY("argument.etat"))
@option("--du", "first", metavar=SAY("argument.day"))
@option("--au", "last", metavar=SAY("argument.day"))
@option("--capacite", "places", type=int, metavar=SAY("argument.number"))
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def etat(
    permanence: str,
    state: str | None,
    first: str | None,
    last: str | None,
    places: int | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Say or change what a permanence receives now; whoever loses a place is told by the bot that runs."""
    library = app.load_library()
    known = sorted(library.knowledge.permanences)
    if permanence not in known:
        near = nearest(permanence, known)
        raise Misuse(SAY("wrong.permanence", given=permanence, nearest=near, known=", ".join(known)))
    if state not in (None, CLOSED, *STATES):
        raise Misuse(SAY("etat.unknown", given=state, known=", ".join((*STATES, CLOSED))))
    if (state == CLOSED) != (first is not None and last is not None) or (first is None) != (last is None):
        raise Misuse(SAY("etat.days"))
    days = (read_day(first), read_day(last)) if first and last else None
    with app.open_database(read_settings(data=data), beside=True) as database:
        told = database.write(lambda tx: _said(tx, library, permanence, state, days, places)).result()
    if as_json:
        print_json({**told["said"], "losing": told["losing"]})
    else:
        click.echo(told["text"])
        if told["losing"]:
            click.echo(SAY("etat.losing", count=told["losing"]))


def _said(
    tx: Transaction,
    library: Library,
    permanence: str,
    state: str | None,
    days: tuple[date, date] | None,
    places: int | None,
) -> dict[str, Any]:
    """Change what is asked, where anything is, and tell what holds now. Raises NotPossible."""
    world = enter(tx, library, app.local(app.now()))
    said = opening.said_of(world, permanence)
    wanted = _wanted(said, state, days, places)
    losing = opening.losing(world, wanted)
    if wanted != said:
        opening.change(world, wanted, "cli")
    record = opened(world.library.written[permanence], wanted)
    text = plain(shown(record, world.staff_voice, world.now.date()))
    return {"said": wanted.stored(), "losing": losing, "text": text}


def _wanted(said: Opening, state: str | None, days: tuple[date, date] | None, places: int | None) -> Opening:
    if days is not None:
        said = replace(said, du=days[0], au=days[1])
    elif state == "ouverte":
        said = replace(said, etat="ouverte", du=None, au=None)
    elif state is not None:
        said = replace(said, etat=cast(Etat, state))
    return said if places is None else replace(said, capacite=places)
