"""`serve`, `chat` and `demo`: the bot alive, on Telegram or in the terminal."""

from pathlib import Path

import click

from bot import app, process, terminal
from bot.cli.group import SAY, Command, option
from bot.console.screen import SAY as SAY_CONSOLE
from bot.logs import open_logs
from bot.settings import demand, read_settings

DEMO_FOLDER = "demo"


@click.command(cls=Command, name="serve")
@option("--webhook", is_flag=True)
@option("--data", type=click.Path(path_type=Path), metavar="DOSSIER")
def serve(webhook: bool, data: Path | None) -> None:
    """Live on Telegram."""
    settings = read_settings(data=data)
    demand(settings, "token", *(("webhook_url", "webhook_secret") if webhook else ()))
    log = open_logs(app.now, settings.log_level)
    with app.open_house(settings, app.now, log) as house:
        process.serve(house, webhook)


@click.command(cls=Command, name="chat")
@option("--lang", default="fr", metavar="xx")
@option("--record", type=click.Path(path_type=Path), metavar="FICHIER")
@option("--data", type=click.Path(path_type=Path), metavar="DOSSIER")
def chat(lang: str, record: Path | None, data: Path | None) -> None:
    """The conversation in the terminal."""
    settings = read_settings(data=data)
    greeting = SAY_CONSOLE("intro.chat", data=settings.data)
    terminal.converse(settings, greeting, language=lang, record=record)


@click.command(cls=Command, name="demo")
@option("--lang", default="fr", metavar="xx")
@option("--keep", is_flag=True)
@option("--data", type=click.Path(path_type=Path), metavar="DOSSIER")
def demo(lang: str, keep: bool, data: Path | None) -> None:
    """The demonstration: the conversation in a folder of its own."""
    settings = read_settings(data=data)
    settings = settings.model_copy(update={"data": settings.data / DEMO_FOLDER})
    if not keep:
        terminal.fresh(settings.data)
    terminal.converse(settings, SAY_CONSOLE("intro.demo", command=SAY("root.command")), language=lang)
