"""What aiogram raises → what delivery understands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiogram.exceptions import (
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
from aiohttp import ClientConnectorError, ConnectionTimeoutError
from pydantic import ValidationError

from bot.undelivered import ChannelError, Lost, Migrated, Refused, RetryAfter, Unavailable, Unreachable

# Words of Telegram's descriptions: they have no codes.
# Their side: the call itself is not at fault.
_PASSING = (TelegramServerError, TelegramConflictError)
_NOBODY_THERE = ("chat not found", "PEER_ID_INVALID", "user not found", "USER_DEACTIVATED")


class TokenUnknown(Unavailable):
    """Telegram does not know the token: it was revoked, or copied badly."""


class SentAs(Exception):
    """The call was carried out, and answered in a form newer than aiogram: `result` is the raw answer."""

    def __init__(self, result: Any) -> None:
        super().__init__("sent; the answer has an unknown form")
        self.result = result


@contextmanager
def translated() -> Iterator[None]:
    """Turns every exception of aiogram into a `ChannelError` or a `SentAs`."""
    try:
        yield
    except ClientDecodeError as error:
        raise _decoding(error) from None
    except AiogramError as error:
        raise _translation(error) from None
    except ValidationError as error:
        raise Refused(f"not a valid call: {error.error_count()} fault(s) in {error.title}") from None


def _decoding(error: ClientDecodeError) -> ChannelError | SentAs:
    # With ok it was carried out, even when Telegram has put something in it that aiogram does not know.
    if isinstance(error.data, dict) and error.data.get("ok") is True:
        return SentAs(error.data.get("result"))
    return Lost("the answer could not be read")


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
