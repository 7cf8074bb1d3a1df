"""What a household says became of it: counted without it, told to whoever follows it, its case reopened."""

from bot.dialogue.followup import SILENT
from bot.dialogue.news import ComeBack, Followed
from bot.outgoing import CARD, HUMAN, Message
from bot.service import files, silence
from bot.service.world import World
from storage.cases import CaseRow


def carry_out(world: World, chat_id: int, effect: Followed | ComeBack) -> str | None:
    """Do it; the reference of the case that is open again, if one is."""
    if isinstance(effect, ComeBack):
        return _come_back(world, chat_id)
    _followed(world, chat_id, effect)
    return None


def _followed(world: World, chat_id: int, effect: Followed) -> None:
    """An answer is awaited as long as its silence is: a second press of the same button counts nothing."""
    key = f"{SILENT}.{effect.after}"
    silence = world.tx.timers.get(chat_id, key)
    if silence is None:
        return
    situation = effect.situation or silence.data["situation"]
    _tell(world, chat_id, effect, situation)
    if not effect.last:
        told = {**silence.data, "situation": situation}
        world.tx.timers.set(silence.kind, chat_id, None, silence.due_at, told, key)
        return
    world.tx.timers.cancel(chat_id, key)
    for row in world.tx.cases.by_chat(chat_id, open_only=False)[:1]:
        world.tx.cases.update(row.id, world.at)  # a contact: the two years begin again
    today = world.now.date()
    world.tx.statistics.count("follow_up", today, after=effect.after, situation=situation)
    if effect.relapse:
        world.tx.statistics.count("relapse", today, after=effect.after, relapse=effect.relapse)
        _of_early_debt(world, chat_id, effect)


def _of_early_debt(world: World, chat_id: int, effect: Followed) -> None:
    """The figure of the Isère device: six months after, was there a new unpaid rent?"""
    row = next(iter(world.tx.cases.by_chat(chat_id, open_only=False)), None)
    if row is not None and row.data.get("early_debt") and effect.after == "6":
        world.tx.statistics.count("early_debt_relapse", world.now.date(), relapse=effect.relapse)


def _tell(world: World, chat_id: int, effect: Followed, situation: str) -> None:
    """Where the case is still open, whoever follows it reads the answer; a closed case is left alone."""
    row = next(iter(world.tx.cases.by_chat(chat_id)), None)
    if row is None or row.group_id is None:
        return
    voice = world.staff_voice
    if effect.relapse == "yes":
        said = voice.say("desk.followup_relapse", reference=row.reference)
    elif effect.last and not effect.relapse:
        button = voice.label(f"button.followup_{situation}")
        said = voice.say("desk.followup", reference=row.reference, said=button)
    else:
        return
    content = Message(said, topic=files.forum(row), protect=True)
    world.send(row.group_id, content, CARD, case=row.id)


def _come_back(world: World, chat_id: int) -> str | None:
    row = next(iter(world.tx.cases.by_chat(chat_id, open_only=False)), None)
    if row is None:
        return None
    if row.closed_at is None:
        _say(world, row, "desk.needs_you")
        return None
    world.tx.cases.update(
        row.id,
        world.at,
        state="waiting",
        closed_at=None,
        outcome=None,
        claimed_by=None,
        data={**row.data, "claimed_name": ""},
    )
    _say(world, row, "desk.came_back")
    files.refresh_card(world, row.id)
    silence.acted(world, row.id)
    world.tx.audit.add(chat_id, "come_back", row.id, {}, world.at)
    world.tx.statistics.count("reopened", world.now.date(), permanence=row.permanence or "")
    return row.reference


def _say(world: World, row: CaseRow, key: str) -> None:
    if row.group_id is not None:
        said = world.staff_voice.say(key, reference=row.reference)
        world.send(row.group_id, Message(said, topic=files.forum(row), protect=True), HUMAN, case=row.id)
