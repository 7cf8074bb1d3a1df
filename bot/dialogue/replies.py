"""What the bot says in a turn: safe HTML and rows of buttons."""

from dataclasses import dataclass

from bot.i18n import Safe


@dataclass(frozen=True)
class Choice:
    """A button: what is read on it, the question it answers, the value it gives."""

    label: str
    question: str
    value: str


@dataclass(frozen=True)
class Reply:
    """One message to the household. `urgent` ones go before everything else; `contact` asks for the phone."""

    text: Safe
    choices: tuple[tuple[Choice, ...], ...] = ()
    urgent: bool = False
    contact: bool = False
