"""Whoever referred a household is told what becomes of it: taken, a day agreed, ended. Never a word of it."""

from datetime import datetime

from bot.desk import times
from bot.desk.case import DeskTurn
from bot.outgoing import REPLY, Message
from bot.service import figures, files
from bot.service.world import World
from storage.cases import CaseRow

DECISIONS = {"oriente": "redirected", "sans_suite": "refused", "doublon": "refused"}
"""What an outcome means as a decision on an early debt, where the case was never taken."""
BACK = "back"
"""The line by which a household lets them know the day of its appointment."""


def tell(world: World, row: CaseRow, key: str, **values: object) -> None:
    """One sentence with the reference to each who referred this household."""
    for chat_id in _chats(world, row):
        said = world.staff_voice.say(key, reference=row.reference, **values)
        world.send(chat_id, Message(said, protect=True), REPLY, case=row.id)


def withdrawn(world: World, row: CaseRow) -> None:
    """The household took its case back. Bound to no case: this one, and all that is bound to it, goes now."""
    outcome = world.staff_voice.label("orient.ended")
    said = world.staff_voice.say("orient.told.closed", reference=row.reference, outcome=outcome)
    for chat_id in _chats(world, row):
        world.send(chat_id, Message(said, protect=True), REPLY, fleeting=True)


def _chats(world: World, row: CaseRow) -> list[int]:
    return [referral.chat_id for referral in world.tx.referrals.of_case(row.id)]


def follow(world: World, row: CaseRow, made: DeskTurn) -> None:
    """Taken: the decision, as a gesture of staff made it."""
    if made.audit == "claim":
        tell(world, row, "orient.told.taken")
        _decided(world, row, "accepted")


def closed(world: World, row: CaseRow, outcome: str) -> None:
    """Ended: the outcome; for an early debt that nobody took, that is the decision."""
    tell(world, row, "orient.told.closed", outcome=world.staff_voice.label(f"outcome.{outcome}"))
    if row.state == "waiting":
        _decided(world, row, DECISIONS.get(outcome, "accepted"))


def _decided(world: World, row: CaseRow, decision: str) -> None:
    """Count the decision on an early debt, once: giving a case back and taking it again decides nothing."""
    if not row.data.get("early_debt") or row.data.get("decided"):
        return
    files.keep(world, row, decided=decision)
    figures.early_debt(world, row, decision)


def appointment(world: World, row: CaseRow, at: datetime) -> None:
    """A day was agreed; said where the household lets it be known."""
    if any(name == BACK for name, _ in row.data["lines"]):
        tell(world, row, "orient.told.appointment", **times.day_and_hour(world.staff_voice, at))
