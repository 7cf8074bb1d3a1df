"""`bench --understanding FILE`: how well labelled messages are understood, beside honest baselines."""

import json
import time
from pathlib import Path
from typing import Any

import click

from bot import app
from bot.cli import batch
from bot.cli.group import SAY
from intents import measuring, report
from intents.encoder import NoEncoder
from intents.training import train
from intents.understanding import Understander


def understanding(labelled: Path, page: Path | None) -> dict[str, Any]:
    """Every figure for the labelled messages of a file: for the reader in use, for words and letters alone
    (TF-IDF and regression, trained on the spot) and for rapidfuzz alone.

    Writes a readable page where one is asked for. Raises Misuse where the file cannot be read.
    """
    rows = [json.loads(line) for line in batch.lines(str(labelled))]
    in_use = Understander.from_content()
    readers = {
        "in use": in_use,
        "TF-IDF + regression": _words_only(in_use),
        "rapidfuzz alone": _likeness(in_use),
    }
    results = measuring.compare(readers, rows, app.today(), time.perf_counter)
    if page is not None:
        titles = {name: intent.title for name, intent in in_use.catalogue.intents.items()}
        page.write_text(report.html(results, SAY("bench.title"), in_use.warnings, titles), encoding="utf-8")
        click.echo(SAY("bench.written", file=page), err=True)
    return results


def _words_only(in_use: Understander) -> Understander:
    nothing = NoEncoder()
    trained = train(in_use.catalogue, nothing, linear_only=True).to_bytes()
    return Understander.from_content(model=trained, encoder=nothing)


def _likeness(in_use: Understander) -> Understander:
    return Understander(in_use.catalogue)
