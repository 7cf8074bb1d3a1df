"""Buttons → Telegram's keyboards, refused here when Telegram would refuse them in front of somebody."""

from bot.outgoing import BUTTON_ID_BYTES, BUTTONS_LIMIT, KEYBOARD_BYTES, Button, Buttons, Message
from bot.telegram.models import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from bot.undelivered import Refused


def under(message: Message) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply | None:
    """What stands under a message: its buttons, the request for a phone number, or the reply it waits for.

    Raises `Refused`.
    """
    if message.contact:
        return contact(message.buttons)
    if message.asks and not message.buttons:
        # Selective: in a group only the person who is answered sees the reply field open.
        return ForceReply(selective=True)
    return inline(message.buttons)


def inline(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """The keyboard under a message, or None without buttons. Raises `Refused`."""
    if not buttons:
        return None
    _check(buttons)
    return _within_size(
        InlineKeyboardMarkup(inline_keyboard=[[_inline(button) for button in row] for row in buttons])
    )


def _inline(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(text=button.label, url=button.url)
    return InlineKeyboardButton(text=button.label, callback_data=button.id)


def contact(buttons: Buttons) -> ReplyKeyboardMarkup:
    """The keyboard whose first button gives the person's own number. Raises `Refused`."""
    _check(buttons)
    if not buttons:
        raise Refused("a request for the phone number needs a button with its label")
    rows = [[KeyboardButton(text=button.label) for button in row] for row in buttons]
    rows[0][0] = KeyboardButton(text=buttons[0][0].label, request_contact=True)
    return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)


def _check(buttons: Buttons) -> None:
    count = sum(len(row) for row in buttons)
    if count > BUTTONS_LIMIT:
        raise Refused(f"{count} buttons; at most {BUTTONS_LIMIT} go under a message")
    for row in buttons:
        if not row:
            raise Refused("a row of buttons is empty")
        for button in row:
            size = len(button.id.encode())
            if not button.url and not 1 <= size <= BUTTON_ID_BYTES:
                raise Refused(f"a button id has {size} bytes; 1 to {BUTTON_ID_BYTES} are allowed")
            if not button.label.strip():
                raise Refused("a button has no label")


def _within_size(markup: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    size = len(markup.model_dump_json(exclude_none=True).encode())
    if size > KEYBOARD_BYTES:
        raise Refused(f"the keyboard has {size} bytes; at most {KEYBOARD_BYTES} are accepted")
    return markup
