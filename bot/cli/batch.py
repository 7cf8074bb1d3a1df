"""One question, or many as JSON lines: read them, answer each, print, and say whether anything was wrong."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from bot.cli.failures import Misuse
from bot.cli.group import SAY

Json = dict[str, Any]
Answer = Callable[[Mapping[str, Any]], Json]
Show = Callable[[Json], None]


def one_or_many(
    answer: Answer, show: Show, asked: Json | None, batch: str | None, as_json: bool, what: str
) -> int:
    """Answer `asked`, or every line of `batch`; returns the exit code.

    An answer that holds `error` counts as something found wrong. `what` names the thing to ask, for the error
    when both or neither are given.
    """
    if batch is not None and asked is not None:
        raise Misuse(SAY("wrong.both", one=what))
    if batch is not None:
        return _many(answer, batch)
    if asked is None:
        raise Misuse(SAY("wrong.neither", one=what))
    result = answer(asked)
    if as_json:
        print_json(result)
    else:
        show(result)
    return 1 if result.get("error") else 0


def print_json(value: object) -> None:
    """One JSON value on one line, letters as they are."""
    click.echo(json.dumps(value, ensure_ascii=False))


def facts(pairs: tuple[str, ...]) -> dict[str, str]:
    """`fact=value` arguments as a mapping."""
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise Misuse(SAY("wrong.no_fact", given=pair))
        found[name.strip()] = value.strip()
    return found


def as_text(value: object) -> str:
    """A JSON value as the command line would have written it: true, 12, 450.50."""
    return value if isinstance(value, str) else json.dumps(value)


def _many(answer: Answer, batch: str) -> int:
    code = 0
    for number, line in enumerate(lines(batch), start=1):
        asked = _object(line)
        result: Json = {"id": asked["id"]} if asked and "id" in asked else {}
        result |= {"error": SAY("wrong.json_line", number=number)} if asked is None else answer(asked)
        code = 1 if result.get("error") else code
        print_json(result)
    return code


def _object(line: str) -> Json | None:
    """The JSON object of a line, None where it is none."""
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def lines(batch: str) -> Iterator[str]:
    """The lines of a file, or of the standard input for «-»; a file that cannot be read is a misuse."""
    if batch == "-":
        yield from (line for line in sys.stdin if line.strip())
        return
    try:
        with Path(batch).open(encoding="utf-8") as stream:
            yield from (line for line in stream if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(SAY("wrong.no_batch", file=batch, why=error.__class__.__name__)) from error
