"""A case's place in its group: the topic opened with the card in it, what it says last, what is wiped."""

from bot.desk import card as cards
from bot.outgoing import CARD, DANGER, DeleteMany, Message, Pin, Topic, TopicClose, TopicDelete, TopicTitle
from bot.service import files, hours
from bot.service.world import World
from storage.cases import CaseRow

AT_ONCE = 100  # Bot API, deleteMessages: at most 100


def open_(world: World, case_id: str, forum: bool = True) -> None:
    """Post the card of a case in its group; without topics it goes to the group itself."""
    row = world.tx.cases.get(case_id)
    if row is None or row.group_id is None:
        return
    case = files.seen(world, row)
    urgent = case.urgency >= files.DANGER_URGENCY
    priority = DANGER if urgent else CARD
    silent = not urgent and hours.quiet(world, row.permanence)
    title = cards.title(case, world.library)
    topic = world.send(row.group_id, Topic(title), priority, case=row.id) if forum else None
    buttons = world.bind(row.group_id, files.rows(cards.gestures(case, world.staff_voice)), row.id)
    text = cards.text(case, world.library)
    content = Message(text, buttons=buttons, protect=True, topic=forum, quiet=silent)
    posted = world.send(row.group_id, content, priority, case=row.id, after=topic)
    world.send(row.group_id, Pin(posted), CARD, case=row.id, after=posted)
    shown = {"card": posted, "forum": forum, "title": title}
    world.tx.cases.update(row.id, world.at, data={**row.data, **shown})


def leave(world: World, row: CaseRow, title: str, last_word: str) -> None:
    """The case goes elsewhere: what the household gave is taken out of the group, `last_word` says where
    it went, and nothing there acts on it any more.
    """
    if row.group_id is None:
        return
    clear(world, row, row.group_id)
    said = Message(last_word, thread=row.topic_id, protect=True)
    sent = world.send(row.group_id, said, CARD, case=row.id)
    if row.topic_id is not None:
        world.send(row.group_id, TopicTitle(title, row.topic_id), CARD, case=row.id, after=sent)
        world.send(row.group_id, TopicClose(row.topic_id), CARD, case=row.id, after=sent)


def clear(world: World, row: CaseRow, chat_id: int) -> None:
    """Nothing of the case stays in that chat, nor acts on it from there."""
    world.tx.outbox.drop(row.id, chat_id)
    world.tx.buttons.forget(chat_id, row.id)
    _delete_shown(world, row, chat_id)


def wipe(world: World, row: CaseRow) -> None:
    """Take a withdrawn case out of its group: its topic whole, or each message shown there; and out of the
    groups that had it before.
    """
    places = [(row.group_id, row.topic_id), *((group, topic) for group, topic in row.data.get("former", ()))]
    for group_id, topic_id in places:
        if group_id is None:
            continue
        if topic_id is not None:
            world.send(group_id, TopicDelete(topic_id), CARD, fleeting=True)
        else:
            _delete_shown(world, row, group_id)


def _delete_shown(world: World, row: CaseRow, group_id: int) -> None:
    shown = tuple(world.tx.outbox.shown_of_case(row.id, group_id))
    for start in range(0, len(shown), AT_ONCE):
        world.send(group_id, DeleteMany(shown[start : start + AT_ONCE]), CARD, fleeting=True)
