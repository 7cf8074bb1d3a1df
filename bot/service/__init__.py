"""One turn in one transaction: an event in, the new state and what is to be sent out."""

from bot.service.worker import Service

__all__ = ["Service"]
