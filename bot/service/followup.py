"""What comes after a case: the household is asked whether it may be asked for news."""

from bot.dialogue.events import Rang
from bot.dialogue.followup import KIND
from bot.service import household
from bot.service.world import World
from storage.cases import CaseRow

NOT_ASKED = frozenset({"doublon", "retire_par_le_menage"})
"""Outcomes after which nothing is left to follow."""


def begin(world: World, row: CaseRow) -> None:
    """Ask the household of a case that was just closed whether its news may be asked in 3, 6, 12 months.

    To be called after the words of the closing. Nothing is asked after a duplicate, or of a household that
    took its case back; what was remembered of an earlier closing is forgotten.
    """
    closed = world.tx.cases.get(row.id)
    if closed is None or closed.closed_at is None or closed.outcome in NOT_ASKED:
        return
    world.tx.timers.cancel_prefix(closed.chat_id, KIND)
    session = household.load(world, closed.chat_id, closed.data["language"])
    household.turn(world, session, Rang(KIND, {"kind": "ask"}))
