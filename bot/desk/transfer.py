"""What is said of a transfer: to whom a case may go and why each, and the reasons staff choose from."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.desk.card import Gesture
from bot.i18n import Safe, Voice
from bot.library import Library
from knowledge.listing import Listed

ROOM = "transfer"
REASONS = ("zone", "competence", "langue", "complet", "menage")
SHOWN = 6


def offered(listed: Sequence[Listed], tied: Collection[str], here: str) -> tuple[Listed, ...]:
    """The permanences a case may go to: competent, with a group, and not where it is."""
    return tuple(one for one in listed if one.permanence_id in tied and one.permanence_id != here)[:SHOWN]


def places(listed: Sequence[Listed], tied: Collection[str], here: str, library: Library) -> Safe:
    """One line for each competent permanence: how it stands, or that it has no group."""
    voice = library.voice("fr")
    lines = [
        voice.say("desk.transfer_place", name=library.name_of(one.permanence_id), why=one.text)
        if one.permanence_id in tied
        else voice.say("desk.transfer_not_tied", name=library.name_of(one.permanence_id))
        for one in listed[:SHOWN]
        if one.permanence_id != here
    ]
    if not offered(listed, tied, here):
        lines.append(voice.say("desk.transfer_nobody"))
    return Safe("\n".join(lines))


def destinations(fitting: Sequence[Listed], colleagues: bool, library: Library) -> tuple[Gesture, ...]:
    """A button for each permanence, one for the colleagues, and the way out."""
    voice = library.voice("fr")
    listed = [Gesture(library.name_of(one.permanence_id), f"to:{one.permanence_id}", ROOM) for one in fitting]
    if colleagues:
        listed.append(Gesture(voice.label("gesture.colleague"), "colleague", ROOM))
    return (*listed, cancel(voice))


def reasons(permanence: str, voice: Voice) -> tuple[Gesture, ...]:
    """The reasons as buttons, and one's own words."""
    listed = [
        Gesture(voice.label(f"gesture.reason_{reason}"), f"why:{permanence}:{reason}", ROOM)
        for reason in REASONS
    ]
    own = Gesture(voice.label("gesture.other_words"), f"words:{permanence}", ROOM)
    return (*listed, own, cancel(voice))


def cancel(voice: Voice) -> Gesture:
    """The way out."""
    return Gesture(voice.label("gesture.cancel"), "cancel", ROOM)


def told(pending: Mapping[str, Any], voice: Voice) -> str:
    """The reason of a transfer as staff read it."""
    return str(pending["words"]) or voice.label(f"desk.reason_{pending['reason']}")
