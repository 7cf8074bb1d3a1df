"""The gestures of triage: confirm, choose another, correct a fact, ask the household, see the queue."""

from collections.abc import Callable
from typing import Any

from bot.desk import correction
from bot.desk import transfer as places
from bot.desk.card import Gesture
from bot.dialogue import corrections, orientation, precision
from bot.dialogue.events import Rang
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.service import handover, household, panel, staff, transfer
from bot.service import orientation as sending
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow

ROOM = "triage"
PROMPT = "triage_fact"


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of triage; correcting and asking serve a permanence too."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    name, _, argument = str(button.value).partition(":")
    moves = name in ("to", "other_place")
    if row.state == "closed" or (moves and not sending.in_triage(row)):
        staff.notice(world, incoming, ("desk.old_button", {}))
        return f"stale {row.reference}"
    staff.notice(world, incoming, None)
    steps: dict[str, Callable[[World, Incoming, CaseRow, str], str]] = {
        "to": _send,
        "other_place": _others,
        "correct": _which_fact,
        "fact": _ask_value,
        "value": _value,
        "stage": _stage,
        "precise": _which_question,
        "ask": _ask_household,
        "cancel": _cancel,
    }
    return steps[name](world, incoming, row, argument)


def _send(world: World, incoming: Incoming, row: CaseRow, permanence: str) -> str:
    """To this permanence: the household learns its name, and may say no."""
    if world.tx.groups.by_permanence(permanence) is None:
        return _others(world, incoming, row, "")
    how = "confirmed" if permanence == row.data.get("proposed") else "changed"
    orient(world, row, permanence, how, incoming.user_id or 0)
    return f"orienté {row.reference}"


def orient(world: World, row: CaseRow, permanence: str, how: str, by: int | str) -> None:
    """The case goes, and the household is told where."""
    moved = sending.send(world, row, permanence, how, by)
    told = Rang(orientation.KIND, {"permanence": permanence})
    household.turn(world, household.load(world, moved.chat_id), told)


def due(world: World, told: dict[str, Any]) -> str:
    """Triage has not chosen in time, or it has become urgent: the proposal holds; with none, it is said."""
    row = world.tx.cases.get(told["case"])
    if row is None or row.state == "closed" or not sending.in_triage(row):
        return "déjà orienté"
    permanence = row.data.get("proposed")
    if permanence and world.tx.groups.by_permanence(permanence):
        orient(world, row, permanence, "urgent" if row.data.get("urgent") else "auto", "clock")
        return f"orienté {row.reference}"
    handover.tell_group(world, row, "desk.triage_stuck")
    later = {**row.data, "leaves_at": None}
    sending.watch(world, world.tx.cases.update(row.id, world.at, data=later))
    return f"pas orienté {row.reference}"


def _others(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    voice = world.staff_voice
    listed, tied = transfer.competent(world, row), world.tx.groups.permanences()
    fitting = places.offered(listed, tied, "")
    head = voice.say("desk.triage_others", reference=row.reference)
    named = [
        Gesture(world.library.name_of(one.permanence_id), f"to:{one.permanence_id}", ROOM) for one in fitting
    ]
    text = Safe("\n".join((head, places.places(listed, tied, "", world.library))))
    panel.show(world, incoming, row, text, (*named, _way_out(world)), anew=True)
    return f"autres permanences {row.reference}"


def _way_out(world: World) -> Gesture:
    return Gesture(world.staff_voice.label("gesture.cancel"), "cancel", ROOM)


def _cancel(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    panel.show(world, incoming, row, world.staff_voice.say("desk.nothing_done"))
    return f"rien {row.reference}"


def _which_fact(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    voice = world.staff_voice
    named = correction.facts(row.stage, world.library)
    stage = Gesture(voice.label("gesture.a_stage"), "stage", ROOM)
    gestures = (*correction.choices(named, "fact", ROOM, voice), stage, _way_out(world))
    said = voice.say("desk.correct_which", reference=row.reference)
    panel.show(world, incoming, row, said, gestures, anew=True)
    return f"corriger {row.reference}"


def _ask_value(world: World, incoming: Incoming, row: CaseRow, fact: str) -> str:
    """A fact with few values is chosen; the others are written in reply to a prompt."""
    voice, values = world.staff_voice, correction.options(fact, world.library)
    said = voice.say("desk.correct_words", reference=row.reference, fact=correction.name(fact, voice))
    if values:
        named = [Gesture(label, f"value:{fact}:{value}", ROOM) for value, label in values]
        panel.show(world, incoming, row, said, (*named, _way_out(world)))
    else:
        panel.ask(world, incoming, row, said, PROMPT, fact)
    return f"corriger {fact} {row.reference}"


def reply(world: World, incoming: Incoming, fact: str, row: CaseRow | None) -> str:
    """The right value, in somebody's words: read as a household's would be, else asked again."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    voice = world.staff_voice
    found = correction.read(fact, incoming.text, world.library, world.now.date())
    if found.value is None:
        key = "desk.correct_doubt" if found.doubt else "desk.correct_unread"
        said = voice.say(key, fact=correction.name(fact, voice), sentence=found.doubt)
        panel.ask(world, incoming, row, said, PROMPT, fact)
        return f"pas lu {row.reference}"
    return _correct(world, incoming, row, {"facts": {fact: str(found.value)}}, fact)


def _value(world: World, incoming: Incoming, row: CaseRow, argument: str) -> str:
    fact, _, value = argument.partition(":")
    return _correct(world, incoming, row, {"facts": {fact: value}}, fact)


def _stage(world: World, incoming: Incoming, row: CaseRow, stage: str) -> str:
    """The step the household is at: chosen among those of the procedure."""
    stages = world.library.knowledge.stages
    if stage in stages:
        return _correct(world, incoming, row, {"stage": stage}, "stage")
    known = [Gesture(stages[one].title, f"stage:{one}", ROOM) for one in correction.STAGES if one in stages]
    said = world.staff_voice.say("desk.correct_stage", reference=row.reference)
    panel.show(world, incoming, row, said, (*known, _way_out(world)))
    return f"corriger l'étape {row.reference}"


def _correct(world: World, incoming: Incoming, row: CaseRow, changes: dict[str, Any], fact: str) -> str:
    """The household's facts follow, then its dates, its card and the proposal; it is told."""
    world.tx.audit.add(incoming.user_id or 0, "correct_facts", row.id, {"fact": fact}, world.at)
    household.turn(world, household.load(world, row.chat_id), Rang(corrections.KIND, changes))
    voice = world.staff_voice
    said = voice.say("desk.correct_done", reference=row.reference, fact=correction.name(fact, voice))
    panel.show(world, incoming, row, said)
    return f"corrigé {fact} {row.reference}"


def _which_question(world: World, incoming: Incoming, row: CaseRow, _: str) -> str:
    voice = world.staff_voice
    named = correction.facts(row.stage, world.library)
    language = voice.label(f"told.language.{row.data['language']}")
    said = voice.say("desk.precise_which", reference=row.reference, language=language)
    gestures = (*correction.choices(named, "ask", ROOM, voice), _way_out(world))
    panel.show(world, incoming, row, said, gestures, anew=True)
    return f"préciser {row.reference}"


def _ask_household(world: World, incoming: Incoming, row: CaseRow, fact: str) -> str:
    world.tx.audit.add(incoming.user_id or 0, "ask", row.id, {"fact": fact}, world.at)
    household.turn(world, household.load(world, row.chat_id), Rang(precision.KIND, {"fact": fact}))
    voice = world.staff_voice
    said = voice.say("desk.precise_done", reference=row.reference, fact=correction.name(fact, voice))
    panel.show(world, incoming, row, said)
    return f"demandé {fact} {row.reference}"
