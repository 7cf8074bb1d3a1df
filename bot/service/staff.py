"""Who acts at the desk, and how they are told something: in their chat, or over their press."""

from collections.abc import Sequence

from bot.desk import rights
from bot.desk.case import Member
from bot.desk.rights import WORK, permits
from bot.incoming import Incoming
from bot.library import TRIAGE
from bot.outgoing import DANGER, HUMAN, PRESS_TEXT_LIMIT, Message, Press
from bot.service.world import World
from storage.cases import CaseRow

PRESS_EXPIRES = 60.0


def member(world: World, incoming: Incoming) -> Member:
    """Who acts, with what the database grants; being in a group grants nothing."""
    return of(world, incoming.user_id or 0, incoming.user_name)


def of(world: World, user_id: int, called: str = "") -> Member:
    """A person with what the database grants; the name is the one they gave, else what they are called."""
    rows = world.tx.members.roles(user_id)
    roles = frozenset((row.role, row.permanence) for row in rows)
    here = frozenset(row.permanence for row in rows if row.permanence and _works(row.role, row.permanence))
    works_at = here | _everywhere(world, [row.role for row in rows if row.permanence is None])
    name = next((row.name for row in rows if row.name), called)
    return Member(user_id, name, works_at, roles)


def _everywhere(world: World, held: Sequence[str]) -> frozenset[str]:
    """Where the roles of a whole territory work: at every permanence, and in every triage team."""
    permanences = world.library.knowledge.permanences if any(permits(role, WORK) for role in held) else ()
    teams = world.triage_teams() if any(permits(role, rights.TRIAGE) for role in held) else ()
    return frozenset((*permanences, *teams))


def _works(role: str, permanence: str) -> bool:
    """Whether the role works on the cases there: in a triage team, whoever orients them."""
    return permits(role, rights.TRIAGE if permanence.startswith(TRIAGE) else WORK)


def team(world: World, permanence: str) -> list[Member]:
    """Everybody with a role at a permanence, whoever joined first before; not those of a whole territory."""
    people = dict.fromkeys(row.user_id for row in world.tx.members.of_permanence(permanence))
    return [of(world, user_id) for user_id in people]


def name_of(world: World, permanence: str) -> str:
    """The name of a permanence or a triage team; its id where it is no longer in the directory."""
    return world.library.name_of(permanence)


def works_on(world: World, incoming: Incoming, row: CaseRow, gesture: str) -> bool:
    """Whether who acts may work on this case; one who may not is refused."""
    allowed = (row.permanence or "") in member(world, incoming).permanences
    if not allowed:
        refuse(world, incoming, row.id, gesture)
    return allowed


def say(world: World, incoming: Incoming, key: str, **values: str) -> None:
    """Answer what was written, where it was written."""
    assert incoming.chat_id is not None
    said = world.staff_voice.say(key, **values)
    world.send(incoming.chat_id, Message(said, reply_to=incoming.message_id), HUMAN)


def notice(world: World, incoming: Incoming, told: tuple[str, dict[str, str]] | None) -> None:
    """Answer a press: a phrase that shows for a moment, or nothing but the end of the waiting."""
    if incoming.press_id is None or incoming.chat_id is None:
        return
    text = world.staff_voice.label(told[0], **told[1]) if told else ""
    content = Press(incoming.press_id, text[:PRESS_TEXT_LIMIT])
    world.send(incoming.chat_id, content, DANGER, expires=world.at + PRESS_EXPIRES, fleeting=True)


def too_late(world: World, incoming: Incoming) -> str:
    """A button past its time does nothing: it is said, and written down."""
    notice(world, incoming, ("desk.old_button", {}))
    world.tx.audit.add(incoming.user_id or 0, "old_button", None, {}, world.at)
    return "bouton expiré"


def refuse(
    world: World, incoming: Incoming, subject: str | None, gesture: str, key: str = "desk.not_a_member"
) -> None:
    """Nothing is done for who has no right to it: they are told, and it is written down."""
    if incoming.kind == "press":
        notice(world, incoming, (key, {}))
    else:
        say(world, incoming, key)
    world.tx.audit.add(incoming.user_id or 0, "refused", subject, {"gesture": gesture}, world.at)
