"""The doors of the desk: which module takes which button, command, reply and link of staff.

The same doors serve a permanence's group and the private chat of somebody who works there. A handler
authorises whoever acts, every time (`staff.member`), and returns what was done, for the log.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.incoming import Incoming
from bot.refs import LANDLORD, PROMPT
from bot.service import (
    asll,
    canned,
    commissions,
    contact,
    departures,
    farewell,
    introductions,
    invitations,
    liaison,
    mediation,
    opening,
    parties,
    presence,
    queue,
    referrals,
    relay,
    replacements,
    staff,
    transfer,
    triage,
    unreachable,
)
from bot.service.world import World
from storage.buttons import Button
from storage.cases import CaseRow
from storage.outbox import OutboxRow

PRESSES: Mapping[str, Callable[[World, Incoming, Button, CaseRow | None], str]] = {
    commissions.ROOM: commissions.press,
    parties.ROOM: mediation.press,
    opening.KIND: opening.press,
    invitations.QUESTION: invitations.pressed,
    invitations.TIE: invitations.tie_pressed,
    replacements.QUESTION: replacements.pressed,
    departures.QUESTION: departures.pressed,
    departures.TEAM: departures.team_pressed,
    presence.QUESTION: presence.pressed,
    "transfer": transfer.press,
    triage.ROOM: triage.press,
    farewell.ROOM: farewell.press,
    unreachable.ROOM: unreachable.press,
    canned.ROOM: canned.press,
    asll.ROOM: asll.press,
}
"""By the question that a button is bound to."""

COMMANDS: Mapping[str, Callable[[World, Incoming], str]] = {
    "commission": commissions.command,
    "mediation": mediation.command,
    "file": queue.show,
    "retirer": relay.withdraw,
    "etat": opening.state,
    "capacite": opening.capacity,
    "inviter": invitations.invite,
    "equipe": departures.team,
    "absence": replacements.command,
    "depart": departures.command,
}
"""Commands of staff, in a tied group or in the private chat of a member."""

PROMPTS: Mapping[str, Callable[[World, Incoming, str, CaseRow | None], str]] = {
    commissions.ROOM: commissions.words,
    commissions.NOTE: commissions.note,
    parties.ROOM: mediation.reply,
    LANDLORD: mediation.replied_by_staff,
    opening.KIND: opening.days,
    replacements.PROMPT: replacements.answered,
    transfer.PROMPT: transfer.reply,
    triage.PROMPT: triage.reply,
    asll.PROMPT: asll.reply,
}
"""By kind: takes the words that reply to a prompt, with the prompt's argument and its case."""

LINKS: Mapping[str, Callable[[World, Incoming, Any], str]] = {
    invitations.KIND: invitations.join,
    invitations.GROUP: invitations.tie_by_link,
    referrals.AGREEMENT: introductions.opened,
    contact.LINK: contact.join,
}
"""By the kind of a one-time code: what a link `/start CODE` in a private chat opens."""


def button(world: World, incoming: Incoming) -> Button | None:
    """The button that was pressed, if it is one of the desk's and was shown in this chat; None otherwise."""
    found = world.tx.buttons.press(incoming.data or "") if incoming.kind == "press" else None
    here = found is not None and found.chat_id == incoming.chat_id and found.question in PRESSES
    return found if here else None


def press(world: World, incoming: Incoming, pressed: Button) -> str:
    """Give a press to its room; a button past its time does nothing, and says so."""
    if pressed.expires_at < world.at:
        return staff.too_late(world, incoming)
    row = world.tx.cases.get(pressed.case) if pressed.case else None
    return PRESSES[pressed.question](world, incoming, pressed, row)


def prompted(world: World, incoming: Incoming) -> OutboxRow | None:
    """The prompt that these words reply to; None where they reply to none."""
    if incoming.kind != "message" or incoming.reply_to is None or incoming.chat_id is None:
        return None
    row = world.tx.outbox.of_message(incoming.chat_id, incoming.reply_to)
    return row if row is not None and (row.ref or "").startswith(PROMPT) else None


def reply(world: World, incoming: Incoming, prompt: OutboxRow) -> str:
    """Give a reply to the room that asked for it."""
    kind, _, argument = (prompt.ref or "").removeprefix(PROMPT).partition(":")
    row = world.tx.cases.get(prompt.case) if prompt.case else None
    if kind not in PROMPTS:  # asked by another version: never relayed as if it were an answer to a household
        staff.say(world, incoming, "desk.old_button")
        return "question ancienne"
    return PROMPTS[kind](world, incoming, argument, row)


def take(world: World, incoming: Incoming) -> str | None:
    """Do it; None where it is no business of these doors.

    A command in private is the desk's from somebody with a role, and a household's from anybody else.
    """
    if (pressed := button(world, incoming)) is not None:
        return press(world, incoming, pressed)
    if incoming.command is not None and incoming.command in COMMANDS:
        known = not incoming.private or bool(world.tx.members.roles(incoming.user_id or 0))
        return COMMANDS[incoming.command](world, incoming) if known else None
    if (prompt := prompted(world, incoming)) is not None:
        return reply(world, incoming, prompt)
    return None


def follow(world: World, incoming: Incoming) -> str:
    """A link with a code, opened in a private chat; a code that serves no more is said, and written down."""
    assert incoming.chat_id is not None
    by = incoming.user_id or 0
    found = world.tx.codes.redeem_among(LINKS.keys(), incoming.argument.strip(), by, world.at)
    if found is None and liaison.scanned(world, incoming):
        return "fiche ouverte"
    if found is None:
        introductions.over(world, incoming)
        world.tx.audit.add(by, "bad_code", "link", {}, world.at)
        return "code refusé"
    kind, data = found
    return LINKS[kind](world, incoming, data)
