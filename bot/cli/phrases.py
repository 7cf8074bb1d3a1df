"""`phrases`: what the bot did not understand, and teaching it without a developer."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot import app
from bot.cli.batch import print_json
from bot.cli.failures import Misuse, nearest
from bot.cli.group import SAY, Command, agreed, option
from bot.cli.lessons import Lesson, Place, learn
from bot.cli.upkeep import DATA
from bot.settings import read_settings
from intents import phrases as sentences
from intents.phrases import Group, PhraseError
from intents.regression import Change, Regression
from intents.resources import ROOT
from storage.database import Database
from storage.phrases import Phrase

MEANINGS = "meanings.npz"
"""The file of the data folder that keeps what the encoder made of each example."""
SHOWN_AT_MOST = 8
"""Lines lost or won that are shown; the others are counted."""


@dataclass(frozen=True)
class _Asked:
    """What the command was given."""

    group: str | None
    intent: str | None
    corpus: bool
    phrase: str | None
    yes: bool
    as_json: bool
    content: Path
    memory: Path


@click.command(cls=Command, name="phrases")
@click.argument("action", default="list", metavar=SAY("argument.phrases_action"))
@click.argument("group", required=False, metavar=SAY("argument.group"))
@option("--intent", metavar="INTENTION")
@option("--corpus", is_flag=True)
@option("--phrase", metavar="TEXTE")
@option("--language", metavar="xx")
@option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ")
@option("--yes", is_flag=True)
@option("--content", type=click.Path(path_type=Path, exists=True), metavar="DOSSIER", default=ROOT)
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def phrases(action: str, language: str | None, since: Any, data: Path | None, **asked: Any) -> int:
    """List, accept or drop the groups of phrases that were not understood."""
    actions: dict[str, Callable[[Database, Sequence[Phrase], _Asked], int]] = {
        "list": _list,
        "accept": _accept,
        "drop": _drop,
    }
    if action not in actions:
        near = nearest(action, list(actions))
        raise Misuse(SAY("phrases.no_action", given=action, nearest=near))
    settings = read_settings(data=data)
    memory = settings.data / MEANINGS
    with app.open_database(settings, beside=True) as database:
        day: date | None = since.date() if since else None
        kept = database.read(lambda store: store.phrases.since(day, language))
        return actions[action](database, kept, _Asked(memory=memory, **asked))


def _list(_database: Database, kept: Sequence[Phrase], asked: _Asked) -> int:
    groups = _groups(kept)
    if asked.as_json:
        print_json({"groups": [_as_json(group, kept) for group in groups]})
        return 0
    if not groups:
        click.echo(SAY("phrases.none"))
    for group in groups:
        meanings = ", ".join(_candidates(group, kept)) or SAY("phrases.no_candidate")
        said = {"id": group.id, "count": group.count, "text": group.shown, "candidates": meanings}
        click.echo(SAY("phrases.group", language=_language(group, kept), **said))
    return 0


def _drop(database: Database, kept: Sequence[Phrase], asked: _Asked) -> int:
    group = _named(_groups(kept), asked.group)
    count = _forget(database, kept, group)
    click.echo(SAY("phrases.dropped", count=count))
    return 0


def _accept(database: Database, kept: Sequence[Phrase], asked: _Asked) -> int:
    """Show what the phrase changes, ask, write it and what was trained with it; 1 when refused."""
    group = _named(_groups(kept), asked.group)
    if asked.intent is None:
        raise Misuse(SAY("wrong.missing", name="--intent"))
    place = Place(asked.content, _language(group, kept), asked.intent, asked.corpus)
    try:
        lesson = learn(asked.phrase or group.shown, place, app.today(), asked.memory, _progress)
    except PhraseError as error:
        raise Misuse(SAY("phrases.refused", why=error)) from error
    if asked.as_json:
        print_json(_told(lesson))
    else:
        _show(lesson)
    if not asked.yes and not agreed(SAY("phrases.confirm"), err=asked.as_json):
        click.echo(SAY("phrases.stopped"), err=asked.as_json)
        return 1
    for path in lesson.write():
        click.echo(SAY("phrases.written", file=path), err=asked.as_json)
    _forget(database, kept, group)
    return 0


def _progress(step: str) -> None:
    click.echo(SAY(f"phrases.{step}"), err=True)


def _show(lesson: Lesson) -> None:
    click.echo(SAY("phrases.lesson", text=lesson.text, intent=lesson.place.intent))
    before, after = (meaning or SAY("ask.nothing") for meaning in (lesson.before, lesson.after))
    click.echo(SAY("phrases.itself", before=before, after=after))
    for name, found in lesson.regressions.items():
        counts = {"messages": found.messages, "before": found.right_before, "after": found.right_after}
        click.echo(SAY("phrases.run", name=SAY(f"phrases.{name}"), **counts))
        _show_changes("lost", found.lost)
        _show_changes("won", found.won)
    if not lesson.regressions["corpus"].messages:
        click.echo(SAY("phrases.no_corpus"))


def _show_changes(kind: str, changes: Sequence[Change]) -> None:
    for change in changes[:SHOWN_AT_MOST]:
        before, after = (meaning or SAY("ask.nothing") for meaning in (change.before, change.after))
        click.echo(
            SAY(f"phrases.{kind}", language=change.language, text=change.text, before=before, after=after)
        )
    if len(changes) > SHOWN_AT_MOST:
        click.echo(SAY("phrases.others", count=len(changes) - SHOWN_AT_MOST))


def _told(lesson: Lesson) -> dict[str, Any]:
    runs: dict[str, Regression] = dict(lesson.regressions)
    return {
        "text": lesson.text,
        "intent": lesson.place.intent,
        "before": lesson.before,
        "after": lesson.after,
        "regression": {name: asdict(run) for name, run in runs.items()},
    }


def _groups(kept: Sequence[Phrase]) -> list[Group]:
    """The groups of every language, the largest first: the same words in two languages are two groups."""
    languages = sorted({row.language for row in kept})
    found = [
        group
        for language in languages
        for group in sentences.grouped([row.text for row in kept if row.language == language])
    ]
    return sorted(found, key=lambda group: (-group.count, group.shown))


def _named(groups: Sequence[Group], asked: str | None) -> Group:
    if asked is None:
        raise Misuse(SAY("wrong.missing", name=SAY("argument.group")))
    found = [group for group in groups if group.id == asked]
    if not found:
        raise Misuse(SAY("phrases.no_group", given=asked))
    return found[0]


def _rows(group: Group, kept: Sequence[Phrase]) -> list[Phrase]:
    texts = set(group.messages)
    return [row for row in kept if row.text in texts]


def _forget(database: Database, kept: Sequence[Phrase], group: Group) -> int:
    ids = [row.id for row in _rows(group, kept)]
    return database.write(lambda store: store.phrases.drop(ids)).result()


def _language(group: Group, kept: Sequence[Phrase]) -> str:
    return _rows(group, kept)[0].language


def _candidates(group: Group, kept: Sequence[Phrase]) -> list[str]:
    return list(dict.fromkeys(name for row in _rows(group, kept) for name in row.candidates))[:3]


def _as_json(group: Group, kept: Sequence[Phrase]) -> dict[str, Any]:
    days = [row.day for row in _rows(group, kept)]
    return {
        "group": group.id,
        "language": _language(group, kept),
        "count": group.count,
        "text": group.shown,
        "messages": list(group.messages),
        "candidates": _candidates(group, kept),
        "first": min(days).isoformat(),
        "last": max(days).isoformat(),
    }
