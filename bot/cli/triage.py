"""`triage`: whether a team of the territory looks at each request before a permanence does."""

from pathlib import Path

import click

from bot import app
from bot.cli.batch import print_json
from bot.cli.failures import Misuse
from bot.cli.group import SAY, Command, option
from bot.cli.upkeep import DATA
from bot.library import TRIAGE
from bot.settings import read_settings


@click.command(cls=Command, name="triage")
@click.argument("departement", metavar="DÉPARTEMENT")
@option("--on/--off", "wanted", default=None)
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def triage(departement: str, wanted: bool | None, data: Path | None, as_json: bool) -> None:
    """Switch triage on or off for a département; without either, say how it stands."""
    name, team = team_of(departement)
    with app.open_database(read_settings(data=data), beside=True) as database:
        if wanted is not None:
            at = app.now()
            database.write(lambda store: store.marks.set(team, wanted, at)).result()
        on = bool(database.read(lambda store: store.marks.get(team)))
        tied = database.read(lambda store: store.groups.by_permanence(team)) is not None
    if as_json:
        print_json({"departement": departement, "triage": on, "group": tied})
        return
    click.echo(SAY("triage.on" if on else "triage.off", name=name))
    if on and not tied:
        click.echo(SAY("triage.no_group", departement=departement))


def team_of(departement: str) -> tuple[str, str]:
    """The name of a département and the id of its team. Raises Misuse for one that does not exist."""
    territory = app.load_knowledge().territory
    name = territory.departement_name(departement)
    if name == departement:
        raise Misuse(SAY("triage.unknown", given=departement))
    return name, f"{TRIAGE}{departement}"
