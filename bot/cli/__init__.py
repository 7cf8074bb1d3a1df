"""The command line. One module per group of commands; sentences stand in texts.toml beside them."""

import signal
import sys

from bot.cli.group import LazyGroup, run

COMMANDS = {
    "demo": "bot.cli.living:demo",
    "chat": "bot.cli.living:chat",
    "serve": "bot.cli.living:serve",
    "ask": "bot.cli.asking:ask",
    "deadlines": "bot.cli.law:deadlines",
    "route": "bot.cli.orientation:route",
    "check": "bot.cli.content:check",
    "annuaire": "bot.cli.directory:annuaire",
    "etat": "bot.cli.opening:etat",
    "day-sheet": "bot.cli.sheets:day_sheet",
    "doctor": "bot.cli.upkeep:doctor",
    "verify-audit": "bot.cli.upkeep:verify_audit",
    "bench": "bot.cli.upkeep:bench",
    "invite": "bot.cli.upkeep:invite",
    "triage": "bot.cli.triage:triage",
    "report": "bot.cli.reporting:report",
    "phrases": "bot.cli.phrases:phrases",
    "commission": "bot.cli.commissions:commission",
    "backup": "bot.cli.keeping:backup",
    "restore": "bot.cli.keeping:restore",
    "purge": "bot.cli.keeping:purge",
    "export": "bot.cli.keeping:export",
    "erase": "bot.cli.keeping:erase",
}

entraidbot = LazyGroup(COMMANDS, name="entraidbot")


def main() -> None:
    """The `entraidbot` command."""
    # Asked to stop before `serve` has its own way of stopping: nothing is begun, so this is a clean end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.exit(run(entraidbot))
