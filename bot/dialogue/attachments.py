"""What is not text: passed on where a case is open, answered kindly where not; an album is answered once."""

from bot.dialogue import permanences, referral
from bot.dialogue.effects import PassOn
from bot.dialogue.events import Attached
from bot.dialogue.talk import Talk

READ_AS = ("voice", "photo", "document", "location")


def take(talk: Talk, event: Attached) -> None:
    """Somebody sent what is no text."""
    if event.phone:
        _contact(talk, event.phone)
        return
    follows = goes_on(talk, event)
    talk.change(album=event.album)
    if talk.session.case and event.kind not in ("sticker", "animation"):
        talk.do(PassOn(talk.session.case, follows=follows))
        if not follows:
            talk.reply(
                talk.say("attached.passed_on", reference=talk.session.case), permanences.reopening(talk)
            )
    elif not follows:
        talk.reply(talk.say(f"attached.{event.kind if event.kind in READ_AS else 'other'}"))


def goes_on(talk: Talk, event: Attached) -> bool:
    """Whether this is one more piece of the album that was answered already."""
    return event.album is not None and event.album == talk.session.album


def _contact(talk: Talk, phone: str) -> None:
    # Telegram gives the international number of a shared contact, often without its plus sign.
    international = phone if phone.startswith(("+", "0")) else f"+{phone}"
    if not referral.phone(talk, international):
        talk.reply(talk.say("callback.not_a_number"))
