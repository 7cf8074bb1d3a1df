"""The end of a case: by its household's word, by its silence, or at once by staff."""

from bot.desk.case import UNSAID
from bot.dialogue.effects import Need
from bot.outgoing import CARD, TopicClose
from bot.service import casework, diary, figures, files, handover, referrers, silence
from bot.service.world import World
from storage import nobody
from storage.cases import CaseRow

DUE = "closing_due"
AFTER = "closed"


def answered(world: World, effect: Need) -> None:
    """The household answers whether it still needs help: the case goes on, or ends as it was asked."""
    row = world.tx.cases.by_reference(effect.case)
    asked = row.data.get("closing") if row is not None else None
    if row is None or asked is None:
        return
    forget(world, row)
    if effect.needed:
        world.tx.audit.add(row.chat_id, "still_needed", row.id, {}, world.at)
        handover.tell_group(world, row, "desk.still_needed")
        silence.household_wrote(world, row.id)
        files.refresh_card(world, row.id)
        return
    end(world, row, asked["outcome"], row.chat_id, told="desk.closed_by_household", say=False)


def forget(world: World, row: CaseRow) -> CaseRow:
    """The household is asked nothing any more."""
    world.tx.timers.cancel(row.chat_id, f"{DUE}.{row.id}")
    return files.keep(world, row, closing=None)


def end(
    world: World, row: CaseRow, outcome: str, by: int | str, told: str | None = None, say: bool = True
) -> None:
    """End the case: its places are free, nothing more is remembered for it; who is told, is told kindly."""
    files.keep(world, row, closing=None, transfer=None)
    world.tx.cases.update(row.id, world.at, state="closed", outcome=outcome, closed_at=world.at)
    world.tx.audit.add(by, "close", row.id, {"outcome": outcome}, world.at)
    figures.closed(world, row, outcome)
    referrers.closed(world, row, outcome)
    diary.leave(world, row)
    world.tx.timers.cancel_prefix(row.chat_id, "")
    if told is not None:
        handover.tell_group(world, row, told, outcome=world.staff_voice.label(f"outcome.{outcome}"))
    files.refresh_card(world, row.id)
    if files.forum(row) and row.group_id is not None:
        world.send(row.group_id, TopicClose(), CARD, case=row.id)
    if say:
        files.follow_in_session(world, row, "closed")
    if say and outcome not in UNSAID:
        _tell(world, row, outcome)
    if outcome not in UNSAID and not nobody.is_nobody(row.chat_id):
        # What comes after the words of the closing is a conversation of its own: it comes by the inbox.
        now = world.now.replace(microsecond=0).timestamp()
        world.tx.timers.set(AFTER, row.chat_id, row.id, now, {}, f"{AFTER}.{row.id}")


def _tell(world: World, row: CaseRow, outcome: str) -> None:
    said = world.library.voice(row.data["language"]).label(f"outcome.{outcome}")
    casework.tell_household(world, row, "case.closed", {"reference": row.reference, "outcome": said})
