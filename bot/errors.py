"""What can go wrong in the bot itself, as one small tree."""

from collections.abc import Sequence


class BotError(Exception):
    """Root of the bot's own errors: the message says what was wrong, where, and what to do."""


class PhraseMissing(BotError):
    """A phrase asked for by the code stands in no catalogue, not even the French one."""


class SettingsError(BotError):
    """Settings that cannot be used; `problems` holds one French sentence each, all of them."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class HouseError(BotError):
    """The data folder or its database cannot be used; the message is a French sentence for the operator."""
