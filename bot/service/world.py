"""What a turn stands on: the transaction, the content, the time, and how texts leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import cast

from bot.dialogue.replies import Choice
from bot.i18n import Safe, Voice
from bot.library import TRIAGE, DeskState, Library
from bot.outgoing import HUMAN, Button, Buttons, Content, Edit, Message, payload
from bot.refs import PROMPT
from knowledge import opening
from knowledge.appointments import Appointment, State
from knowledge.schedule import zone_of
from storage import nobody
from storage.appointments import AppointmentRow
from storage.outbox import OutboxRow
from storage.transaction import Transaction

OPENING = "opening:"
"""How the marks begin that say what a permanence receives now; the permanence follows."""
HOUSEHOLD_BUTTONS_LAST = 30 * 86_400.0
DESK_BUTTONS_LAST = 400 * 86_400.0
BOT_NAME = "bot_name"
"""The mark under which the bot's username is remembered at start."""


@dataclass(frozen=True)
class World:
    """One transaction at one moment. `now` is aware and local; `at` is the same in seconds UTC."""

    tx: Transaction
    library: Library
    now: datetime

    @property
    def at(self) -> float:
        """The moment in seconds UTC, as storage keeps it."""
        return self.now.timestamp()

    @property
    def staff_voice(self) -> Voice:
        """Staff are spoken to in French."""
        return self.library.voice("fr")

    def with_desk(
        self, case: str | None = None, recipient: str | None = None, chat_id: int | None = None
    ) -> Library:
        """The library, seen with what the desk can receive now; `case` is whose place in the list is told.

        Appointments are read for the case's permanence, and the `recipient` agreement is asked for.
        """
        row = self.tx.cases.by_reference(case) if case else None
        waits = row is not None and self.tx.waiting.of_case(row.id) is not None
        concerned = {name for name in (row.permanence if row else None, recipient) if name}
        return self.library.with_desk(
            DeskState(
                referred=self._referred(chat_id) if chat_id is not None else {},
                reachable=frozenset(group.permanence for group in self.tx.groups.all()),
                occupancy=self.occupancy(),
                appointments=tuple(one for name in sorted(concerned) for one in self.coming(name)),
                waiting=frozenset([case] if case and waits else []),
                triage=self.triage_teams(),
            )
        )

    def _referred(self, chat_id: int) -> dict[str, str]:
        """What became of the households referred from a chat: the state of each case."""
        told = (one.case for one in self.tx.referrals.of_chat(chat_id) if one.chat_id == chat_id and one.case)
        rows = (self.tx.cases.get(case) for case in told)
        return {row.reference: row.state for row in rows if row is not None}

    def triage_teams(self) -> frozenset[str]:
        """The triage teams that are switched on and have a group."""
        tied = (group.permanence for group in self.tx.groups.all())
        return frozenset(team for team in tied if team.startswith(TRIAGE) and self.tx.marks.get(team))

    def occupancy(self) -> dict[tuple[str, str], int]:
        """The places taken in every session to come."""
        return {
            (permanence, datetime.fromtimestamp(start, self.zone_of(permanence)).isoformat()): count
            for permanence, start, count in self.tx.appointments.taken(self.at)
        }

    def coming(self, permanence: str) -> tuple[Appointment, ...]:
        """Every place booked or held in a permanence's sessions to come; those held too long left out."""
        found = (self.appointment(row) for row in self.tx.appointments.coming(self.at, permanence))
        return tuple(one for one in found if one.takes_place(self.now))

    def appointment(self, row: AppointmentRow) -> Appointment:
        """A stored appointment, its times those of the permanence's clock; its case by its reference."""
        zone = self.zone_of(row.permanence)
        return Appointment(
            case=row.reference,
            permanence_id=row.permanence,
            starts_at=datetime.fromtimestamp(row.starts_at, zone),
            at=datetime.fromtimestamp(row.at, zone),
            state=cast(State, row.state),
            urgent=row.urgent,
            expires_at=datetime.fromtimestamp(row.expires_at, zone) if row.expires_at else None,
        )

    def zone_of(self, permanence: str) -> tzinfo | None:
        """The time zone of a permanence; the service's own where it is no longer in the directory."""
        record = self.library.knowledge.permanences.get(permanence)
        return zone_of(record.code_insee) if record else self.now.tzinfo

    def send(
        self,
        chat_id: int,
        content: Content,
        priority: int,
        *,
        case: str | None = None,
        after: int | None = None,
        expires: float | None = None,
        fleeting: bool = False,
        ref: str | None = None,
    ) -> int:
        """Put one call in the outbox; the id of its row.

        What is for a household without Telegram goes to the staff of its case, who tell it another way.
        """
        if nobody.is_nobody(chat_id):
            return self._to_tell(chat_id, content)
        row = OutboxRow(
            chat_id=chat_id,
            kind=content.kind,
            payload=payload(content),
            priority=priority,
            case=case,
            after=after,
            expires=expires,
            fleeting=fleeting,
            ref=ref,
        )
        return self.tx.outbox.add(row)

    def _to_tell(self, chat_id: int, content: Content) -> int:
        """Ask the staff of a case to tell its household; 0 where nobody is there to be asked."""
        row = next(iter(self.tx.cases.by_chat(chat_id, open_only=False)), None)
        if row is None or row.group_id is None:
            return 0
        text = content.text if isinstance(content, Message | Edit) else ""
        phone = next((told for name, told in row.data["lines"] if name == "telephone"), "")
        key = "desk.no_chat" if text else "desk.no_chat_file"
        reach = self.staff_voice.say("desk.reach_phone" if phone else "desk.reach_referrer", phone=phone)
        said = self.staff_voice.say(key, reference=row.reference, reach=reach, text=Safe(text))
        told = Message(said, topic=bool(row.data.get("forum", True)), protect=True)
        return self.send(row.group_id, told, HUMAN, case=row.id)

    def link(self, code: str) -> str | None:
        """The link that brings a one-time code to the bot; None where the bot's name is not known."""
        name = self.tx.marks.get(BOT_NAME)
        return f"https://t.me/{name}?start={code}" if name else None

    def prompt(
        self,
        chat_id: int,
        text: str,
        kind: str,
        argument: str = "",
        *,
        case: str | None = None,
        topic: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Ask staff for words: what replies to this message goes to `desk.PROMPTS[kind]` with `argument`.

        `argument` is stored in the open: a code or an id, nothing personal.
        """
        content = Message(text, topic=topic, reply_to=reply_to, protect=case is not None, asks=True)
        return self.send(chat_id, content, HUMAN, case=case, ref=f"{PROMPT}{kind}:{argument}")

    def bind(
        self,
        chat_id: int,
        rows: Iterable[tuple[Choice, ...]],
        case: str | None = None,
        lasts: float | None = None,
    ) -> Buttons:
        """Buttons bound in the database to this chat; what they mean never leaves it."""
        expires = self.at + (lasts or (DESK_BUTTONS_LAST if case else HOUSEHOLD_BUTTONS_LAST))
        return tuple(
            tuple(
                Button(
                    self.tx.buttons.bind(chat_id, None, case, choice.question, choice.value, expires),
                    choice.label,
                )
                for choice in row
            )
            for row in rows
        )


def enter(tx: Transaction, library: Library, now: datetime) -> World:
    """The world of one transaction, its permanences open, full or closed as their people last said."""
    said = map(opening.read, tx.marks.beginning(OPENING))
    return World(tx, library.with_openings(said), now)


def local(at: float, zone: tzinfo) -> datetime:
    """Seconds UTC as an aware local time."""
    return datetime.fromtimestamp(at, zone)
