"""Cases of households that have no Telegram: each has a chat number of its own, which is nobody's chat.

Every table and every rule keeps working by chat; only sending has to look. Telegram's ids have at most 52
significant bits (Bot API, Chat): these have more, so that neither can ever be taken for the other.
"""

from random import Random

_FIRST = -(2**62)
_ROOM = 2**60


def new(chance: Random) -> int:
    """A number that is nobody's chat."""
    return _FIRST + chance.randrange(_ROOM)


def is_nobody(chat_id: int) -> bool:
    """Whether there is no chat behind this number: nothing may be sent there."""
    return chat_id < _FIRST + _ROOM
