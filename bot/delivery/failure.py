"""What a failed try means for its row. Pure but for the settlement it hands back."""

from collections.abc import Callable

from bot.delivery.flight import IDEMPOTENT, is_topic, worth_a_double
from bot.delivery.outcome import Settlement, again, given_up, migrated, topic_lost, without_topic
from bot.delivery.pace import backoff
from bot.undelivered import ChannelError, Lost, Migrated, Refused, RetryAfter, Unavailable, Unreachable
from storage.outbox import OutboxRow

# With pauses of up to five minutes between tries, about a day: Telegram keeps nothing for longer either.
TRIES = 300
# Words of Telegram's refusals that mean that somebody has deleted or closed the case's topic.
_TOPIC_GONE = ("thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID", "TOPIC_CLOSED")
_MIGRATION_LIMIT = _TOPIC_TRIES = 3


def settlement(
    row: OutboxRow, error: ChannelError, losses: int, now: float, chance: Callable[[], float]
) -> Settlement:
    """What to write down after `error`. `losses` counts the tries of this row that were never answered."""
    match error:
        case RetryAfter():
            return again(row, now + error.seconds, "asked to wait")
        case Unreachable():
            return given_up(row, "unreachable", error.reason, now)
        case Migrated():
            return _moved(row, error, now)
        case Unavailable():
            return _later(row, error.reason, now, chance)
        case Lost():
            return _lost(row, error.reason, losses, now, chance)
        case Refused():
            return _refused(row, error.reason, now)
    return given_up(row, "dead", str(error), now)


def _later(row: OutboxRow, reason: str, now: float, chance: Callable[[], float]) -> Settlement:
    if row.attempts + 1 >= TRIES:
        return given_up(row, "dead", reason, now)
    return again(row, now + backoff(row.attempts + 1, chance), reason)


def _moved(row: OutboxRow, error: Migrated, now: float) -> Settlement:
    if row.attempts >= _MIGRATION_LIMIT or error.new_chat_id == row.chat_id:
        return given_up(row, "dead", str(error), now)
    return migrated(row, error.new_chat_id, now)


def _lost(row: OutboxRow, reason: str, losses: int, now: float, chance: Callable[[], float]) -> Settlement:
    """A call whose answer never came: again when that does no harm, once when a double is the lesser evil."""
    if row.kind in IDEMPOTENT:
        return _later(row, reason, now, chance)
    if losses <= 1 and worth_a_double(row):
        return again(row, now + backoff(row.attempts + 1, chance), reason)
    return given_up(row, "dead", f"may have arrived: {reason}", now)


def _refused(row: OutboxRow, reason: str, now: float) -> Settlement:
    if is_topic(row):
        return without_topic(row, reason, now)
    if (
        row.kind in ("message", "copy", "document")
        and any(words in reason for words in _TOPIC_GONE)
        and row.attempts < _TOPIC_TRIES
    ):
        return topic_lost(row, reason, now)
    return given_up(row, "dead", reason, now)
