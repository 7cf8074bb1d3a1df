"""What a household may ask of what is held about it: all of it as a file, or our messages taken away."""

import json
from datetime import timedelta

from bot.outgoing import REPLY, Delete, Document, Message
from bot.service.world import World

HIDEABLE = timedelta(hours=48).total_seconds()


def export(world: World, chat_id: int, language: str) -> None:
    """Everything held about the household: how much of each kind, then all of it as a file."""
    held = world.tx.export(chat_id)
    counts = {kind: len(held[kind]) for kind in ("messages", "cases", "appointments", "timers", "documents")}
    world.send(
        chat_id, Message(world.library.voice(language).say("export.counts", **counts)), REPLY, fleeting=True
    )
    text = json.dumps(held, ensure_ascii=False, indent=1, default=str)
    world.send(chat_id, Document("entraidbot-mes-donnees.json", text), REPLY, fleeting=True)


def hide(world: World, chat_id: int) -> None:
    """Take the bot's own messages of the last 48 hours out of the chat."""
    for kind in ("message", "document"):
        for sent in world.tx.outbox.sent_since(chat_id, world.at - HIDEABLE, kind):
            world.send(chat_id, Delete(sent), REPLY, fleeting=True)
