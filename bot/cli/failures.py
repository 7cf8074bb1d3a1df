"""What stopped a command, told in French: one sentence, or one for each problem where there are several."""

from collections.abc import Sequence

import click
from rapidfuzz import process

from bot.errors import BotError, SettingsError
from bot.logs import places
from bot.telegram.errors import TelegramError
from bot.texts import texts
from intents.errors import ContentError as PhrasesError
from intents.errors import IntentsError
from knowledge.errors import ContentError, KnowledgeError
from storage.errors import StorageError

SAY = texts("cli/texts.toml")
FINE, WRONG, MISUSED = range(3)


class Misuse(click.UsageError):
    """The command was misused in a way click cannot see; the message is already French."""


def told(error: BaseException) -> tuple[int, Sequence[str]]:
    """The exit code of a failure, and the sentences for the person at the keyboard."""
    match error:
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "entraidbot"
            return MISUSED, (_misuse(error), SAY("wrong.see_help", path=path))
        case SettingsError():
            return MISUSED, error.problems
        case ContentError() | PhrasesError():
            return WRONG, tuple(map(str, error.problems))
        case click.Abort() | KeyboardInterrupt():
            return WRONG, (SAY("wrong.interrupted"),)
        case BotError() | KnowledgeError() | IntentsError() | StorageError() | TelegramError():
            return WRONG, (str(error),)
        case _:
            where = " > ".join(places(error.__traceback__)[-5:])
            return WRONG, (SAY("wrong.unexpected", kind=type(error).__name__, where=where),)


def nearest(given: str, known: Sequence[str]) -> str:
    """« ; vouliez-vous dire … ? » when something known resembles what was given, else nothing."""
    found = process.extractOne(given, known, score_cutoff=60)
    return SAY("wrong.nearest", name=found[0]) if found else ""


def _misuse(error: click.UsageError) -> str:
    """One clear French sentence for what click found wrong."""
    match error:
        case Misuse():
            return error.message
        case click.NoSuchOption():
            return SAY("wrong.no_option", name=error.option_name, nearest=_offered(error.possibilities))
        case click.exceptions.NoSuchCommand():
            return SAY("wrong.no_command", name=error.command_name, nearest=_command_like(error))
        case click.MissingParameter():
            return SAY("wrong.missing", name=_named(error))
        case click.BadParameter():
            return SAY("wrong.bad", name=_named(error), message=error.message)
        case _:
            return SAY("wrong.usage", message=error.format_message())


def _named(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Argument):
        return error.param.metavar or error.param.human_readable_name
    return error.param.opts[0]


def _command_like(error: click.exceptions.NoSuchCommand) -> str:
    context = error.ctx
    group = context.command if context else None
    known = group.list_commands(context) if context and isinstance(group, click.Group) else []
    return nearest(error.command_name, known)


def _offered(possibilities: Sequence[str] | None) -> str:
    return SAY("wrong.nearest", name=possibilities[0]) if possibilities else ""
