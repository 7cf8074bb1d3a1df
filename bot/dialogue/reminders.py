"""Moments remembered for a household: set with the date they depend on, stopped by one tap."""

from datetime import date, datetime, time, timedelta

from bot.dialogue.effects import Forget, Remember
from bot.dialogue.events import Event, Rang
from bot.dialogue.talk import Talk
from knowledge.report import Deadline

PREFIX = "deadline"
MORNING = time(9, 30)
OF_APPOINTMENTS = frozenset({"deux_jours", "matin"})
DEFAULT_NOTICE = (timedelta(days=14), timedelta(days=3))
NEWS = "followup"
"""The kind of a moment at which news are asked for (bot.dialogue.followup)."""
AFTERWARDS = timedelta(days=7)


def is_one(event: Event) -> bool:
    """Whether a turn only reminds: nobody waits for it, so that whoever just wrote is answered first."""
    if not isinstance(event, Rang):
        return False
    return event.kind == PREFIX or event.data.get("kind") in OF_APPOINTMENTS


def set_for(talk: Talk, deadline: Deadline | None) -> None:
    """Replace the reminders of the last date by those of this one; a date that is gone has none."""
    if talk.session.reminded == (_key(deadline) if deadline else None):
        return
    if talk.session.reminded:
        talk.do(Forget(PREFIX))
    talk.change(reminded=_key(deadline) if deadline else None)
    if deadline is None or deadline.prudent is None:
        return
    for notice in deadline.remind or DEFAULT_NOTICE:
        due = datetime.combine(deadline.prudent - abs(notice), MORNING, tzinfo=talk.now.tzinfo)
        if due > talk.now:
            talk.do(
                Remember(
                    PREFIX,
                    f"{PREFIX}.{deadline.id}.{abs(notice).days}",
                    due,
                    {"deadline": deadline.id, "day": deadline.prudent.isoformat()},
                )
            )
    _ask_afterwards(talk, deadline.prudent)


def _ask_afterwards(talk: Talk, day: date) -> None:
    """A week after the prudent date: what happened? Stopped and corrected with the reminders."""
    due = datetime.combine(day + AFTERWARDS, MORNING, tzinfo=talk.now.tzinfo)
    if due > talk.now:
        talk.do(Remember(NEWS, f"{PREFIX}.after", due, {"kind": PREFIX, "day": day.isoformat()}))


def _key(deadline: Deadline) -> str:
    return f"{deadline.id} {deadline.prudent}"


def stop(talk: Talk) -> None:
    """No more reminders, and it says so."""
    talk.do(Forget(PREFIX))
    talk.change(reminded=None)
    talk.reply(talk.say("reminder.stopped"))


def ring(talk: Talk, event: Rang) -> None:
    """A remembered moment has come: say it if it still holds."""
    if event.kind == PREFIX:
        _deadline(talk, event)
    else:
        talk.reply(talk.say(f"rang.{event.kind}", **event.data))


def _deadline(talk: Talk, event: Rang) -> None:
    day = datetime.fromisoformat(event.data["day"]).date()
    left = (day - talk.today).days
    key = "reminder.deadline" if left > 0 else "reminder.today"
    refer = () if talk.session.case else (talk.anytime("button.refer", "refer"),)
    stop = talk.anytime("button.stop_reminders", "stop_reminders")
    talk.reply(talk.say(key, day=talk.voice.day(day), left=left), choices=(*refer, stop))
