"""How often one may write where. Pure: moments come in as arguments, in seconds.

Telegram publishes 1 message a second in a chat, 20 a minute in a group, about 30 a second in all (Bots FAQ),
and about 20 edits a minute in a group (its staff, 2024); short bursts in a private chat are tolerated.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

# Kinds that put something new into the chat: a topic's opening, renaming and pinning leave notes in it.
_SAYS = frozenset({"message", "copy", "document", "topic", "topic_title", "topic_close", "pin"})
_EDITS = frozenset({"edit"})

# In a group this many places of a minute are kept for danger and for answers between people.
_KEPT_FOR_URGENT = 4


@dataclass
class Window:
    """At most `limit` events in any `seconds`."""

    limit: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)

    def ready_at(self, now: float, keeping: int = 0) -> float:
        """The earliest moment, not before `now`, at which an event fits with `keeping` places left over."""
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        over = len(self.taken) - (self.limit - keeping)
        return now if over < 0 else self.taken[over] + self.seconds

    def take(self, now: float) -> None:
        """Counts one event."""
        self.taken.append(now)


def _private() -> Window:
    return Window(3, 3.0)


def _group() -> Window:
    return Window(20, 60.0)


class Pace:
    """The windows of all chats. Forgets a chat once its window is empty."""

    def __init__(self) -> None:
        self._all = Window(25, 1.0)
        self._chats: dict[tuple[int, bool], Window] = {}
        self._pauses: dict[int, float] = {}

    def pause(self, chat_id: int, until: float) -> None:
        """Nothing goes to the chat before `until`, whatever it is: Telegram has asked for it."""
        self._pauses[chat_id] = max(until, self._pauses.get(chat_id, 0.0))

    def open_at(self, now: float) -> float:
        """The earliest moment, not before `now`, at which anything may go anywhere."""
        return self._all.ready_at(now)

    def ready_at(self, chat_id: int, kind: str, urgent: bool, now: float) -> float:
        """The earliest moment, not before `now`, at which a call of this kind may go."""
        moment = max(self._all.ready_at(now), self._pauses.get(chat_id, now))
        window = self._chats.get((chat_id, kind in _EDITS)) if kind in _SAYS | _EDITS else None
        if window is None:
            return moment
        kept = _KEPT_FOR_URGENT if chat_id < 0 and not urgent else 0
        return max(moment, window.ready_at(now, kept))

    def take(self, chat_id: int, kind: str, now: float) -> None:
        """Counts a call that goes now."""
        self._all.take(now)
        if kind in _SAYS | _EDITS:
            key = (chat_id, kind in _EDITS)
            if key not in self._chats:
                self._chats[key] = _private() if chat_id > 0 else _group()
            self._chats[key].take(now)

    def forget_idle(self, now: float) -> None:
        """Drops windows in which nothing counts any more, so that memory follows the chats of a minute."""
        self._pauses = {chat: until for chat, until in self._pauses.items() if until > now}
        for key, window in list(self._chats.items()):
            if not window.taken or window.taken[-1] <= now - window.seconds:
                del self._chats[key]


def backoff(attempts: int, chance: Callable[[], float], longest: float = 300.0) -> float:
    """Seconds before the next try: doubling from one up to `longest`, spread so that rows do not march."""
    return float(min(2.0 ** min(attempts - 1, 20), longest)) * (0.75 + chance() / 2)
