"""An outbox row on its way: what it is sent as, and where it may go."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.markup import MarkupError, split
from bot.outgoing import (
    REMINDER,
    TEXT_LIMIT,
    Call,
    Content,
    Copy,
    Delete,
    Document,
    Edit,
    Message,
    PayloadError,
    Pin,
    Topic,
    TopicClose,
    TopicTitle,
    content,
)
from bot.refs import LANDLORD, PROMPT
from storage.outbox import OutboxRow
from storage.transaction import Transaction

# Doing these twice is doing them once.
IDEMPOTENT = frozenset(
    {"edit", "pin", "topic_title", "topic_close", "topic_delete", "react", "delete", "delete_many", "leave"}
)


_TOPIC_TRIES = 3


class Misaddressed(Exception):
    """The row names a chat that has no business with its case, or holds what is no content."""


class TooEarly(Exception):
    """The message that the row is about has not been sent yet."""


@dataclass
class Flight:
    """A row being sent as `calls`; those before `position` have arrived."""

    row: OutboxRow
    calls: tuple[Call, ...]
    position: int = 0
    result: int | None = None

    @property
    def call(self) -> Call:
        return self.calls[self.position]

    @property
    def arrived(self) -> bool:
        return self.position == len(self.calls)


def worth_a_double(row: OutboxRow) -> bool:
    """Whether a row that may have arrived is better sent again: all that a person waits for, but a press."""
    return row.kind in IDEMPOTENT or (row.kind != "press" and row.priority <= REMINDER)


def prepare(tx: Transaction, row: OutboxRow) -> Flight:
    """The calls of `row`, with everything it refers to read in this transaction.

    Raises `Misaddressed` or `TooEarly`.
    """
    try:
        said = content(row.kind, row.payload)
        _check_recipient(tx, row)
        call = Call(row.chat_id, said, _thread(tx, row, said), _target(tx, said), _body(tx, said))
        return Flight(row, parts(call))
    except (PayloadError, MarkupError) as error:
        raise Misaddressed(str(error)) from error


def parts(call: Call) -> tuple[Call, ...]:
    """The calls that `call` is delivered as: one, or several for a message too long. Raises `MarkupError`.

    Only the first part replies and makes the phone ring, only the last has the buttons.
    """
    message = call.content
    if not isinstance(message, Message):
        return (call,)
    texts = split(message.text, TEXT_LIMIT)
    if len(texts) == 1:
        return (call,)
    first = replace(message, text=texts[0], buttons=(), contact=False)
    later = replace(message, reply_to=None, quiet=True)
    middle = [replace(later, text=text, buttons=(), contact=False) for text in texts[1:-1]]
    return tuple(_each(call, [first, *middle, replace(later, text=texts[-1])]))


def _each(call: Call, messages: Iterable[Message]) -> Iterable[Call]:
    return (replace(call, content=message) for message in messages)


def _check_recipient(tx: Transaction, row: OutboxRow) -> None:
    """The last guard against a message about one household reaching another."""
    case = tx.cases.get(row.case) if row.case else None
    if case is None or row.chat_id in (case.chat_id, case.group_id):
        return
    if _is_for_the_landlord(tx, row, case.id) or _is_who_referred(tx, row, case.id):
        return
    if not tx.groups.by_chat(row.chat_id) and not tx.members.roles(row.chat_id):
        raise Misaddressed(
            f"outbox row {row.id}: its chat is not its case's household, nor who referred it, nor of staff"
        )


def _is_who_referred(tx: Transaction, row: OutboxRow, case: str) -> bool:
    """Whether it goes to a worker who referred this very household, in words of ours; nothing is copied."""
    told = row.kind == Message.kind
    return told and any(one.chat_id == row.chat_id for one in tx.referrals.of_case(case))


def _is_for_the_landlord(tx: Transaction, row: OutboxRow, case: str) -> bool:
    """Whether it goes to the landlord of this very case and was written for it; nothing is copied to it."""
    named = (row.ref or "").removeprefix(PROMPT).partition(":")[0]
    return (
        named == LANDLORD
        and row.kind in (Message.kind, Edit.kind, Document.kind)
        and tx.mediations.landlord(case) == row.chat_id
    )


def _thread(tx: Transaction, row: OutboxRow, said: Content) -> int | None:
    if not isinstance(said, Message | Copy | Document | TopicTitle | TopicClose):
        return None
    if said.thread is not None:
        return said.thread
    if isinstance(said, Message | Copy | Document) and not said.topic:
        return None
    case = tx.cases.get(row.case) if row.case else None
    if case is not None and case.topic_id is None and _opens_soon(tx, row):
        raise TooEarly
    # A case that has moved to another group has its topic there: here the number names a stranger's.
    return case.topic_id if case is not None and case.group_id == row.chat_id else None


def _body(tx: Transaction, said: Content) -> bytes:
    """What the file that the row sends holds. Raises Misaddressed when it was erased meanwhile."""
    if not isinstance(said, Document):
        return b""
    body = said.text.encode() if said.kept is None else tx.documents.content(said.kept)
    if body is None:
        raise Misaddressed("the file it sends is no longer kept")
    return body


def _target(tx: Transaction, said: Content) -> int | None:
    """The message id that the outbox row `said.message` became; None when it was never sent."""
    if not isinstance(said, Edit | Pin | Delete):
        return None
    if _waits(tx.outbox.get(said.message)):
        raise TooEarly
    return tx.outbox.result(said.message)


def _opens_soon(tx: Transaction, row: OutboxRow) -> bool:
    """Whether the topic of the row's case is about to be opened, so that the row should wait for it.

    A topic that has failed a few times is not waited for: words that go into the group itself arrive too.
    """
    return any(
        is_topic(other) and other.case == row.case and other.attempts < _TOPIC_TRIES
        for other in tx.outbox.waiting(row.chat_id)
    )


def _waits(row: OutboxRow | None) -> bool:
    return row is not None and row.state in ("pending", "sending")


def is_topic(row: OutboxRow) -> bool:
    """Whether the row opens a topic."""
    return row.kind == Topic.kind
