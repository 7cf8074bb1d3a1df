"""A process that has loaded the bot once, and gives birth to running bots by fork.

A cold start takes seconds, nearly all of them imports and content; with a hundred of them a test would take
many minutes. Everything else is the real thing: each child runs `entraidbot serve` from its command line on.
Orders on standard input: ``start`` bears a bot and writes its pid, ``wait PID`` writes its exit status.
"""

import os
import sys
import traceback

from bot import app, line, process
from bot.cli import main

LIBRARY = app.load_library()


def bear() -> int:
    """Forks a bot; returns its pid in the mother, never in the child."""
    pid = os.fork()
    if pid:
        return pid
    status = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # orders are the mother's
        sys.stdin = os.fdopen(0)
        sys.argv = ["entraidbot", "serve"]
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def live() -> None:
    """Obeys until standard input ends."""
    assert line and process  # imported for their weight
    app.load_library = lambda: LIBRARY
    print("ready", flush=True)
    for order in sys.stdin:
        verb, *rest = order.split()
        if verb == "start":
            print(bear(), flush=True)
        elif verb == "wait":
            _, status = os.waitpid(int(rest[0]), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    live()
