"""What the desk shows of places and hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from bot.desk.card import Gesture
from bot.i18n import Voice
from knowledge.appointments import places_left
from knowledge.criteria import URGENT, Occupancy
from knowledge.directory import Permanence
from knowledge.schedule import Session, upcoming

SHOWN = 3
HORIZON = timedelta(weeks=10)


def is_urgent(urgency: int) -> bool:
    """Whether a case may take the places kept for urgent ones."""
    return urgency >= URGENT


def day_and_hour(voice: Voice, moment: datetime) -> dict[str, str]:
    """Day and hour, as phrases take them."""
    return {"day": voice.near_day(moment.date()), "hour": voice.hour(moment)}


def free(permanence: Permanence, urgency: int, occupancy: Occupancy, now: datetime) -> tuple[Session, ...]:
    """The next sessions with a place for a case of that urgency."""
    urgent = is_urgent(urgency)
    coming = upcoming(permanence, now, now + HORIZON)
    return tuple(
        islice((one for one in coming if places_left(one, urgent, occupancy.get(one.key, 0)) > 0), SHOWN)
    )


def gestures(sessions: Iterable[Session], voice: Voice) -> tuple[Gesture, ...]:
    """One gesture for each session, and the way back."""
    listed = tuple(
        Gesture(
            voice.label("gesture.place", **day_and_hour(voice, one.starts_at)),
            f"offer:{one.starts_at.isoformat()}",
        )
        for one in sessions
    )
    return (*listed, Gesture(voice.label("gesture.back"), "back"))
