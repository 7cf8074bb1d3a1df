"""`ask`: what a message means, and what the bot would answer; nothing is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from bot import app
from bot.cli import batch
from bot.cli.batch import Json
from bot.cli.group import SAY, Command, option
from bot.dialogue.engine import advance
from bot.dialogue.hearing import hear
from bot.dialogue.replies import Reply
from bot.dialogue.session import Session
from bot.library import DeskState, Library
from bot.markup import plain
from intents.understanding import Understanding

NOBODY = 0
"""The chat of a question asked from the command line."""


@click.command(cls=Command, name="ask")
@click.argument("words", nargs=-1, metavar=SAY("argument.text"))
@option("--lang", metavar="xx")
@option("--batch", "batch_file", metavar="FICHIER")
@option("--stage", metavar="ETAPE")
@option("--fiche", metavar="FICHE")
@option("--json", "as_json", is_flag=True)
def ask(
    words: tuple[str, ...],
    lang: str | None,
    batch_file: str | None,
    stage: str | None,
    fiche: str | None,
    as_json: bool,
) -> int:
    """Ask one question, or one a line."""
    library = app.load_library()
    # As if every permanence had its group: what would be offered where the service is complete.
    library = library.with_desk(DeskState(reachable=frozenset(library.knowledge.permanences)))
    now = app.local(app.now())

    def answer(asked: Mapping[str, Any]) -> Json:
        text = asked.get("text")
        if not isinstance(text, str):
            return {"error": SAY("wrong.text_missing")}
        return answered(library, text, asked.get("lang") or lang, now, stage, fiche)

    asked: Json | None = {"text": " ".join(words)} if words else None
    return batch.one_or_many(answer, _show, asked, batch_file, as_json, SAY("argument.text"))


def answered(
    library: Library,
    text: str,
    lang: str | None,
    now: datetime,
    stage: str | None = None,
    fiche: str | None = None,
) -> Json:
    """What the text means, and the real dialogue's reply, as a first message or in an open fiche."""
    session = Session(NOBODY, language=lang or "fr", stage=stage, fiche=fiche)
    said = hear([text], library, now.date(), session, language=lang)
    turn = advance(session, said, library, now)
    return _understood(said.understanding) | {
        "fiche": turn.session.fiche,
        "question": said.question.id if said.question and not said.question.ambiguous else None,
        "reply": [_reply(reply) for reply in turn.replies],
    }


def _understood(found: Understanding) -> Json:
    entities = found.entities
    return {
        "language": found.language,
        "intent": found.intent,
        "score": round(found.score, 4),
        "alternatives": [
            {"intent": other.intent, "score": round(other.score, 4)} for other in found.alternatives
        ],
        "ambiguous": found.ambiguous,
        "second": found.second.intent if found.second else None,
        "crisis": found.danger.kind if found.danger else "aucune",
        "crisis_level": found.danger.level if found.danger else None,
        "stage": found.stage,
        "urgency": found.urgency,
        "role": found.role,
        "entities": {
            "dates": [mention.value.isoformat() for mention in entities.dates],
            "amounts": [float(mention.value) for mention in entities.amounts],
            "commune": entities.communes[0] if entities.communes else None,
            "facts": {name: _plain(value) for name, value in entities.facts.items()},
        },
    }


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int) else str(value)


def _reply(reply: Reply) -> Json:
    return {"text": plain(reply.text), "choices": [choice.label for row in reply.choices for choice in row]}


def _show(result: Json) -> None:
    for reply in result["reply"]:
        click.echo(reply["text"])
        click.echo("".join(f"[{label}] " for label in reply["choices"]).strip() + "\n")
    shown = result | {"intent": result["intent"] or SAY("ask.nothing")}
    wanted = ("intent", "score", "language", "urgency")
    click.echo(SAY("ask.understood", **{key: shown[key] for key in wanted}))
    if result["crisis_level"]:
        click.echo(SAY("ask.crisis", crisis=result["crisis"], level=result["crisis_level"]))
