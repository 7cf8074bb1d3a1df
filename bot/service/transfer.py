"""«Transférer»: to another permanence, once the household has agreed to it by name; or to a colleague."""

from collections.abc import Callable

from bot.desk import rights
from bot.desk import transfer as desk
from bot.desk.card import Gesture
from bot.dialogue import transfer as household_side
from bot.dialogue.events import Rang
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.service import casework, files, handover, household, panel, silence, staff
from bot.service.world import World
from knowledge import replay
from knowledge.criteria import RouteRequest
from knowledge.listing import Listed, listing
from storage.buttons import Button
from storage.cases import CaseRow

PROMPT = "transfer_words"
LISTED = 8
WORDS = 300


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of a transfer, for whoever works on the case."""
    if row is None or not staff.works_on(world, incoming, row, "transfer"):
        return "refused"
    name, _, argument = str(button.value).partition(":")
    if row.state == "closed":
        staff.notice(world, incoming, ("desk.already_closed", {}))
        return f"stale {row.reference}"
    staff.notice(world, incoming, None)
    steps: dict[str, Callable[[World, Incoming, CaseRow, str], str]] = {
        "who": _who,
        "to": _why,
        "why": _chosen,
        "words": _own_words,
        "colleague": _colleagues,
        "give": _give,
        "recall": _recall,
        "cancel": _cancel,
    }
    return steps[name](world, incoming, row, argument)


def reply(world: World, incoming: Incoming, permanence: str, row: CaseRow | None) -> str:
    """The reason in somebody's own words."""
    if row is None or not staff.works_on(world, incoming, row, "transfer"):
        return "refused"
    return _ask(world, incoming, row, permanence, "", incoming.text.strip().rstrip(".")[:WORDS])


def _who(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    if "transfer" in row.data:
        return _pending(world, incoming, row)
    listed, tied, here = competent(world, row), world.tx.groups.permanences(), row.permanence or ""
    fitting = desk.offered(listed, tied, here)
    head = world.staff_voice.say("desk.transfer_who", reference=row.reference)
    text = Safe("\n".join((head, desk.places(listed, tied, here, world.library))))
    gestures = desk.destinations(fitting, bool(_others_here(world, row)), world.library)
    panel.show(world, incoming, row, text, gestures, anew=True)
    return f"transfert {row.reference}"


def competent(world: World, row: CaseRow) -> tuple[Listed, ...]:
    """Who else could receive the household, with how each stands: by the routing it was sent here with."""
    decided = row.data.get("decision")
    request = replay.read(decided).request if decided else RouteRequest(langue=row.data["language"])
    return listing(request, world.library.knowledge, world.now, world.occupancy(), LISTED)


def _pending(world: World, incoming: Incoming, row: CaseRow) -> str:
    """A transfer waits for the household's answer already: it can be taken back."""
    voice = world.staff_voice
    back = Gesture(voice.label("gesture.recall"), "recall", desk.ROOM)
    panel.show(world, incoming, row, _asked(world, row), (back, desk.cancel(voice)), anew=True)
    return f"transfert en attente {row.reference}"


def _asked(world: World, row: CaseRow) -> Safe:
    pending = row.data["transfer"]
    name, reason = world.library.name_of(pending["to"]), desk.told(pending, world.staff_voice)
    return world.staff_voice.say("desk.transfer_asked", reference=row.reference, name=name, reason=reason)


def _why(world: World, incoming: Incoming, row: CaseRow, permanence: str) -> str:
    voice, name = world.staff_voice, world.library.name_of(permanence)
    said = voice.say("desk.transfer_why", reference=row.reference, name=name)
    panel.show(world, incoming, row, said, desk.reasons(permanence, voice))
    return f"transfert {row.reference}"


def _own_words(world: World, incoming: Incoming, row: CaseRow, permanence: str) -> str:
    name = world.library.name_of(permanence)
    said = world.staff_voice.say("desk.transfer_words", reference=row.reference, name=name)
    panel.ask(world, incoming, row, said, PROMPT, permanence)
    return f"transfert {row.reference}"


def _chosen(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    permanence, _, reason = argument.partition(":")
    return _ask(world, incoming, row, permanence, reason, "")


def _ask(world: World, incoming: Incoming, row: CaseRow, permanence: str, reason: str, words: str) -> str:
    """Ask the household, in its language; nothing leaves before it has agreed."""
    if "transfer" in row.data or world.tx.groups.by_permanence(permanence) is None:
        return _who(world, incoming, row, "")
    pending = {"to": permanence, "reason": reason, "words": words}
    row = files.keep(world, row, transfer=pending)
    world.tx.audit.add(incoming.user_id or 0, "transfer_asked", row.id, {"permanence": permanence}, world.at)
    told = {"permanence": permanence, "from": row.permanence, "reason": reason}
    household.turn(world, household.load(world, row.chat_id), Rang(household_side.KIND, told))
    silence.answered(world, row.id)
    silence.answered(world, row.id)
    panel.show(world, incoming, row, _asked(world, row))
    files.refresh_card(world, row.id)
    return f"transfert demandé {row.reference}"


def _recall(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    """Staff take their proposal back: an answer that comes later moves nothing."""
    if "transfer" in row.data:
        row = handover.forget_pending(world, row)
        world.tx.audit.add(incoming.user_id or 0, "transfer_recalled", row.id, {}, world.at)
        household.turn(world, household.load(world, row.chat_id), Rang(household_side.KIND, {"over": True}))
        files.refresh_card(world, row.id)
    said = world.staff_voice.say("desk.transfer_recalled", reference=row.reference)
    panel.show(world, incoming, row, said)
    return f"transfert retiré {row.reference}"


def _cancel(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    panel.show(world, incoming, row, world.staff_voice.say("desk.transfer_cancelled"))
    return f"transfert abandonné {row.reference}"


def _others_here(world: World, row: CaseRow) -> dict[int, str]:
    """The names of those who work at the case's permanence, but who follows it now."""
    permanence = row.permanence or ""
    team = (one for one in staff.team(world, permanence) if one.may(rights.WORK, permanence))
    return {one.user_id: one.name for one in team if one.user_id != row.claimed_by}


def _colleagues(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    voice = world.staff_voice
    named = [
        Gesture(name, f"give:{user}", desk.ROOM) for user, name in _others_here(world, row).items() if name
    ]
    said = voice.say("desk.transfer_colleague" if named else "desk.transfer_alone", reference=row.reference)
    panel.show(world, incoming, row, said, (*named, desk.cancel(voice)))
    return f"transfert {row.reference}"


def _give(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    """The same permanence, another person: the household is told, and need not agree again."""
    user, name = int(argument), _others_here(world, row).get(int(argument))
    if name is None:
        return _colleagues(world, incoming, row, "")
    data = {**row.data, "claimed_name": name}
    row = world.tx.cases.update(row.id, world.at, state="claimed", claimed_by=user, data=data)
    world.tx.audit.add(incoming.user_id or 0, "hand_over", row.id, {}, world.at)
    files.follow_in_session(world, row, "claimed")
    silence.acted(world, row.id)
    place = world.library.name_of(row.permanence or "", row.data["language"])
    casework.tell_household(world, row, "case.colleague", {"name": place, "reference": row.reference})
    said = world.staff_voice.say("desk.transfer_given", name=name, reference=row.reference)
    panel.show(world, incoming, row, said)
    files.refresh_card(world, row.id)
    return f"confié {row.reference}"
