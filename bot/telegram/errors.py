"""What stops the connection to Telegram for good. The sentences a person reads are in `sentences.toml`."""

from bot.errors import BotError
from bot.texts import texts


class TelegramError(BotError):
    """Root. `key` names the sentence; the message is that sentence, filled in."""

    key = ""

    def __init__(self, **values: object) -> None:
        super().__init__(texts("telegram/sentences.toml")(self.key, **values))


class TokenRefused(TelegramError):
    """Telegram does not know this token."""

    key = "token_refused"


class AnotherInstance(TelegramError):
    """Another process is polling with the same token."""

    key = "another_instance"


class WebhookActive(TelegramError):
    """A webhook is set, so that polling is refused."""

    key = "webhook_active"


class SecretRefused(TelegramError):
    """The webhook has no secret token, or one that Telegram would not take."""

    key = "secret_refused"
