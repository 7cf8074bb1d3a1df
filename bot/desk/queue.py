"""The queue of a desk: what waits, the last useful session first, each line with the way to its card."""

from collections.abc import Iterable
from datetime import datetime

from bot.desk import card as cards
from bot.desk.case import Case
from bot.i18n import Safe, Voice
from bot.library import Library

SUPERGROUP = "-100"


def in_order(cases: Iterable[Case]) -> list[Case]:
    """The one whose last useful session is nearest first, then the most urgent, then the oldest."""
    return sorted(cases, key=_order)


def _order(case: Case) -> tuple[bool, datetime, int, datetime]:
    last = case.last_useful or case.consent_at
    return case.last_useful is None, last, -case.urgency, case.consent_at


def line(case: Case, library: Library) -> Safe:
    """One case in one line, without a name."""
    voice = library.voice("fr")
    stage = library.knowledge.stages.get(case.stage or "")
    return voice.say(
        "desk.file_line",
        mark=cards.mark(case),
        reference=case.reference,
        stage=stage.title.lower() if stage else voice.label("desk.file_no_stage"),
        when=_when(case, voice),
        language=voice.label(f"told.language.{case.language}"),
    )


def _when(case: Case, voice: Voice) -> str:
    if case.last_useful is None:
        return voice.label("desk.file_no_date")
    return voice.label("desk.file_last", day=voice.near_day(case.last_useful.date()))


def link(group_id: int, message_id: int) -> str:
    """The address of a topic or of a message of a supergroup, for its members; empty for another chat."""
    inside = str(group_id)
    return (
        f"https://t.me/c/{inside.removeprefix(SUPERGROUP)}/{message_id}"
        if inside.startswith(SUPERGROUP)
        else ""
    )
