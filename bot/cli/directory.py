"""`annuaire`: the directory of permanences goes out, and a received one is looked at before it comes in."""

from pathlib import Path

import click

from bot import app
from bot.cli.failures import Misuse
from bot.cli.group import SAY, Command, option
from knowledge import exchange, intake
from knowledge.directory_checks import check_places
from knowledge.reading import Reader


@click.command(cls=Command, name="annuaire")
@option("--csv", "as_csv", is_flag=True)
@option("--verifier", "received", type=click.Path(path_type=Path), metavar="FICHIER")
def annuaire(as_csv: bool, received: Path | None) -> int:
    """Write the directory in data·inclusion terms, or say all that is wrong in one; 1 when something is."""
    if received is not None:
        return _look_at(received)
    permanences = app.load_knowledge().permanences.values()
    click.echo(exchange.to_csv(permanences) if as_csv else exchange.to_json(permanences))
    return 0


def _look_at(received: Path) -> int:
    try:
        raw = received.read_bytes()
    except OSError as error:
        raise Misuse(SAY("wrong.no_batch", file=received, why=type(error).__name__)) from error
    imported = intake.from_bytes(raw, received.name)
    places = Reader(Path())
    found = {permanence.id: permanence for permanence in imported.permanences}
    check_places(places, found, app.load_knowledge().territory, Path(received.name))
    problems = (*imported.problems, *places.problems)
    for problem in problems:
        severity = SAY(f"check.{problem.severity}")
        told = {"file": problem.file, "key": problem.key, "message": problem.message, "severity": severity}
        click.echo(SAY("check.problem", **told))
    click.echo(SAY("annuaire.read", count=len(imported.permanences)))
    return 1 if any(problem.severity == "error" for problem in problems) else 0
