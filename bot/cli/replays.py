"""`route --replay` and `--decisions`: past decisions played again on the content of today."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from bot import app
from bot.cli.batch import Json, lines, print_json
from bot.cli.group import SAY
from bot.settings import read_settings
from knowledge.loader import Knowledge
from knowledge.replay import BadRecord, Decision, Difference, Replay, read, replay

ALL = 1_000_000


def write(data: Path | None) -> int:
    """Print every decision kept with a case, one JSON object a line; nothing in it says who asked."""
    with app.open_database(read_settings(data=data), beside=True) as database:
        cases = database.read(lambda store: store.cases.list(open_only=False, limit=ALL))
    for number, case in enumerate(cases, start=1):
        if "decision" in case.data:
            print_json(case.data["decision"] | {"id": str(number)})
    return 0


def play(file: str, knowledge: Knowledge, as_json: bool) -> int:
    """Play the decisions of a file again: who gains, who loses; 1 where a line cannot be read."""
    decisions: list[Decision] = []
    faults: list[Json] = []
    for number, line in enumerate(lines(file), start=1):
        try:
            decisions.append(read(json.loads(line)))
        except (BadRecord, ValueError) as error:
            faults.append({"line": number, "detail": str(error)})
    found = replay(decisions, knowledge)
    if as_json:
        print_json(asdict(found) | {"errors": faults})
    else:
        click.echo("\n".join(_told(found, knowledge, faults)))
    return 1 if faults else 0


def _told(found: Replay, knowledge: Knowledge, faults: list[Json]) -> Iterator[str]:
    yield SAY("route.replayed", **asdict(found))
    for difference in found.differences:
        names = {"before": difference.before, "after": difference.after}
        shown = {name: _name(id, knowledge) for name, id in names.items()}
        yield SAY("route.changed", **asdict(difference) | shown | {"days": _days(difference)})
    yield from (SAY("route.bad_record", **fault) for fault in faults)


def _name(id: str | None, knowledge: Knowledge) -> str:
    record = knowledge.permanences.get(id or "")
    return record.nom if record else id or SAY("route.nobody")


def _days(difference: Difference) -> str:
    days = difference.days_earlier or 0
    key = "route.days_earlier" if days > 0 else "route.days_later" if days < 0 else "route.same_day"
    return SAY(key, days=abs(days))
