"""«Réponses»: chosen one after the other, shown in both languages, then sent, or not."""

from collections.abc import Callable
from dataclasses import replace

from bot.desk import canned
from bot.desk.canned import Chosen
from bot.desk.card import Gesture
from bot.desk.gestures import act
from bot.incoming import Incoming
from bot.service import casework, files, panel, relay, staff
from bot.service.world import World
from knowledge.replies import Reply
from storage.buttons import Button
from storage.cases import CaseRow

ROOM = canned.ROOM


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of the replies, for whoever works on the case."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    if row.state == "closed":
        staff.notice(world, incoming, ("desk.already_closed", {}))
        return f"stale {row.reference}"
    name, _, argument = str(button.value).partition(":")
    steps: dict[str, Callable[[World, Incoming, CaseRow, str], str]] = {
        "list": _list,
        "pick": _pick,
        "preview": _preview,
        "send": _send,
        "back": _take_back,
        "cancel": _cancel,
    }
    return steps[name](world, incoming, row, argument)


def _list(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    """The list; a new message where it was asked for from the card."""
    staff.notice(world, incoming, None)
    chosen, voice = Chosen.parse(argument), world.staff_voice
    replies = canned.offered(files.seen(world, row), world.library.knowledge.replies)
    said = voice.say("desk.canned_list", reference=row.reference, count=len(chosen.ids))
    gestures = canned.listed(chosen, replies, voice)
    panel.show(world, incoming, row, said, gestures, anew=not argument)
    return f"réponses {row.reference}"


def _pick(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    id, _, rest = argument.partition(":")
    return _list(world, incoming, row, str(Chosen.parse(rest).toggled(id)))


def _preview(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    staff.notice(world, incoming, None)
    case, voice = files.seen(world, row), world.staff_voice
    gestures = (
        Gesture(voice.label("gesture.send"), f"send:{argument}", ROOM),
        Gesture(voice.label("gesture.change"), f"list:{argument}", ROOM),
        Gesture(voice.label("gesture.cancel"), "cancel", ROOM),
    )
    text = canned.preview(case, _replies(world, row, argument), world.library)
    panel.show(world, incoming, row, text, gestures)
    return f"aperçu {row.reference}"


def _replies(world: World, row: CaseRow, argument: str) -> tuple[Reply, ...]:
    """What was chosen, as far as it can be said now: an appointment may be gone since."""
    known = {one.id: one for one in canned.offered(files.seen(world, row), world.library.knowledge.replies)}
    return tuple(known[id] for id in Chosen.parse(argument).ids if id in known)


def _send(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    """To the household in its language; the file keeps both. The panel then offers to take it back."""
    replies = _replies(world, row, argument)
    if not replies:
        return _list(world, incoming, row, argument)
    staff.notice(world, incoming, None)
    case = files.seen(world, row)
    if case.state == "waiting" and not case.in_triage:
        claimed = act(case, "claim", staff.member(world, incoming), world.library)
        casework.carry_out(world, incoming, row, replace(claimed, notice=None))
    language = row.data["language"]
    text = canned.said(case, replies, world.library, language)
    french = canned.said(case, replies, world.library, "fr")
    sent = relay.send(world, row, text)
    relay.note(world, incoming, row, french if language == "fr" else f"{french}\n{text}")
    voice = world.staff_voice
    titles = ", ".join(reply.title for reply in replies)
    own = world.library.voice(language).label(f"language.{language}")
    said = voice.say("desk.canned_sent", titles=titles, reference=row.reference, language=own)
    back = Gesture(voice.label("gesture.take_back"), f"back:{sent}", ROOM)
    panel.show(world, incoming, row, said, (back,))
    return f"réponse {row.reference}"


def _take_back(world: World, incoming: Incoming, row: CaseRow, sent: str) -> str:
    """Take it back, as `/retirer` does for what was written."""
    staff.notice(world, incoming, None)
    done = relay.take_back(world, row, [int(sent)], incoming.user_id or 0)
    key = "desk.withdrawn_message" if done else "desk.withdraw_too_late"
    panel.show(world, incoming, row, world.staff_voice.say(key))
    return f"message retiré {row.reference}"


def _cancel(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    staff.notice(world, incoming, None)
    panel.show(world, incoming, row, world.staff_voice.say("desk.canned_cancelled"))
    return f"rien {row.reference}"
