"""The number to call somebody back: shared by one button, or written."""

from bot.dialogue.talk import Talk

PHONE = "phone"


def ask(talk: Talk) -> None:
    """Which number to call: shared by one button, or written."""
    options = (
        ("share", talk.voice.label("button.share_phone")),
        ("none", talk.voice.label("button.no_phone")),
    )
    talk.ask(PHONE, options, talk.say("callback.number"), human=False, contact=True)
