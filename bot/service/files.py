"""A case's file: what storage keeps of it, as the desk reads it; its card and its messages in the group."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.desk import card as cards
from bot.desk import transfer
from bot.desk.card import Gesture
from bot.desk.case import STATES, Case
from bot.dialogue import session as conversations
from bot.dialogue.effects import Refer
from bot.dialogue.replies import Choice
from bot.i18n import Safe
from bot.incoming import Incoming
from bot.outgoing import CARD, DANGER, HUMAN, Copy, Edit, Message, TopicTitle
from bot.service import absences, hours
from bot.service.world import World
from knowledge.schedule import Session, upcoming
from storage.cases import CaseRow

RECEIVED_SHOWN = 3
DANGER_URGENCY = 5
"""From here on a case rings whatever the hour."""
LOOK_AHEAD = timedelta(days=60)


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
        "claimed_name": "",
    }


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
    pending = row.data.get("transfer")
    voice = world.staff_voice
    return replace(
        absences.shown(world, case_of(row, world.now.tzinfo)),
        received=_received(world, row),
        transfer=(world.library.name_of(pending["to"]), transfer.told(pending, voice)) if pending else None,
        appointment=appointment,
        began=appointment is not None and world.now >= appointment.starts_at,
        waits=world.tx.waiting.of_case(row.id) is not None,
    )


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


def relay_to_staff(world: World, row: CaseRow, incoming: Incoming, urgent: bool) -> None:
    """One message of the household into its topic; a corrected one corrects the copy."""
    assert row.group_id is not None and incoming.chat_id is not None and incoming.message_id is not None
    every = world.tx.relays.to(incoming.chat_id, incoming.message_id)
    copies = [copy for copy in every if copy.to_chat == row.group_id]  # not where the case was before
    if incoming.kind == "edit" and copies:
        said = _household_says(world, row, "desk.from_household_edited", incoming.text)
        world.send(row.group_id, Edit(copies[0].to_outbox, said), HUMAN, case=row.id)
        return
    key = "desk.from_household_urgent" if urgent else "desk.from_household"
    said = _household_says(world, row, key, incoming.text)
    if incoming.attachment is not None:
        said = _household_sends(world, row, incoming.attachment.kind)
    said = _addressed(world, row, said)
    priority = DANGER if urgent else HUMAN
    silent = not urgent and hours.quiet(world, row.permanence)
    content = Message(said, topic=forum(row), protect=True, quiet=silent)
    sent = world.send(row.group_id, content, priority, case=row.id)
    world.tx.relays.link(row.id, incoming.chat_id, incoming.message_id, row.group_id, sent)
    if incoming.attachment is not None:
        copy = Copy(incoming.chat_id, incoming.message_id, topic=forum(row), protect=True)
        world.send(row.group_id, copy, priority, case=row.id, after=sent)


def _addressed(world: World, row: CaseRow, said: Safe) -> Safe:
    """With the name of who takes over, while the person who follows the case is away."""
    case = absences.shown(world, case_of(row, world.now.tzinfo))
    if not case.stand_in or not forum(row):
        return said
    to = world.staff_voice.say("desk.for_stand_in", by=case.stand_in, name=case.claimed_name)
    return Safe(f"{said}\n{to}")


def _household_says(world: World, row: CaseRow, key: str, text: str) -> Safe:
    return world.staff_voice.say(key, reference=row.reference, text=text)


def _household_sends(world: World, row: CaseRow, kind: str) -> Safe:
    named = world.staff_voice.label(f"kind.{kind}")
    return world.staff_voice.say("desk.from_household_file", reference=row.reference, kind=named)


def everything(world: World, row: CaseRow) -> Safe:
    """All that is known of a case: what was agreed, what was said on both sides, why it came here."""
    voice = world.staff_voice
    told = [voice.say("desk.everything", reference=row.reference)]
    told += [Safe(f"• {voice.say('desk.line', text=text)}") for _, text in row.data["lines"]]
    for message in world.tx.messages.thread(row.id):
        when = datetime.fromtimestamp(message.at, world.now.tzinfo).strftime("%d/%m %H:%M")
        key = "desk.more_from_household" if message.direction == "in" else "desk.more_from_staff"
        told.append(voice.say(key, when=when, text=message.text))
    for line in (line for line in row.receipt or [] if line["permanence"]):
        kept = voice.label("desk.receipt_kept" if line["kept"] else "desk.receipt_dropped")
        told.append(
            voice.say(
                "desk.receipt", permanence=_place(world, line["permanence"]), kept=kept, why=line["why"]
            )
        )
    return Safe("\n".join(told))


def _place(world: World, permanence: str) -> str:
    record = world.library.knowledge.permanences.get(permanence)
    return record.nom if record else permanence


def next_session(world: World, permanence: str, after: datetime) -> Session | None:
    """The first session of a permanence that begins after that moment; None where none is planned."""
    record = world.library.knowledge.permanences.get(permanence)
    start = after + timedelta(seconds=1)
    return next(upcoming(record, start, start + LOOK_AHEAD), None) if record else None


def follow_in_session(world: World, row: CaseRow, state: str | None) -> None:
    """The household's session knows the state of its case, so that /ou tells it."""
    stored = world.tx.sessions.load(row.chat_id)
    if stored is None or state is None:
        return
    session = conversations.parse(stored)
    case = None if state == "closed" else row.reference
    world.tx.sessions.save(
        row.chat_id, conversations.dump(replace(session, case=case, case_state=state)), world.at
    )
