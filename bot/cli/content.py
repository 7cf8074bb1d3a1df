"""`check`: every problem of the content at once."""

import click

from bot import app, examination
from bot.cli.batch import Json, print_json
from bot.cli.group import SAY, Command, option


@click.command(cls=Command, name="check")
@option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> int:
    """Check everything; 1 when there is an error, a warning alone is fine."""
    result = examination.examine(app.today())
    if as_json:
        print_json(result)
    else:
        _show(result)
    return 1 if _errors(result) else 0


def _errors(result: Json) -> int:
    return sum(problem["severity"] == "error" for problem in result["problems"])


def _show(result: Json) -> None:
    for problem in result["problems"]:
        click.echo(SAY("check.problem", **problem | {"severity": SAY(f"check.{problem['severity']}")}))
    errors = _errors(result)
    if result["problems"]:
        click.echo(SAY("check.wrong", errors=errors, warnings=len(result["problems"]) - errors))
    if not errors:
        counts = ", ".join(f"{count} {name}" for name, count in result["counts"].items())
        click.echo(SAY("check.fine", counts=counts))
