"""Nobody is forgotten: one session held without a word, and a case goes back to the queue, said aloud.

The clock of a case runs while the next word is the permanence's: from its opening, from every gesture, from
what the household writes. It stands still while the next word is the household's, or an appointment is to
come. It never rings at night or on a closed day.
"""

from datetime import datetime
from typing import Any

from bot.desk.silence import verdict
from bot.outgoing import CARD, REPLY, Message
from bot.service import coordinators, diary, files, hours
from bot.service.world import World
from storage.cases import CaseRow

KIND = "silence"
UNCLAIMED = "unclaimed"
"""The kind of the timers that were set before silence was counted for claimed cases too."""


def acted(world: World, case_id: str) -> None:
    """Staff did something with a case: it has until the end of the next session for the next thing."""
    row = world.tx.cases.get(case_id)
    if row is None:
        return
    _forgive(world, row)
    if row.closed_at is None:
        _begin(world, row)
    else:
        world.tx.timers.cancel(row.chat_id, _key(row))


def answered(world: World, case_id: str) -> None:
    """The next word is the household's: the clock stands still until it comes."""
    row = world.tx.cases.get(case_id)
    if row is not None:
        world.tx.timers.cancel(row.chat_id, _key(row))
        _forgive(world, row)


def household_wrote(world: World, case_id: str) -> None:
    """The next word is the permanence's; writing twice gives it no more time."""
    row = world.tx.cases.get(case_id)
    if row is None or row.closed_at is not None or running(world, row):
        return
    _begin(world, row)


def _begin(world: World, row: CaseRow, after: datetime | None = None) -> None:
    session = hours.next_session(world, row.permanence or "", after or world.now)
    world.tx.timers.cancel(row.chat_id, f"{UNCLAIMED}.{row.id}")
    if session is not None:
        told = {"starts_at": session.starts_at.isoformat()}
        world.tx.timers.set(KIND, row.chat_id, row.id, session.ends_at.timestamp(), told, _key(row))


def running(world: World, row: CaseRow) -> bool:
    """Whether the next word on this case is the permanence's."""
    return any(one.kind == KIND and one.case == row.id for one in world.tx.timers.of_chat(row.chat_id))


def _key(row: CaseRow) -> str:
    return f"{KIND}.{row.id}"


def _forgive(world: World, row: CaseRow) -> None:
    """A case that somebody answered is passed over no longer."""
    if row.data.get("passed_over"):
        files.keep(world, row, passed_over=0)


def rang(world: World, told: dict[str, Any]) -> str:
    """A session has ended and nothing was done with the case since it began."""
    row = world.tx.cases.get(told["case"])
    if row is None or row.group_id is None or row.permanence is None:
        return "sans dossier"
    if not _was_held(world, row.permanence, told["data"]):
        _begin(world, row)
        return f"séance non tenue {row.reference}"
    if _waits_for_morning(world, row, told["data"]):
        return f"attend le matin {row.reference}"
    found = verdict(files.seen(world, row))
    if found == "nothing":
        _after_appointment(world, row)
    elif found == "unclaimed":
        _unclaimed(world, row)
    else:
        _hand_back(world, row)
    return f"silence {found} {row.reference}"


def _was_held(world: World, permanence: str, told: dict[str, Any]) -> bool:
    """A session that was closed or moved meanwhile does not count."""
    starts_at = told.get("starts_at")
    return (
        starts_at is None
        or diary.session_of(world, permanence, datetime.fromisoformat(starts_at)) is not None
    )


def _waits_for_morning(world: World, row: CaseRow, told: dict[str, Any]) -> bool:
    due = hours.morning(world, row.permanence or "")
    if row.urgency >= files.DANGER_URGENCY or due <= world.now:
        return False
    world.tx.timers.set(KIND, row.chat_id, row.id, due.timestamp(), told, _key(row))
    return True


def _after_appointment(world: World, row: CaseRow) -> None:
    """The clock goes on with the session after the meeting; what is closed waits for nothing."""
    appointment = files.seen(world, row).appointment
    if row.closed_at is None and appointment is not None:
        _begin(world, row, after=appointment.starts_at)


def _unclaimed(world: World, row: CaseRow) -> None:
    """Nobody took it: the coordinators are told the first time, and before it is too late; digests say the
    rest. The household is told once.
    """
    row = _passed_over(world, row)
    if row.data["passed_over"] == 1:
        _tell_coordinators(world, row, "desk.coordinate_unclaimed")
    elif _is_last_chance(world, row):
        _tell_coordinators(world, row, "desk.coordinate_last_chance")
    will_meet = files.seen(world, row).will_meet
    if not row.data.get("told_unclaimed") and not will_meet:
        voice = world.library.voice(row.data["language"])
        said = voice.say("rang.unclaimed", reference=row.reference)
        world.send(row.chat_id, Message(said), REPLY, case=row.id)
        files.keep_silence(world, row, told_unclaimed=True)
    world.tx.audit.add("clock", "unclaimed", row.id, {}, world.at)
    world.tx.statistics.count("unclaimed", world.now.date(), permanence=row.permanence or "")
    _begin(world, row)
    files.refresh_card(world, row.id)


def _is_last_chance(world: World, row: CaseRow) -> bool:
    """Whether the next session is the last one before this household's date."""
    last = files.case_of(row, world.now.tzinfo).last_useful
    coming = hours.next_session(world, row.permanence or "", world.now)
    return last is not None and coming is not None and coming.starts_at.timestamp() == last.timestamp()


def _hand_back(world: World, row: CaseRow) -> None:
    """Somebody took it and said nothing: it waits again, with all that was said."""
    row = _passed_over(world, row)
    name = row.data.get("claimed_name", "")
    _tell_coordinators(world, row, "desk.coordinate_handed_back", person=name)
    note = world.staff_voice.say("desk.handed_back", person=name)
    content = Message(note, topic=files.forum(row), protect=True, quiet=True)
    world.send(row.group_id or 0, content, CARD, case=row.id)
    row = files.keep_silence(world, row, claimed_name="")
    world.tx.cases.update(row.id, None, state="waiting", claimed_by=None)
    files.follow_in_session(world, row, "waiting")
    if not row.data.get("told_handed_back"):
        voice = world.library.voice(row.data["language"])
        said = voice.say("case.handed_back", reference=row.reference)
        world.send(row.chat_id, Message(said), REPLY, case=row.id)
        files.keep_silence(world, row, told_handed_back=True, told_unclaimed=True)
    world.tx.audit.add("clock", "handed_back", row.id, {}, world.at)
    world.tx.statistics.count("handed_back", world.now.date(), permanence=row.permanence or "")
    _begin(world, row)
    files.refresh_card(world, row.id)


def _passed_over(world: World, row: CaseRow) -> CaseRow:
    return files.keep_silence(world, row, passed_over=row.data.get("passed_over", 0) + 1)


def _tell_coordinators(world: World, row: CaseRow, key: str, **values: str) -> None:
    stage = world.library.knowledge.stages.get(row.stage or "")
    about = stage.title.lower() if stage else world.staff_voice.label("desk.no_stage")
    coordinators.tell(world, row.permanence or "", key, reference=row.reference, stage=about, **values)
