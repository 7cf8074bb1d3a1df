"""Who takes part in a mediation, and how each is told: the household in its language, the landlord only what
is meant for it, staff in the topic of the case.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bot.desk import mediation, offering
from bot.desk.mediation import Mediation, Party, Side
from bot.dialogue import session as sessions
from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice
from bot.i18n import Safe, Voice
from bot.incoming import Incoming
from bot.outgoing import DANGER, HUMAN, PRESS_TEXT_LIMIT, Message, Press
from bot.refs import LANDLORD, PROMPT
from bot.service import files, hours, staff
from bot.service.world import World
from knowledge import budget
from storage.cases import CaseRow

ROOM = "mediation"
CODE_PICTURE = "invitation"
Options = Iterable[tuple[str, str]]
"""(value, label) of each button."""


def load(world: World, row: CaseRow) -> Mediation | None:
    """The mediation of a case, or None."""
    kept = world.tx.mediations.get(row.id)
    return None if kept is None else mediation.parse(kept.data)


def keep(world: World, row: CaseRow, known: Mediation) -> None:
    """Store it; the card follows where its line changes."""
    before = load(world, row)
    world.tx.cases.update(row.id, world.at)  # a contact: a case lives as long as its plan is spoken of
    world.tx.mediations.save(row.id, known.state, mediation.dump(known), world.at)
    french = world.staff_voice
    if before is None or offering.on_the_card(before, french) != offering.on_the_card(known, french):
        files.refresh_card(world, row.id)


def who(world: World, incoming: Incoming, row: CaseRow) -> Party | None:
    """Whose hand this is, by the database on every use; None for who has no business with the case."""
    if incoming.chat_id == row.chat_id:
        return "household"
    if incoming.chat_id == world.tx.mediations.landlord(row.id):
        return "landlord"
    works = staff.member(world, incoming).may_work_on(files.case_of(row, world.now.tzinfo))
    return "staff" if works else None


def voice(world: World, row: CaseRow, party: Party) -> Voice:
    """The household is spoken to in its language; landlord and staff in French."""
    return world.library.voice(row.data["language"]) if party == "household" else world.staff_voice


def chat(world: World, row: CaseRow, party: Party) -> int | None:
    """Where a party is told; None where it takes no part."""
    if party == "household":
        return row.chat_id
    return world.tx.mediations.landlord(row.id) if party == "landlord" else row.group_id


def tell(
    world: World,
    row: CaseRow,
    party: Party,
    *paragraphs: Safe,
    options: Options = (),
    more: tuple[Choice, ...] = (),
) -> None:
    """Say something to one party, with its buttons; for the household a person is always one of them."""
    to = chat(world, row, party)
    if to is None:
        return
    choices = [*(Choice(label, ROOM, value) for value, label in options), *more]
    if party == "household":
        label = voice(world, row, party).label("button.human")
        choices.append(Choice(label, ANYTIME, "human"))
    text = Safe("\n\n".join(part for part in paragraphs if part))
    buttons = world.bind(to, ((choice,) for choice in choices), row.id)
    _send(world, row, party, to, Message(text, buttons), LANDLORD)


def ask(world: World, row: CaseRow, party: Party, text: Safe, argument: str) -> None:
    """Ask one party for words; what it replies comes to this room with `argument`."""
    to = chat(world, row, party)
    if to is None:
        return
    room = LANDLORD if party == "landlord" else ROOM
    _send(world, row, party, to, Message(text, asks=True), f"{PROMPT}{room}:{argument}", always=True)


def ask_name(world: World, row: CaseRow, known: Mediation, side: Side) -> Mediation:
    """How a side wants to be named in the protocol, asked once; without an answer the line stays blank."""
    if side in known.names:
        return known
    after = replace(known, names={**known.names, side: ""})
    keep(world, row, after)
    ask(world, row, side, voice(world, row, side).say("mediation.ask_name"), "name")
    return after


def _send(
    world: World, row: CaseRow, party: Party, to: int, content: Message, ref: str, always: bool = False
) -> None:
    """Only what is marked as meant for it goes to the landlord; delivery refuses anything else."""
    if party == "staff":
        quiet = hours.quiet(world, row.permanence)
        content = replace(content, topic=files.forum(row), protect=True, quiet=quiet)
    named = ref if always or party == "landlord" else None
    world.send(to, content, HUMAN, case=row.id, ref=named)


def say(world: World, row: CaseRow, party: Party, key: str, options: Options = (), **values: object) -> None:
    """One phrase to one party, in its language."""
    tell(world, row, party, voice(world, row, party).say(key, **values), options=options)


def tell_staff(world: World, row: CaseRow, key: str, options: Options = (), **values: object) -> None:
    """One phrase in the topic of the case."""
    say(world, row, "staff", f"desk.mediation_{key}", options, reference=row.reference, **values)


def buttons(spoken: Voice, *values: str) -> Options:
    """Buttons named `button.mediation_<what it does>`."""
    return [(value, spoken.label(f"button.mediation_{value.partition(':')[0]}")) for value in values]


def notice(world: World, row: CaseRow, incoming: Incoming, party: Party, key: str = "") -> None:
    """Answer a press, in the language of whoever pressed."""
    if incoming.press_id is None or incoming.chat_id is None:
        return
    text = voice(world, row, party).label(key) if key else ""
    content = Press(incoming.press_id, text[:PRESS_TEXT_LIMIT])
    world.send(incoming.chat_id, content, DANGER, expires=world.at + staff.PRESS_EXPIRES, fleeting=True)


def farewell(world: World, row: CaseRow, key: str) -> None:
    """The landlord's last word; its chat is forgotten with it. The words say nothing of the household."""
    to = world.tx.mediations.landlord(row.id)
    if to is not None:
        world.tx.mediations.leave(row.id)
        world.send(to, Message(world.staff_voice.say(key, reference=row.reference)), HUMAN)


def forget_codes(world: World, row: CaseRow) -> None:
    """Codes shown to be scanned are not kept once they serve no more."""
    for document in world.tx.documents.of_case(row.id):
        if document.kind == CODE_PICTURE:
            world.tx.documents.delete(document.id)


def sustainable(world: World, row: CaseRow) -> Decimal | None:
    """What the household's budget lets it pay a month for its debt, from what it told the bot; None unknown.

    Only the household is told it, and those it agreed to show it to.
    """
    stored = world.tx.sessions.load(row.chat_id)
    if stored is None:
        return None
    found = budget.assess(sessions.parse(stored).situation, world.library.knowledge.budget)
    return found.instalment if found is not None and found.instalment > 0 else None


def ground(world: World, row: CaseRow, known: Mediation, party: Party) -> offering.Ground:
    """What an offer of this party is made on."""
    may_know = party == "household" or known.show_budget
    able = sustainable(world, row) if may_know else None
    return offering.Ground(known.remaining, able, world.library.knowledge.mediation, world.now.date())
