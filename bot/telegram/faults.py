"""What aiogram raises → what delivery understands."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientConnectorError, ConnectionTimeoutError
from pydantic import ValidationError

from bot.telegram.models import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from bot.undelivered import ChannelError, Lost, Migrated, Refused, RetryAfter, Unavailable, Unreachable

# Words of Telegram's descriptions: they have no codes.
# Their side: the call itself is not at fault.
_PASSING = (TelegramServerError, TelegramConflictError)
_NOBODY_THERE = ("chat not found", "PEER_ID_INVALID", "user not found", "USER_DEACTIVATED")


class TokenUnknown(Unavailable):
    """Telegram does not know the token: it was revoked, or copied badly."""


@contextmanager
def translated() -> Iterator[None]:
    """Turns every exception of aiogram into a `ChannelError`."""
    try:
        yield
    except ClientDecodeError:
        raise Lost("the answer could not be read") from None
    except AiogramError as error:
        raise _translation(error) from None
    except ValidationError as error:
        raise Refused(f"not a valid call: {error.error_count()} fault(s) in {error.title}") from None


def _translation(error: AiogramError) -> ChannelError:
    match error:
        case TelegramRetryAfter():
            return RetryAfter(error.retry_after)
        case TelegramMigrateToChat():
            return Migrated(error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Unreachable(error.message)
        case TelegramEntityTooLarge():
            return Refused(error.message)
        case TelegramNetworkError():
            return _network(error)
        case TelegramAPIError():
            return _described(error)
    return Refused(type(error).__name__)


def _described(error: TelegramAPIError) -> ChannelError:
    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return TokenUnknown(error.message)
    if isinstance(error, _PASSING):
        return Unavailable(f"{type(error).__name__}: {error.message}")
    if any(words in error.message for words in _NOBODY_THERE):
        return Unreachable(error.message)
    return Refused(error.message)


def _network(error: TelegramNetworkError) -> ChannelError:
    # No connection was made: nothing can have arrived. Anything later may have.
    if isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError):
        return Unavailable("no connection to Telegram")
    return Lost(type(error.__cause__).__name__)
