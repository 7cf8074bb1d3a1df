"""A click group that speaks French, and imports a command's module only when the command is used.

Starting `entraidbot --help` must not load the content, nor aiogram.
"""

import io
import re
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from bot.cli.failures import told
from bot.texts import texts

SAY = texts("cli/texts.toml")
YES = frozenset({"o", "oui", "y", "yes"})
Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


class Command(click.Command):
    """A command whose help and usage are in French; its sentences stand under its name in texts.toml."""

    def __init__(self, name: str, **options: Any) -> None:
        # click offers the function's docstring, which is for developers.
        options["help"] = SAY(f"{name}.help")
        super().__init__(name, **options)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_usage(self, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return french_help(super().get_help_option(ctx))


class LazyGroup(click.Group):
    """A group that knows its commands by name and the module where each stands."""

    def __init__(self, places: dict[str, str], **options: Any) -> None:
        super().__init__(help=SAY("root.help"), subcommand_metavar=SAY("root.metavar"), **options)
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
    key = name.partition("/")[0].lstrip("-").replace("-", "_")
    return click.option(name, *variable, help=SAY(f"option.{key}"), **settings)


def agreed(question: str, err: bool = False) -> bool:
    """Ask for a yes in French or not; anything else, or nothing, is no."""
    suffix = SAY("root.yes_or_no")
    said = click.prompt(question, default="", show_default=False, err=err, prompt_suffix=suffix)
    return str(said).strip().lower() in YES


def run(group: click.Group) -> int:
    """Run the command line and return the exit code: 0 fine, 1 something was found wrong, 2 misused."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # What people type or pipe may not be UTF-8, and a terminal may not be: never fail on a letter.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = group.main(standalone_mode=False, prog_name="entraidbot")
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) has left; nothing more can be told
        return 1
    except (Exception, KeyboardInterrupt) as error:
        # Told in a sentence, never as a trace: a trace can quote what people wrote.
        code, sentences = told(error)
        click.echo(SAY("wrong.line", message="\n".join(sentences)), err=True)
        return code


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.) | : ", text.strip().split("\n")[0])[0].rstrip(".") + "."
