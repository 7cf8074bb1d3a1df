"""What is uploaded: files, and pictures that are to be seen at once."""

from typing import Any

from bot.outgoing import Call, Document
from bot.telegram.models import BufferedInputFile, SendDocument, SendPhoto, TelegramMethod

PICTURE = ".png"


def upload(call: Call, document: Document) -> TelegramMethod[Any]:
    """The request that carries a file; a picture goes as a photo, so that it stands open in the chat."""
    body = BufferedInputFile(call.body, document.name)
    where: dict[str, Any] = {
        "chat_id": call.chat_id,
        "message_thread_id": call.thread_id,
        "disable_notification": document.quiet or None,
        "protect_content": document.protect or None,
    }
    if document.name.endswith(PICTURE):
        return SendPhoto(photo=body, **where)
    return SendDocument(document=body, **where)
