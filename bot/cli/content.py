"""`check`: every problem of the content at once."""

import click

from bot import app, examination
from bot.cli.batch import Json, print_json
from bot.cli.group import SAY, Command, option
from knowledge import checks


@click.command(cls=Command, name="check")
@option("--articles", metavar="ARTICLE")
@option("--json", "as_json", is_flag=True)
def check(articles: str | None, as_json: bool) -> int:
    """Check everything; 1 when there is an error, a warning alone is fine. Or list who cites an article."""
    if articles is not None:
        return _citing(articles, as_json)
    result = examination.examine(app.today())
    if as_json:
        print_json(result)
    else:
        _show(result)
    return 1 if _errors(result) else 0


def _citing(article: str, as_json: bool) -> int:
    """Every file to read again when that article changes; 1 when none cites it."""
    files = checks.citing(article, app.load_knowledge())
    if as_json:
        print_json({"article": article, "files": list(files)})
    else:
        click.echo("\n".join(files) or SAY("check.uncited", article=article))
    return 0 if files else 1


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
        _coverage(result)
        _territory(result)
    for due in result.get("due", ()):
        click.echo(SAY("check.due", **due))


def _coverage(result: Json) -> None:
    """For each intent, the languages and readers it is written for."""
    for name, covered in result["coverage"].items():
        click.echo(SAY("check.covered", name=name, told=", ".join(covered)))


def _territory(result: Json) -> None:
    """Where nobody is competent: how many communes and people, and the largest ones."""
    knowledge = app.load_knowledge()
    for one in result["territory"]:
        if one["without"]:
            largest = (knowledge.territory.by_insee(insee) for insee in one["without"][:3])
            named = ", ".join(commune.nom for commune in largest if commune)
            short = one["domaine"].partition("--")[2] or one["domaine"]
            told = one | {"without": len(one["without"]), "largest": named, "domaine": short}
            click.echo(SAY("check.nobody", **told))
