"""Carrying out what a turn asks for, in the turn's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.dialogue.effects import (
    LINK,
    REFERENCE,
    Agree,
    Amend,
    Answered,
    Book,
    Confirm,
    Coordinate,
    Count,
    Effect,
    Elsewhere,
    Erase,
    Export,
    Fiche,
    Forget,
    Forgo,
    Hide,
    Introduce,
    Missed,
    Need,
    PassOn,
    Present,
    Refer,
    Register,
    Release,
    Remember,
    Wait,
    Withdraw,
)
from bot.dialogue.news import ComeBack, Followed
from bot.dialogue.talk import Turn
from bot.incoming import Incoming
from bot.outgoing import CARD, HUMAN, Message
from bot.service import (
    closing,
    coordinators,
    diary,
    digest,
    figures,
    files,
    handover,
    news,
    orientation,
    parties,
    presence,
    presented,
    referrals,
    referrers,
    relay,
    rights,
    seats,
    silence,
    topics,
    unreachable,
)
from bot.service.world import World


def carry_out(world: World, made: Turn, heard: Sequence[Incoming]) -> dict[str, str]:
    """Do all that the turn asks for. Returns what its replies have stand-ins for: a reference, a link."""
    found: dict[str, str] = {}
    for effect in made.effects:
        if isinstance(effect, Wait | Answered) and effect.case == REFERENCE:
            effect = replace(effect, case=found.get(REFERENCE, ""))
        drawn = _one(world, made, effect, heard)
        if drawn is not None:
            found[LINK if isinstance(effect, Introduce) else REFERENCE] = drawn
    return found


def _one(world: World, made: Turn, effect: Effect, heard: Sequence[Incoming]) -> str | None:
    if isinstance(effect, PassOn):
        pass_on(world, effect, heard)
        return None
    if isinstance(effect, Missed):
        _missed(world, effect, heard)
        return None
    return WAYS[type(effect)](world, made.session.chat_id, effect)


def _missed(world: World, effect: Missed, heard: Sequence[Incoming]) -> None:
    """Keep it for colleagues, the person's own name hidden too, with the day and no hour."""
    names = {incoming.user_name for incoming in heard}
    text = world.library.masker.without(effect.text, names)
    world.tx.phrases.keep(text, effect.language, effect.candidates, world.now.date())


def _remember(world: World, chat_id: int, effect: Remember) -> None:
    world.tx.timers.set(effect.kind, chat_id, None, effect.due_at.timestamp(), effect.data, effect.key)


def _forget(world: World, chat_id: int, effect: Forget) -> None:
    world.tx.timers.cancel_prefix(chat_id, effect.prefix)


def _count(world: World, _: int, effect: Count) -> None:
    world.tx.statistics.count(effect.event, world.now.date(), **effect.dimensions)


def _coordinate(world: World, _: int, effect: Coordinate) -> None:
    coordinators.tell(world, effect.permanence, effect.key, **effect.values)


def _erase(world: World, chat_id: int, _: Erase) -> None:
    world.tx.erase(chat_id)


def refer(world: World, chat_id: int, effect: Refer) -> str:
    """Open the case and put its card in the permanence's group: a topic, the card in it, pinned."""
    seat = seats.of(world, effect.permanence)
    case = world.tx.cases.open(
        chat_id=chat_id,
        permanence=effect.permanence,
        state="waiting",
        group_id=seat.chat_id if seat else None,
        stage=effect.stage,
        urgency=effect.urgency,
        act_before=effect.act_before,
        data=files.data_of(effect),
        consent_text=effect.shown,
        consent_at=world.at,
        receipt=list(effect.receipt),
        content_version=world.library.version,
        now=world.at,
    )
    world.tx.audit.add(chat_id, "refer", case.id, {"permanence": effect.permanence}, world.at)
    if seat:
        topics.open_(world, case.id, seat.forum)
        if effect.act_before and effect.last_useful is None:
            coordinators.no_place_in_time(world, case)
        orientation.watch(world, case)
        digest.plan(world, effect.permanence)
        presence.look_again(world, seat.chat_id)
    orientation.tell_of_direct(world, case)
    if effect.early_debt:
        referrals.watch(world, case)
    return case.reference


def amend(world: World, effect: Amend) -> None:
    """The facts of an open case changed: card and topic follow, and a line says what."""
    row = world.tx.cases.by_reference(effect.case)
    if row is None:
        return
    changes = {
        "lines": [[line.name, line.told] for line in effect.lines],
        "last_useful": effect.last_useful.isoformat() if effect.last_useful else None,
    }
    receipt = row.receipt
    if effect.proposal is not None:
        changes |= orientation.proposed(effect.proposal, effect.until)
        receipt = list(effect.proposal.receipt)
    world.tx.cases.update(
        row.id,
        world.at,
        stage=effect.stage,
        urgency=effect.urgency,
        act_before=effect.act_before,
        receipt=receipt,
        data={**row.data, **changes},
    )
    files.refresh_card(world, row.id)
    orientation.watch_again(world, row.id)
    if effect.note and row.group_id is not None:
        said = world.staff_voice.say("desk.answered" if effect.answers else "desk.changed", note=effect.note)
        world.send(row.group_id, Message(said, topic=files.forum(row), protect=True), HUMAN, case=row.id)


def pass_on(world: World, effect: PassOn, heard: Sequence[Incoming]) -> None:
    """Give the household's messages to the permanence, each its own, so that edits follow."""
    row = world.tx.cases.by_reference(effect.case)
    if row is None or row.group_id is None:
        return
    for incoming in heard:
        if incoming.kind in ("message", "edit") and incoming.command is None:
            relay.to_staff(world, row, incoming, effect)
    unreachable.back(world, row)
    if effect.urgent:
        orientation.release(world, row)
    if effect.awaits:
        silence.household_wrote(world, row.id)


def withdraw(world: World, effect: Withdraw) -> None:
    """The household takes its case back: the permanence learns that, and no more."""
    row = world.tx.cases.by_reference(effect.case)
    if row is None:
        return
    diary.leave(world, row)
    referrers.withdrawn(world, row)
    parties.farewell(world, row, "bailleur.over")
    if row.group_id is not None:
        topics.wipe(world, row)
        said = world.staff_voice.say("desk.withdrawn", reference=row.reference)
        world.send(row.group_id, Message(said, protect=True), CARD, fleeting=True)
    world.tx.audit.add(row.chat_id, "withdraw", row.id, {"outcome": effect.outcome}, world.at)
    figures.closed(world, row, effect.outcome)


Way = Callable[[World, int, Any], str | None]


def _about_a_case(way: Callable[[World, Any], object]) -> Way:
    """A way that needs no chat: the effect names its case."""

    def done(world: World, _: int, effect: Any) -> None:
        way(world, effect)

    return done


WAYS: Mapping[type, Way] = {
    Refer: refer,
    Register: lambda world, chat_id, effect: referrals.register(world, chat_id, effect, refer),
    Introduce: referrals.offer,
    Answered: referrals.carry_out,
    Forgo: referrals.carry_out,
    Fiche: referrals.carry_out,
    Amend: _about_a_case(amend),
    Withdraw: _about_a_case(withdraw),
    Agree: _about_a_case(handover.answered),
    Followed: news.carry_out,
    ComeBack: news.carry_out,
    Elsewhere: _about_a_case(orientation.elsewhere),
    Need: _about_a_case(closing.answered),
    Book: _about_a_case(diary.book),
    Release: _about_a_case(diary.release),
    Confirm: _about_a_case(diary.confirm),
    Wait: _about_a_case(diary.wait),
    Present: _about_a_case(presented.answered),
    Remember: _remember,
    Forget: _forget,
    Count: _count,
    Coordinate: _coordinate,
    Erase: _erase,
    Export: lambda *_: None,  # sent by the household's room, after the replies
    Hide: lambda world, chat_id, _: rights.hide(world, chat_id),
}
"""How each effect is carried out; what draws a reference or a link gives it."""
