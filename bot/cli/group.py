"""A click group that speaks French, and imports a command's module only when the command is used.

Starting `entraidbot --help` must not load the content, nor aiogram.
"""

import io
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar

import click
from rapidfuzz import process

from bot.errors import BotError, SettingsError
from bot.texts import texts

SAY = texts("cli/texts.toml")
Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


class Command(click.Command):
    """A command whose help and usage are in French; its sentences stand under its name in texts.toml."""

    def __init__(self, name: str, **options: Any) -> None:
        told = SAY(f"{name}.help")
        super().__init__(name, help=told, short_help=_first_sentence(told), **options)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return french_help(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """A group that knows its commands by name and the module where each stands."""

    def __init__(self, places: dict[str, str], **options: Any) -> None:
        super().__init__(help=SAY("root.help"), **options)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter)
        with formatter.section(SAY("root.commands")):
            formatter.write_dl([(name, _first_sentence(SAY(f"{name}.help"))) for name in self.places])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return french_help(super().get_help_option(ctx))


def write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """How a command is written, under a French heading."""
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=SAY("root.usage"))


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The options of a command under a French heading."""
    records = (parameter.get_help_record(ctx) for parameter in command.get_params(ctx))
    if rows := [record for record in records if record]:
        with formatter.section(SAY("root.options")):
            formatter.write_dl(rows)


def french_help(option: click.Option | None) -> click.Option | None:
    """The --help option, explained in French."""
    if option is not None:
        option.help = SAY("root.help_option")
    return option


def option(name: str, *variable: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """A click option whose help stands under `[option]` in texts.toml."""
    key = name.lstrip("-").replace("-", "_")
    return click.option(name, *variable, help=SAY(f"option.{key}"), **settings)


class Misuse(click.UsageError):
    """The command was misused in a way click cannot see; the message is already French."""


def nearest(given: str, known: Sequence[str]) -> str:
    """« ; vouliez-vous dire … ? » when something known resembles what was given, else nothing."""
    found = process.extractOne(given, known, score_cutoff=60)
    return SAY("wrong.nearest", name=found[0]) if found else ""


def run(group: click.Group) -> int:
    """Run the command line and return the exit code: 0 fine, 1 something was found wrong, 2 misused."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # What people type or pipe may not be UTF-8, and a terminal may not be: never fail on a letter.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = group.main(standalone_mode=False, prog_name="entraidbot")
        return result if isinstance(result, int) else 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "entraidbot"
        return _complain(2, french(error), SAY("wrong.see_help", path=path))
    except SettingsError as error:
        return _complain(2, *error.problems)
    except BotError as error:
        return _complain(1, str(error))
    except (click.Abort, KeyboardInterrupt):
        return _complain(1, SAY("wrong.interrupted"))
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) has left; nothing more can be told
        return 1


def french(error: click.UsageError) -> str:
    """One clear French sentence for what click found wrong."""
    match error:
        case Misuse():
            return error.message
        case click.NoSuchOption():
            return SAY("wrong.no_option", name=error.option_name, nearest=_offered(error.possibilities))
        case click.exceptions.NoSuchCommand():
            return SAY("wrong.no_command", name=error.command_name, nearest=_offered(error.possibilities))
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


def _offered(possibilities: Sequence[str] | None) -> str:
    return SAY("wrong.nearest", name=possibilities[0]) if possibilities else ""


def _complain(code: int, *sentences: str) -> int:
    for sentence in sentences:
        click.echo(SAY("wrong.line", message=sentence) if sentence == sentences[0] else sentence, err=True)
    return code


def _first_sentence(text: str) -> str:
    return text.strip().split("\n")[0]
