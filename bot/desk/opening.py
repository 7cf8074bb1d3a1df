"""What coordinators are shown of a permanence's state, and the buttons that change it. Pure."""

import json
from dataclasses import replace
from datetime import date, timedelta

from bot.desk.card import Gesture
from bot.i18n import Safe, Voice, rich
from knowledge.directory import Permanence
from knowledge.opening import Opening, read

SET, SURE, OTHER_DAYS, CLOSE, BACK = "set", "sure", "days", "close", "back"
SUNDAY = 7


def shown(record: Permanence, voice: Voice, today: date) -> Safe:
    """The permanence's state in words: what it receives, its closures to come, its places."""
    closures = [
        voice.say("desk.opening_closed", first=voice.near_day(one.du), last=voice.near_day(one.au))
        for one in sorted(record.fermetures, key=lambda one: one.du)
        if one.au >= today
    ]
    state = voice.say(f"desk.opening_{record.etat}")
    places = voice.say("desk.opening_places", count=record.capacite, urgent=record.places_urgentes)
    name = Safe(f"<b>{rich(record.nom)}</b>")
    return Safe("\n".join((name, state, *closures, places)))


def choices(said: Opening, voice: Voice) -> tuple[Gesture, ...]:
    """The states, each with the rest of what was said before; open ends a closure, closing asks for days."""
    states = (
        ("open", replace(said, etat="ouverte", du=None, au=None)),
        ("full", replace(said, etat="complete")),
        ("urgent", replace(said, etat="urgences")),
    )
    listed = tuple(Gesture(voice.label(f"desk.set_{name}"), told(SET, opening)) for name, opening in states)
    return (*listed, Gesture(voice.label("desk.set_closed"), f"{CLOSE}:{said.permanence_id}"))


def closings(said: Opening, voice: Voice, today: date) -> tuple[Gesture, ...]:
    """The closures most often needed, and the way to write other days."""
    sunday = today + timedelta(days=SUNDAY - today.isoweekday())
    spans = (("this_week", today, sunday), ("next_week", *_week(sunday)), ("two_weeks", *_week(sunday, 2)))
    listed = tuple(
        Gesture(
            voice.label(f"desk.close_{name}", last=voice.near_day(last)),
            told(SET, replace(said, du=first, au=last)),
        )
        for name, first, last in spans
    )
    other = Gesture(voice.label("desk.close_other"), f"{OTHER_DAYS}:{said.permanence_id}")
    return (*listed, other, Gesture(voice.label("gesture.back"), f"{BACK}:{said.permanence_id}"))


def _week(sunday: date, weeks: int = 1) -> tuple[date, date]:
    return sunday + timedelta(days=1), sunday + timedelta(days=7 * weeks)


def told(action: str, opening: Opening) -> str:
    """A button's value: what to do, and the whole of what is said of the permanence."""
    return f"{action}:{json.dumps(opening.stored())}"


def heard(argument: str) -> Opening:
    """What a button's value says, after its action."""
    return read(json.loads(argument))
