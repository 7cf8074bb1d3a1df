"""A case's file: what storage keeps of it, as the desk reads it; its card and its messages in the group."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from bot.desk import card as cards
from bot.desk import offering, transfer
from bot.desk.card import Gesture
from bot.desk.case import STATES, Case
from bot.dialogue import session as conversations
from bot.dialogue.effects import Refer
from bot.dialogue.replies import Choice
from bot.i18n import Safe
from bot.library import TRIAGE
from bot.outgoing import CARD, Edit, TopicTitle
from bot.service import absences
from bot.service.world import World
from knowledge import replay
from knowledge.receipt import Reasons, lines_of
from knowledge.routing import ReceiptLine
from storage.cases import CaseRow

RECEIVED_SHOWN = 3
DANGER_URGENCY = 5
"""From here on a case rings whatever the hour."""


def data_of(effect: Refer) -> dict[str, Any]:
    """What is kept of a referral, encrypted: exactly what was agreed to."""
    return {
        "lines": [[line.name, line.told] for line in effect.lines],
        "words": list(effect.words),
        "why": effect.why,
        "language": effect.language,
        "last_useful": effect.last_useful.isoformat() if effect.last_useful else None,
        "callback": effect.callback,
        "decision": effect.decision,
        "proposed": effect.proposed,
        "leaves_at": effect.triage_until.isoformat() if effect.triage_until else None,
        "claimed_name": "",
    }


def keep(world: World, row: CaseRow, **told: Any) -> CaseRow:
    """Keep something with a case, as it stands in this transaction; None forgets it. The case then."""
    return world.tx.cases.update(row.id, world.at, data=_with(world, row, told))


def keep_silence(world: World, row: CaseRow, **told: Any) -> CaseRow:
    """The same of what nobody did: silence is no contact, and makes no case younger."""
    return world.tx.cases.update(row.id, None, data=_with(world, row, told))


def _with(world: World, row: CaseRow, told: dict[str, Any]) -> dict[str, Any]:
    fresh = world.tx.cases.get(row.id)
    data = {**(fresh.data if fresh is not None else row.data), **told}
    return {name: value for name, value in data.items() if value is not None or name not in told}


def case_of(row: CaseRow, zone: tzinfo | None) -> Case:
    """The stored case as the desk reads it."""
    data = row.data
    return Case(
        reference=row.reference,
        permanence=row.permanence or "",
        state=STATES[row.state],
        urgency=row.urgency,
        stage=row.stage,
        act_before=row.act_before,
        last_useful=datetime.fromisoformat(data["last_useful"]) if data.get("last_useful") else None,
        lines=tuple((name, text) for name, text in data["lines"]),
        words=tuple(data["words"]),
        why=data["why"],
        language=data["language"],
        consent_at=datetime.fromtimestamp(row.consent_at or row.opened_at, zone),
        claimed_by=row.claimed_by,
        claimed_name=data.get("claimed_name", ""),
        callback=bool(data.get("callback")),
        outcome=row.outcome,
        passed_over=data.get("passed_over", 0),
    )


def seen(world: World, row: CaseRow) -> Case:
    """The case with its appointment, as its card shows it."""
    shown = ("reservee", "tenue", "venue", "non_vue")
    found = [world.appointment(one) for one in world.tx.appointments.of_case(row.id, shown)]
    standing = [one for one in found if one.takes_place(world.now)]
    appointment = min(standing, key=lambda one: shown.index(one.state), default=None)
    pending, closing = row.data.get("transfer"), row.data.get("closing")
    voice = world.staff_voice
    kept = world.tx.mediations.get(row.id)
    return replace(
        absences.shown(world, case_of(row, world.now.tzinfo)),
        received=_received(world, row),
        **_triage(world, row),
        unreachable=date.fromisoformat(row.data["unreachable"]) if row.data.get("unreachable") else None,
        closing=(closing["outcome"], date.fromisoformat(closing["until"])) if closing else None,
        transfer=(world.library.name_of(pending["to"]), transfer.told(pending, voice)) if pending else None,
        appointment=appointment,
        began=appointment is not None and world.now >= appointment.starts_at,
        waits=world.tx.waiting.of_case(row.id) is not None,
        mediation=offering.of_the_card(kept.data, voice) if kept else Safe(""),
    )


def _triage(world: World, row: CaseRow) -> dict[str, Any]:
    """What only a triage team's card tells."""
    if not (row.permanence or "").startswith(TRIAGE):
        return {}
    proposed, leaves_at = row.data.get("proposed"), row.data.get("leaves_at")
    return {
        "proposed": proposed,
        "proposed_name": world.library.name_of(proposed) if proposed else "",
        "reasons": told_reasons(world, row)[1:],
        "leaves_at": datetime.fromisoformat(leaves_at) if leaves_at else None,
    }


def told_reasons(world: World, row: CaseRow) -> tuple[str, ...]:
    """Why the case came where it did, as it was decided: three lines."""
    decided = row.data.get("decision")
    if not decided or not row.receipt:
        return ()
    last = row.data.get("last_useful")
    decision = replay.read(decided)
    reasons = Reasons(
        decision.rule,
        decision.permanence,
        tuple(ReceiptLine(**line) for line in row.receipt),
        datetime.fromisoformat(last) if last else None,
        decision.first_session,
    )
    return lines_of(reasons, world.library.knowledge)


def _received(world: World, row: CaseRow) -> tuple[str, ...]:
    """Where the household was before: its earlier cases, and the places this one came from."""
    voice, before = world.staff_voice, []
    for other in reversed(world.tx.cases.by_chat(row.chat_id, open_only=False)):
        if other.permanence and other.opened_at < row.opened_at:
            month = f"{datetime.fromtimestamp(other.opened_at, world.now.tzinfo):%m/%Y}"
            name = world.library.name_of(other.permanence)
            before.append(voice.label("card.received_place", name=name, month=month))
    for past in row.data.get("history", ()):
        name = world.library.name_of(past["permanence"])
        before.append(voice.label("card.received_why", name=name, month=past["month"], reason=past["reason"]))
    return tuple(before[-RECEIVED_SHOWN:])


def forum(row: CaseRow) -> bool:
    """Whether this case has a topic of its own."""
    return bool(row.data.get("forum", True))


def rows(gestures: Iterable[Gesture]) -> tuple[tuple[Choice, ...], ...]:
    """The desk's gestures as buttons, two a row."""
    listed = [Choice(gesture.label, gesture.room, gesture.value) for gesture in gestures]
    return tuple(tuple(listed[start : start + 2]) for start in range(0, len(listed), 2))


def refresh_card(world: World, case_id: str, gestures: tuple[Gesture, ...] | None = None) -> None:
    """Edit the card in place, so that it always tells the state; the topic's title follows the urgency."""
    row = world.tx.cases.get(case_id)
    if row is None or row.group_id is None or "card" not in row.data:
        return
    case = seen(world, row)
    buttons = world.bind(row.group_id, rows(gestures or cards.gestures(case, world.staff_voice)), row.id)
    world.send(
        row.group_id, Edit(row.data["card"], cards.text(case, world.library), buttons), CARD, case=row.id
    )
    title = cards.title(case, world.library)
    if forum(row) and row.data.get("title", title) != title:
        world.send(row.group_id, TopicTitle(title), CARD, case=row.id)
    if row.data.get("title") != title:
        world.tx.cases.update(row.id, world.at, data={**row.data, "title": title})


def everything(world: World, row: CaseRow) -> Safe:
    """All that is known of a case: what was agreed, what was said on both sides, why it came here."""
    voice = world.staff_voice
    told = [voice.say("desk.everything", reference=row.reference)]
    told += [Safe(f"• {voice.say('desk.line', text=text)}") for _, text in row.data["lines"]]
    for message in world.tx.messages.thread(row.id):
        when = datetime.fromtimestamp(message.at, world.now.tzinfo).strftime("%d/%m %H:%M")
        key = "desk.more_from_household" if message.direction == "in" else "desk.more_from_staff"
        told.append(voice.say(key, when=when, text=message.text))
    told += [voice.say("desk.line", text=reason) for reason in told_reasons(world, row)]
    return Safe("\n".join(told))


def follow_in_session(world: World, row: CaseRow, state: str | None) -> None:
    """The household's session knows the state of its case, so that /ou tells it."""
    stored = world.tx.sessions.load(row.chat_id)
    if stored is None or state is None:
        return
    session = conversations.parse(stored)
    case = None if state == "closed" else row.reference
    world.tx.sessions.save(
        row.chat_id,
        conversations.dump(replace(session, case=case, case_state=state, reminded=None)),
        world.at,
    )
