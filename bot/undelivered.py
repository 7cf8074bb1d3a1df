"""Why a call was not, or perhaps not, delivered.

ChannelError
├── RetryAfter    wait, then go on
├── Unavailable   not taken, for a reason that passes
├── Lost          no answer: taken or not
├── Migrated      the group has another id
├── Unreachable   nobody can be written to there
└── Refused       never, as it is
"""

from bot.errors import BotError


class ChannelError(BotError):
    """A call was not, or perhaps not, delivered."""


class RetryAfter(ChannelError):
    """The channel asks to wait `seconds` before anything else goes to this chat."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the channel asks to wait {seconds:g} s")
        self.seconds = seconds


class Unreachable(ChannelError):
    """This person or group cannot be written to any more: blocked, left, deleted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Migrated(ChannelError):
    """The group has another id now; nothing was sent."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__(f"the group is now {new_chat_id}")
        self.new_chat_id = new_chat_id


class Refused(ChannelError):
    """The channel will never take this call as it is; asking again is useless."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unavailable(ChannelError):
    """The channel certainly did not take this call, for a reason that passes (no connection, its fault)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Lost(ChannelError):
    """No answer came back: the call may or may not have been carried out."""

    def __init__(self, reason: str = "no answer came back") -> None:
        super().__init__(reason)
        self.reason = reason
