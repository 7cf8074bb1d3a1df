"""Failures on order: which call fails, how, and whether it was carried out all the same."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal

How = Literal["answer", "page", "hang", "reset", "half"]


@dataclass(frozen=True)
class Fault:
    """One way for a call to go wrong.

    - answer: Telegram refuses with `status`, `description` and `parameters`.
    - page: a gateway answers with an HTML page and `status`.
    - hang: no answer, until the caller loses patience. reset: the connection breaks. half: half an answer.
    `done`: the call was carried out before it went wrong.
    """

    how: How
    status: int = 400
    description: str = ""
    parameters: tuple[tuple[str, int], ...] = ()
    done: bool = False


def wait(seconds: int) -> Fault:
    """429: wait `seconds`."""
    return Fault("answer", 429, f"Too Many Requests: retry after {seconds}", (("retry_after", seconds),))


def blocked() -> Fault:
    return Fault("answer", 403, "Forbidden: bot was blocked by the user")


def refused(description: str) -> Fault:
    return Fault("answer", 400, f"Bad Request: {description}")


def migrated(new_chat_id: int) -> Fault:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault("answer", 400, description, (("migrate_to_chat_id", new_chat_id),))


def conflict() -> Fault:
    return Fault("answer", 409, "Conflict: terminated by other getUpdates request; one bot instance only")


def unauthorized() -> Fault:
    return Fault("answer", 401, "Unauthorized")


def broken(status: int = 500) -> Fault:
    return Fault("answer", status, "Internal Server Error")


def gateway() -> Fault:
    return Fault("page", 502)


def silence(done: bool) -> Fault:
    return Fault("hang", done=done)


def reset(done: bool) -> Fault:
    return Fault("reset", done=done)


def half() -> Fault:
    return Fault("half", done=True)


EVERY_KIND: tuple[Fault, ...] = (
    wait(1),
    broken(),
    gateway(),
    silence(done=False),
    silence(done=True),
    reset(done=False),
    reset(done=True),
    half(),
)


class Script:
    """The failures ahead, each for a method, a chat or a number of call."""

    def __init__(self) -> None:
        self._orders: list[tuple[Callable[[str, int | None, int], bool], Fault, int]] = []
        self._count = 0
        self._lock = Lock()

    def next(self, method: str, fault: Fault, *, chat: int | None = None, times: int = 1) -> None:
        """The next `times` calls of `method` (to `chat`) go wrong."""

        def chosen(name: str, where: int | None, _: int) -> bool:
            return name == method.lower() and chat in (None, where)

        self._add(chosen, fault, times)

    def at(self, number: int, fault: Fault) -> None:
        """Call `number`, counted from now over every method but getUpdates, goes wrong."""
        target = self._count + number
        self._add(lambda name, _, count: name != "getupdates" and count == target, fault, 1)

    def _add(self, chosen: Callable[[str, int | None, int], bool], fault: Fault, times: int) -> None:
        with self._lock:
            self._orders.append((chosen, fault, times))

    def clear(self) -> None:
        with self._lock:
            self._orders.clear()

    @property
    def waiting(self) -> int:
        """Failures not yet spent."""
        return sum(times for _, _, times in self._orders)

    def fate(self, method: str, chat: int | None) -> Fault | None:
        """What goes wrong with this call; None when nothing does. Counts the call."""
        with self._lock:
            self._count += method.lower() != "getupdates"
            for place, (chosen, fault, times) in enumerate(self._orders):
                if chosen(method.lower(), chat, self._count):
                    if times > 1:
                        self._orders[place] = (chosen, fault, times - 1)
                    else:
                        del self._orders[place]
                    return fault
        return None
