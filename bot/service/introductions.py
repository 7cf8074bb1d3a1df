"""A link opened in a private chat: the household reads what a worker told of it, or it serves no more."""

import json
from typing import Any

from bot.dialogue.events import Introduced
from bot.incoming import Incoming
from bot.outgoing import REPLY, Message
from bot.service import household, referrals, staff
from bot.service.world import World


def opened(world: World, incoming: Incoming, data: dict[str, Any]) -> str:
    """The link of a referral. A worker who opens it themselves is given another for the household."""
    assert incoming.chat_id is not None
    referral = world.tx.referrals.get(data["referral"])
    if referral is None or referral.body is None:
        over(world, incoming)
        return "lien périmé"
    if referral.chat_id == incoming.chat_id:
        address = referrals.show(world, incoming.chat_id, referral.id)
        staff.say(world, incoming, "orient.own_link", address=address)
        return "lien de la fiche"
    world.tx.referrals.opened(referral.id, incoming.chat_id)
    session = household.load(world, incoming.chat_id, incoming.language_code)
    event = Introduced(referral.id, json.dumps(referral.body))
    return household.turn(world, session, event, [incoming])


def over(world: World, incoming: Incoming) -> None:
    """The same kind word for every code that opens nothing, in the reader's language."""
    assert incoming.chat_id is not None
    session = household.load(world, incoming.chat_id, incoming.language_code)
    said = world.library.voice(session.language).say("link.over")
    world.send(incoming.chat_id, Message(said), REPLY)
