"""What can go wrong in the bot itself, as one small tree."""


class BotError(Exception):
    """Root of the bot's own errors: the message says what was wrong, where, and what to do."""


class PhraseMissing(BotError):
    """A phrase asked for by the code stands in no catalogue, not even the French one."""
