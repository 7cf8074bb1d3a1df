"""`doctor`, `verify-audit`, `bench` and `invite`: the chores of the person who runs the bot."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from bot import app, benchmark
from bot import doctor as examination
from bot.cli.batch import print_json
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, option
from bot.desk.rights import RIGHTS, STAFF, WORKER
from bot.library import TRIAGE
from bot.settings import read_settings

CODE_LASTS = timedelta(hours=48)
DATA: dict[str, Any] = {"type": click.Path(path_type=Path), "metavar": "DOSSIER"}


@click.command(cls=Command, name="doctor")
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def doctor(data: Path | None, as_json: bool) -> int:
    """Look at everything; 1 when something is not in place."""
    findings = examination.examine(read_settings(data=data))
    if as_json:
        print_json({"checks": [finding.as_json() for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.message}")
    return 0 if all(finding.ok for finding in findings) else 1


@click.command(cls=Command, name="verify-audit")
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def verify_audit(data: Path | None, as_json: bool) -> int:
    """1 when the register does not hold together."""
    with app.open_database(read_settings(data=data), beside=True) as database:
        problems = [row.id for row in database.read(lambda store: store.audit.verify())]
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    else:
        click.echo(SAY("verify-audit.wrong", row=problems[0]) if problems else SAY("verify-audit.fine"))
    return 1 if problems else 0


@click.command(cls=Command, name="bench")
@option("--quick", is_flag=True)
@option("--understanding", type=click.Path(path_type=Path), metavar="FICHIER")
@option("--page", type=click.Path(path_type=Path), metavar="FICHIER")
def bench(quick: bool, understanding: Path | None, page: Path | None) -> None:
    """Measure the machine's part, or how labelled messages are understood; print JSON."""
    if understanding is None:
        print_json(benchmark.measure(quick=quick))
        return
    # Training baselines needs scikit-learn, which nothing else at run time does.
    from bot.cli import measuring

    print_json(measuring.understanding(understanding, page))


@click.command(cls=Command, name="invite")
@option("--groupe", metavar="PERMANENCE")
@option("--membre", metavar="PERMANENCE", multiple=True)
@option("--role", metavar="RÔLE")
@option("--triage", metavar="DÉPARTEMENT")
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def invite(
    groupe: str | None,
    membre: tuple[str, ...],
    role: str | None,
    triage: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Make a one-time code."""
    kind, permanences = _wanted(groupe, membre, role, triage)
    settings = read_settings(data=data)
    names = ", ".join(_team(each) or _permanence(each, settings.allow_examples) for each in permanences)
    until = app.now() + CODE_LASTS.total_seconds()
    usual = WORKER if all(each.startswith(TRIAGE) for each in permanences) else STAFF
    given = {"permanences": list(permanences), "role": role or usual}
    told = given if kind == "staff" else {"permanence": permanences[0]}
    with app.open_database(settings, beside=True) as database:
        code = database.write(lambda store: store.codes.issue(kind, told, until)).result()
    if as_json:
        shown = {"kind": kind, "permanence": permanences[0], "code": code}
        print_json(shown | told | {"until": app.local(until).isoformat()})
        return
    click.echo(SAY(f"invite.{kind}", permanence=names, code=code, role=SAY(f"role.{given['role']}")))
    click.echo(SAY("invite.valid", until=app.local(until).strftime("%d/%m/%Y à %H h %M")))


def _wanted(
    groupe: str | None, membre: tuple[str, ...], role: str | None, triage: str | None
) -> tuple[str, tuple[str, ...]]:
    """The kind of the code and what it is for. Raises Misuse for none, several, or an unknown role."""
    if role is not None and role not in RIGHTS:
        raise Misuse(SAY("invite.role", given=role, known=", ".join(RIGHTS)))
    if membre and not groupe and not triage:
        return "staff", membre
    tied = [each for each in (groupe, f"{TRIAGE}{triage}" if triage else None) if each]
    if len(tied) != 1 or membre or role:
        raise Misuse(SAY("invite.one"))
    return "group", (tied[0],)


def _team(permanence: str) -> str | None:
    """The name of a triage team; None for a permanence. Raises Misuse for an unknown département."""
    if not permanence.startswith(TRIAGE):
        return None
    departement = permanence.removeprefix(TRIAGE)
    name = str(app.load_knowledge().territory.departement_name(departement))
    if name == departement:
        raise Misuse(SAY("triage.unknown", given=departement))
    return SAY("triage.team", name=name)


def _permanence(permanence: str, allow_examples: bool) -> str:
    """The name of a permanence. Raises Misuse for an unknown one, or an invented one."""
    known = app.load_knowledge().permanences
    if permanence not in known:
        near = nearest(permanence, list(known))
        raise Misuse(SAY("wrong.permanence", given=permanence, nearest=near, known=", ".join(sorted(known))))
    if known[permanence].exemple and not allow_examples:
        raise Misuse(SAY("invite.exemple", permanence=permanence))
    return str(known[permanence].nom)
