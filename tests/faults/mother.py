"""A process that has loaded the bot once, and gives birth to running bots by fork.

A cold start takes seconds, nearly all of them imports and content; with a hundred of them a test would take
many minutes. Everything else is the real thing: each child runs `entraidbot serve` from its command line on.
Orders on standard input: ``start FOLDER URL [PORT]`` bears a bot, by webhook with a port, and writes its pid;
``wait PID`` writes its exit status.
"""

import os
import sys
import traceback

import aiohttp

from bot import app, line, process
from bot.cli import main
from bot.telegram import channel

LIBRARY = app.load_library()
SECRET = "secret-of-the-test-only"


def bear(folder: str, url: str, port: str = "") -> int:
    """Forks a bot on a data folder and an address; returns its pid in the mother, never in the child."""
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        _live_as_bot(folder, url, port)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _live_as_bot(folder: str, url: str, port: str) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # orders are the mother's
    sys.stdin = os.fdopen(0)
    os.dup2(os.open(os.path.join(folder, "stderr.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    os.environ |= {"ENTRAIDBOT_DATA": folder, "ENTRAIDBOT_API_BASE": url}
    if port:
        os.environ |= {"ENTRAIDBOT_WEBHOOK_PORT": port, "ENTRAIDBOT_WEBHOOK_SECRET": SECRET}
        os.environ["ENTRAIDBOT_WEBHOOK_URL"] = "https://example.org/telegram"
    sys.argv = ["entraidbot", "serve", *(["--webhook"] if port else [])]
    main()


def live() -> None:
    """Obeys until standard input ends."""
    assert line and process  # imported for their weight
    app.load_library = lambda: LIBRARY
    channel.PATIENCE = aiohttp.ClientTimeout(total=3, sock_connect=1)  # thirty seconds would be a long test
    print("ready", flush=True)
    for order in sys.stdin:
        verb, *rest = order.split()
        if verb == "start":
            print(bear(*rest), flush=True)
        elif verb == "wait":
            _, status = os.waitpid(int(rest[0]), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    live()
