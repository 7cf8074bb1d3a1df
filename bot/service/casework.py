"""What a gesture of staff changes: the case, the household's session, the card, the diary."""

from bot.desk.case import DeskTurn
from bot.incoming import Incoming
from bot.outgoing import CARD, HUMAN, Message, TopicClose
from bot.service import figures, files, referrers, silence, staff
from bot.service.world import World
from storage import nobody
from storage.cases import CaseRow


def carry_out(world: World, incoming: Incoming, row: CaseRow, made: DeskTurn) -> None:
    """Store what a gesture changed, tell the household, the group and the card."""
    alone = nobody.is_nobody(row.chat_id)
    staff.notice(world, incoming, ("desk.no_chat_notice", {}) if alone and made.to_household else made.notice)
    world.tx.audit.add(incoming.user_id or 0, made.audit, row.id, {}, world.at)
    if made.changes:
        _change(world, row, made)
        referrers.follow(world, row, made)
        silence.acted(world, row.id)
    elif made.diary:
        silence.answered(world, row.id)
    for key, values in made.to_household:
        tell_household(world, row, key, values)
    for key, values in () if alone else made.to_group:
        text = world.staff_voice.say(key, **values)
        world.send(row.group_id or 0, Message(text, topic=files.forum(row), quiet=True), CARD, case=row.id)
    if made.card:
        files.refresh_card(world, row.id)
    if made.reopened and files.forum(row):
        world.send(row.group_id or 0, TopicClose(again=True), CARD, case=row.id)


def _change(world: World, row: CaseRow, made: DeskTurn) -> None:
    columns = {name: value for name, value in made.changes.items() if name != "claimed_name"}
    data = dict(row.data)
    if "claimed_name" in made.changes:
        data["claimed_name"] = made.changes["claimed_name"]
    if made.reopened:
        columns["closed_at"] = None
        figures.reopened(world, row)
    world.tx.cases.update(row.id, world.at, data=data, **columns)
    files.follow_in_session(world, row, columns.get("state"))


def tell_household(world: World, row: CaseRow, key: str, values: dict[str, str]) -> None:
    """One sentence to the household, in its language."""
    voice = world.library.voice(row.data["language"])
    world.send(row.chat_id, Message(voice.say(key, **values)), HUMAN, case=row.id)
