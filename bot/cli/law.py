"""`deadlines`: until when to act, from a stage and facts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import click
from babel.dates import format_date

from bot import app
from bot.cli import batch
from bot.cli.batch import Json
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, option
from knowledge.deadlines import Deadline, DeadlineReport, compute
from knowledge.errors import FactError
from knowledge.loader import Knowledge
from knowledge.situation import Situation, parse_fact


@click.command(cls=Command, name="deadlines")
@click.argument("stage", required=False, metavar=SAY("argument.stage"))
@click.argument("pairs", nargs=-1, metavar=SAY("argument.facts"))
@option("--today")
@option("--batch", "batch_file", metavar="FICHIER")
@option("--json", "as_json", is_flag=True)
def deadlines(
    stage: str | None, pairs: tuple[str, ...], today: str | None, batch_file: str | None, as_json: bool
) -> int:
    """Answer one question, or one a line."""
    knowledge = app.load_knowledge()
    default = day(today) if today else app.today()

    def answer(asked: Mapping[str, Any]) -> Json:
        return _answer(asked, knowledge, default)

    if stage is not None and stage not in knowledge.stages:
        raise Misuse(_no_stage(stage, knowledge))
    asked = {"stage": stage, "facts": batch.facts(pairs)} if stage is not None else None
    return batch.one_or_many(answer, _show, asked, batch_file, as_json, SAY("argument.stage"))


def day(text: str) -> date:
    """A date given on the command line; a wrong one is a misuse."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misuse(SAY("wrong.bad_date", given=text)) from error


def situation(facts: Mapping[str, Any]) -> tuple[Situation, list[Json]]:
    """The facts that can be read, and those refused with the reason. `null` means «ne sait pas»."""
    read, refused = Situation.from_json({}), []
    for name, value in facts.items():
        try:
            if value is None:
                read = read.decline(name)
            else:
                read = read.know(**{name: parse_fact(name, batch.as_text(value))})
        except FactError as error:
            refused.append({"fact": name, "reason": str(error)})
    return read, refused


def _answer(asked: Mapping[str, Any], knowledge: Knowledge, default: date) -> Json:
    stage, facts, given = asked.get("stage"), asked.get("facts"), asked.get("today")
    if stage not in knowledge.stages:
        return {"stage": stage, "error": _no_stage(str(stage), knowledge)}
    try:
        today = day(str(given)) if given else default
    except Misuse as error:
        return {"stage": stage, "error": error.message}
    read, refused = situation(facts if isinstance(facts, Mapping) else {})
    return _shape(compute(str(stage), read, knowledge, today), refused)


def _no_stage(given: str, knowledge: Knowledge) -> str:
    known = sorted(knowledge.stages)
    return SAY("wrong.stage", given=given, nearest=nearest(given, known), known=", ".join(known))


def _shape(report: DeadlineReport, refused: list[Json]) -> Json:
    refusals = [{"fact": refusal.fact, "reason": refusal.reason} for refusal in report.refused]
    return {
        "stage": report.stage,
        "deadlines": [_deadline(found) for found in report.deadlines],
        "missing": list(report.missing),
        "refused": refused + refusals,
    }


def _deadline(found: Deadline) -> Json:
    return {
        "id": found.id,
        "label": found.label,
        "prudent": found.prudent.isoformat() if found.prudent else None,
        "later": found.later.isoformat() if found.later else None,
        "later_reason": found.later_reason,
        "because": found.because,
        "acts": found.acts,
        "basis": [
            {
                "article": basis.article,
                "source": basis.source,
                "checked_on": str(basis.checked_on),
                "confidence": basis.confidence,
            }
            for basis in found.basis
        ],
    }


def _show(result: Json) -> None:
    for found in result["deadlines"]:
        _show_deadline(found)
    if not result["deadlines"]:
        click.echo(SAY("deadlines.nothing"))
    if result["missing"]:
        click.echo(SAY("deadlines.missing", facts=", ".join(result["missing"])))
    for refusal in result["refused"]:
        click.echo(SAY("deadlines.refused", **refusal))


def _show_deadline(found: Json) -> None:
    if not found["prudent"]:
        click.echo(SAY("deadlines.no_date", label=found["label"]))
        return
    click.echo(SAY("deadlines.prudent", label=found["label"], day=_in_full(found["prudent"])))
    if found["because"]:
        click.echo(SAY("deadlines.because", because=found["because"]))
    if found["later"] and found["later"] != found["prudent"]:
        click.echo(SAY("deadlines.later", day=_in_full(found["later"]), reason=found["later_reason"]))
    for basis in found["basis"]:
        click.echo(SAY("deadlines.basis", **basis))


def _in_full(iso: str) -> str:
    written: str = format_date(date.fromisoformat(iso), "EEEE d MMMM y", locale="fr")
    return written
