"""aiogram's HTTP session, with answers left as plain JSON.

A message that was sent is sent: an answer with a value that aiogram does not know yet must not look like a
failure, and typed answers cost more than everything else about a call.
"""

import json
from typing import Any, cast

from bot.telegram.models import AiohttpSession, Bot, Response, TelegramMethod, TelegramType


class _Refused(TelegramMethod[bool]):
    """Stands for any method while a refusal is read: refusals all have one form."""

    __returning__ = bool
    __api_method__ = "any"


class PlainSession(AiohttpSession):
    """Sends as aiogram does, raises as aiogram does, and answers with plain JSON values."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer when Telegram says ok; else one of aiogram's exceptions."""
        answer = _object(content)
        if status_code == 200 and answer.get("ok") is True:
            return cast(
                Response[TelegramType], Response.model_construct(ok=True, result=answer.get("result"))
            )
        refusal = super().check_response(bot, _Refused(), status_code, content)
        raise AssertionError(f"a refusal that is none: {refusal.ok}")


def _object(content: str) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
