"""A household that Telegram no longer reaches: the telephone and the post remain, and are written down."""

from collections.abc import Callable

from bot.desk.card import Gesture
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import HUMAN, Message
from bot.service import figures, files, handover, panel, silence, staff
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

ROOM = "unreachable"
SINCE = "unreachable"


def tell(world: World, row: CaseRow) -> None:
    """Say it once, with the other ways; the card keeps saying it."""
    if row.data.get(SINCE) or row.group_id is None:
        return
    group_id = row.group_id
    row = files.keep(world, row, **{SINCE: world.now.date().isoformat()})
    voice, phone = world.staff_voice, _has_phone(row)
    how = voice.say("desk.unreachable_phone" if phone else "desk.unreachable_no_phone")
    text = Safe(f"{voice.say('desk.unreachable', reference=row.reference)} {how}")
    steps = ("called", "posted", "again") if phone else ("posted", "again")
    gestures = [Gesture(voice.label(f"gesture.{step}"), step, ROOM) for step in steps]
    buttons = world.bind(group_id, files.rows(gestures), row.id)
    content = Message(text, buttons, protect=True, topic=files.forum(row))
    world.send(group_id, content, HUMAN, case=row.id)
    files.refresh_card(world, row.id)


def _has_phone(row: CaseRow) -> bool:
    return any(name == "telephone" for name, _ in row.data["lines"])


def back(world: World, row: CaseRow) -> None:
    """The household wrote: it can be reached again."""
    if row.data.get(SINCE):
        handover.tell_group(world, files.keep(world, row, **{SINCE: None}), "desk.reachable_again")
        files.refresh_card(world, row.id)


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """«J'ai téléphoné», «courrier envoyé», «réessayer»."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    steps: dict[str, Callable[[World, Incoming, CaseRow], str]] = {
        "called": _called,
        "posted": _posted,
        "again": _again,
    }
    return steps[str(button.value)](world, incoming, row)


def _called(world: World, incoming: Incoming, row: CaseRow) -> str:
    figures.intervention(world, row, "call")
    return _done(world, incoming, row, "called")


def _posted(world: World, incoming: Incoming, row: CaseRow) -> str:
    figures.intervention(world, row, "letter")
    return _done(world, incoming, row, "posted")


def _done(world: World, incoming: Incoming, row: CaseRow, what: str) -> str:
    """Written down as what it is: something a person did for the household."""
    world.tx.audit.add(incoming.user_id or 0, what, row.id, {}, world.at)
    silence.answered(world, row.id)
    staff.notice(world, incoming, None)
    voice, name = world.staff_voice, staff.member(world, incoming).name
    day = f"{world.now:%d/%m}"
    panel.show(
        world,
        incoming,
        row,
        voice.say(f"desk.{what}", name=name, reference=row.reference, day=day),
        anew=True,
    )
    return f"{what} {row.reference}"


def _again(world: World, incoming: Incoming, row: CaseRow) -> str:
    """What could not be delivered leaves once more; if it fails again, it is said again."""
    count = world.tx.relays.again(row.id, row.chat_id)
    world.tx.audit.add(incoming.user_id or 0, "retry", row.id, {"count": count}, world.at)
    if count:
        files.keep(world, row, **{SINCE: None})
        files.refresh_card(world, row.id)
    key = "desk.tried_again" if count else "desk.nothing_to_retry"
    staff.notice(world, incoming, (key, {"count": str(count)}))
    return f"réessayé {row.reference}"
