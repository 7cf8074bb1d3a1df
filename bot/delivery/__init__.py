"""The outbox → a channel: in order, at Telegram's pace, again when needed, and visibly given up when not.

One promise: what a committed turn has said reaches its chat, or its failure comes back in by the inbox.
"""

from bot.delivery.loop import Delivery

__all__ = ["Delivery"]
