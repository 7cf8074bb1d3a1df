"""Which waiting rows make one turn: messages sent in one breath are read together, each kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.incoming import Incoming
from storage.inbox import InboxRow

OUR_SOURCES = frozenset({"clock", "delivery", "job"})


@dataclass(frozen=True)
class Heard:
    """One inbox row and what it says; None for our own reports."""

    row: InboxRow
    incoming: Incoming | None


def plain(heard: Heard) -> bool:
    """A household's plain text: the only thing that is read together with its neighbours; a reply is not."""
    incoming = heard.incoming
    return (
        incoming is not None
        and incoming.private
        and incoming.kind == "message"
        and incoming.command is None
        and incoming.attachment is None
        and incoming.reply_to is None
        and incoming.text != ""
    )


def turns(heard: Iterable[Heard]) -> list[list[Heard]]:
    """The rows of one chat, in order, cut into turns."""
    cut: list[list[Heard]] = []
    for one in heard:
        if cut and plain(one) and plain(cut[-1][-1]):
            cut[-1].append(one)
        else:
            cut.append([one])
    return cut


def still_writing(turn: Sequence[Heard], now: float, window: float) -> float | None:
    """Until when to wait for the rest of the burst, or None where it is complete.

    Never longer than four windows after the first message, whatever keeps coming.
    """
    if window <= 0 or not all(plain(one) for one in turn):
        return None
    until = min(turn[-1].row.received_at + window, turn[0].row.received_at + 4 * window)
    return until if until > now else None
