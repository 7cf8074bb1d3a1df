"""`backup`, `restore`, `purge`, `export` and `erase`: what is kept, and what is no longer."""

from pathlib import Path

import click

from bot import app
from bot.cli.batch import print_json
from bot.cli.failures import Misuse
from bot.cli.group import SAY, Command, option
from bot.cli.upkeep import DATA
from bot.errors import HouseError
from bot.settings import read_settings
from storage import backup as copies
from storage.errors import StorageError


@click.command(cls=Command, name="backup")
@click.argument("file", type=click.Path(path_type=Path), metavar=SAY("argument.file"))
@option("--data", **DATA)
def backup(file: Path, data: Path | None) -> None:
    """A verified copy of the running database."""
    settings = read_settings(data=data)
    if file.exists():
        raise Misuse(SAY("backup.exists", file=file))
    with app.open_database(settings, beside=True) as database:
        copies.backup(database, app.keyring(settings), file, app.now())
    where = "ENTRAIDBOT_KEYS" if settings.keys else settings.encryption_key_file
    click.echo(SAY("backup.done", file=file, size=f"{file.stat().st_size / 1e6:.1f} Mo", keys=where))


@click.command(cls=Command, name="restore")
@click.argument("file", type=click.Path(path_type=Path), metavar=SAY("argument.file"))
@option("--data", **DATA)
def restore(file: Path, data: Path | None) -> None:
    """Put a copy back in place."""
    settings = read_settings(data=data)
    try:
        old = copies.restore(file, settings.database_file, app.keyring(settings))
    except (StorageError, OSError) as error:
        key = f"restore.{type(error).__name__}"
        why = SAY(key) if key in SAY else SAY("restore.other", kind=type(error).__name__)
        raise HouseError(SAY("restore.unreadable", file=file, why=why)) from error
    click.echo(SAY("restore.done", file=file, old=old or "–"))


@click.command(cls=Command, name="purge")
@option("--dry-run", is_flag=True)
@option("--data", **DATA)
@option("--json", "as_json", is_flag=True)
def purge(dry_run: bool, data: Path | None, as_json: bool) -> None:
    """Erase what is past its time."""
    with app.open_database(read_settings(data=data), beside=True) as database:
        counts = database.write(lambda store: store.retention.purge(app.now(), dry_run)).result().removed
    gone = {table: count for table, count in counts.items() if count}
    if as_json:
        print_json({"dry_run": dry_run, "rows": counts})
    elif not gone:
        click.echo(SAY("purge.nothing"))
    else:
        click.echo(SAY("purge.would" if dry_run else "purge.done"))
        for table, count in gone.items():
            click.echo(SAY("purge.row", table=table, count=count))


@click.command(cls=Command, name="export")
@click.argument("chat", type=int, metavar=SAY("argument.chat"))
@option("--data", **DATA)
def export(chat: int, data: Path | None) -> None:
    """All that is kept of a chat."""
    with app.open_database(read_settings(data=data), beside=True) as database:
        print_json(database.read(lambda store: store.export(chat)))


@click.command(cls=Command, name="erase")
@click.argument("chat", type=int, metavar=SAY("argument.chat"))
@option("--yes", is_flag=True)
@option("--data", **DATA)
def erase(chat: int, yes: bool, data: Path | None) -> int:
    """Erase all that is kept of a chat."""
    with app.open_database(read_settings(data=data), beside=True) as database:
        if not yes and not click.confirm(SAY("erase.confirm"), default=False):
            click.echo(SAY("erase.stopped"))
            return 1
        database.write(lambda store: store.erase(chat)).result()
    click.echo(SAY("erase.done"))
    return 0
