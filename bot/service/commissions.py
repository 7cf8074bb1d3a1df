"""Presenting a case to a commission: proposed by the permanence, agreed to by the household, decided."""

from dataclasses import replace

from bot.desk import commission as steps
from bot.desk.card import Gesture
from bot.desk.commission import DECISIONS, TRIED_AT_MOST, Presented
from bot.dialogue import commission as asking
from bot.dialogue import session as sessions
from bot.dialogue.events import Rang
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.service import (
    casework,
    commission_list,
    figures,
    household,
    panel,
    presented,
    relay,
    silence,
    staff,
)
from bot.service.world import World
from knowledge.commissions import missing, near
from knowledge.holidays import departement_of
from storage.buttons import Button
from storage.cases import CaseRow

ROOM, NOTE = "commission", "commission_note"


def command(world: World, incoming: Incoming) -> str:
    """/commission: in a case's topic, prepares that case; elsewhere, sends the list to print."""
    row = relay.case_here(world, incoming)
    return _prepare(world, incoming, row) if row else commission_list.command(world, incoming)


def press(world: World, incoming: Incoming, button: Button, row: CaseRow | None) -> str:
    """A button of this room."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    name, _, argument = str(button.value).partition(":")
    if name == "to":
        return _ask_words(world, incoming, row, argument)
    if name == "by_voice":
        return _agreed_by_voice(world, incoming, row)
    if name == "decided":
        return _choose_decision(world, incoming, row)
    if name == "decide":
        return _decide(world, incoming, row, argument)
    return _prepare(world, incoming, row)


def _prepare(world: World, incoming: Incoming, row: CaseRow) -> str:
    """Which commission? With what the file lacks; or where the case stands, once it is on its way."""
    if not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    staff.notice(world, incoming, None)
    voice, current = world.staff_voice, presented.of(row)
    if row.closed_at is not None:
        panel.show(world, incoming, row, voice.say("desk.already_closed"), anew=True)
    elif current is not None and current.is_open:
        panel.show(world, incoming, row, _standing(world, current), _next_gesture(world, current), anew=True)
    else:
        record = world.library.knowledge.permanences.get(row.permanence or "")
        here = departement_of(record.code_insee) if record else ""
        choices = near(world.library.knowledge.commissions, here)
        listed = tuple(Gesture(one.court, f"to:{one.id}", ROOM) for one in choices)
        panel.show(world, incoming, row, _check(world, row), listed, anew=True)
    return f"commission {row.reference}"


def _standing(world: World, current: Presented) -> Safe:
    voice, name = world.staff_voice, world.library.knowledge.commissions[current.commission].court
    decision = voice.label(f"desk.decision_{current.decision}") if current.decision else ""
    return voice.say(f"desk.commission_is_{current.state}", commission=name, decision=decision)


def _next_gesture(world: World, current: Presented) -> tuple[Gesture, ...]:
    """What the permanence can do next: write down an agreement given aloud, or the decision."""
    value = "decided" if current.state == "agreed" else "by_voice"
    return (Gesture(world.staff_voice.label(f"gesture.commission_{value}"), value, ROOM),)


def _check(world: World, row: CaseRow) -> Safe:
    """What a commission usually asks for and the file does not say: told before it is prepared."""
    voice = world.staff_voice
    lacks = missing(name for name, _ in row.data["lines"])
    if not lacks:
        return voice.say("desk.commission_which")
    named = ", ".join(voice.label(f"desk.commission_{name}") for name in lacks)
    return Safe(
        "\n".join((voice.say("desk.commission_lacks", facts=named), voice.say("desk.commission_which")))
    )


def _ask_words(world: World, incoming: Incoming, row: CaseRow, commission: str) -> str:
    """What was tried and what is proposed, in the words of the permanence: the household will read them."""
    staff.notice(world, incoming, None)
    if commission not in world.library.knowledge.commissions:
        return "commission inconnue"
    text = world.staff_voice.say("desk.commission_words", most=TRIED_AT_MOST)
    panel.ask(world, incoming, row, text, ROOM, commission)
    return f"commission {row.reference}"


def words(world: World, incoming: Incoming, commission: str, row: CaseRow | None) -> str:
    """The permanence wrote what it proposes: the household is asked."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    current = presented.of(row)
    if row.closed_at is not None or (current is not None and current.is_open):
        staff.say(world, incoming, "desk.old_button")
        return "commission déjà demandée"
    tried = incoming.text.strip()[:TRIED_AT_MOST]
    if not tried:
        return _ask_words(world, incoming, row, commission)
    asked = Presented(commission, "asked", tried)
    presented.keep(world, row.id, asked)
    world.tx.audit.add(
        incoming.user_id or 0, "commission_asked", row.id, {"commission": commission}, world.at
    )
    figures.commission(world, "asked")
    figures.intervention(world, row, "commission")
    silence.answered(world, row.id)
    said = world.staff_voice.say("desk.commission_asked", reference=row.reference)
    panel.show(world, incoming, row, said, _next_gesture(world, asked))
    told = {
        "commission": commission,
        "tried": tried,
        "case": row.reference,
        "name": world.library.name_of(row.permanence or ""),
    }
    household.turn(world, household.load(world, row.chat_id), Rang(asking.KIND, told))
    return f"commission demandée {row.reference}"


def _agreed_by_voice(world: World, incoming: Incoming, row: CaseRow) -> str:
    """The household heard the text and agreed aloud: written down with who says so."""
    current = presented.of(row)
    if current is None or current.state != "asked":
        staff.notice(world, incoming, ("desk.old_button", {}))
        return "accord déjà noté"
    staff.notice(world, incoming, None)
    agreed = replace(current, state="agreed", at=world.now.isoformat(), by_voice=True)
    presented.keep(world, row.id, agreed)
    detail = {"commission": current.commission, "method": "voice"}
    world.tx.audit.add(incoming.user_id or 0, "agreement_recorded", row.id, detail, world.at)
    figures.commission(world, "agreed")
    panel.show(world, incoming, row, _standing(world, agreed), _next_gesture(world, agreed))
    return f"accord de vive voix {row.reference}"


def _choose_decision(world: World, incoming: Incoming, row: CaseRow) -> str:
    staff.notice(world, incoming, None)
    voice = world.staff_voice
    listed = tuple(Gesture(voice.label(f"desk.decision_{one}"), f"decide:{one}", ROOM) for one in DECISIONS)
    panel.show(world, incoming, row, voice.say("desk.commission_which_decision"), listed)
    return f"commission {row.reference}"


def _decide(world: World, incoming: Incoming, row: CaseRow, decision: str) -> str:
    """Record it once, tell the household in its words, and ask for a word to add."""
    current = presented.of(row)
    if current is None or current.state != "agreed" or decision not in DECISIONS:
        staff.notice(world, incoming, ("desk.old_button", {}))
        return "commission déjà décidée"
    staff.notice(world, incoming, ("desk.commission_recorded", {}))
    after = steps.decide(current, decision)
    presented.keep(world, row.id, after)
    world.tx.audit.add(incoming.user_id or 0, "commission_decided", row.id, {"decision": decision}, world.at)
    figures.decided(world, decision)
    silence.acted(world, row.id)
    casework.tell_household(world, row, f"commission.decision_{decision}", {"reference": row.reference})
    if after.state == "decided":
        _forget_in_session(world, row)
    panel.show(world, incoming, row, _standing(world, after))
    text = world.staff_voice.say("desk.commission_note", reference=row.reference)
    panel.ask(world, incoming, row, text, NOTE, decision)
    return f"commission décidée {row.reference}"


def _forget_in_session(world: World, row: CaseRow) -> None:
    """Its answer to the asking comes too late from here on."""
    session = household.load(world, row.chat_id)
    world.tx.sessions.save(row.chat_id, sessions.dump(replace(session, commission=None)), world.at)


def note(world: World, incoming: Incoming, decision: str, row: CaseRow | None) -> str:
    """A word of the permanence about the decision: kept, and told to the household."""
    if row is None or not staff.works_on(world, incoming, row, ROOM):
        return "refused"
    current = presented.of(row)
    if current is None or current.decision != decision:
        staff.say(world, incoming, "desk.old_button")
        return "question ancienne"
    said = incoming.text[:TRIED_AT_MOST]
    presented.keep(world, row.id, replace(current, note=said))
    values = {"name": world.library.name_of(row.permanence or ""), "text": said}
    casework.tell_household(world, row, "from_staff", values)
    world.tx.messages.keep(row.chat_id, row.id, "out", "staff", said, world.at, incoming.message_id)
    staff.say(world, incoming, "desk.commission_note_sent")
    return f"mot de la commission {row.reference}"
