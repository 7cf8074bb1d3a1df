"""What a turn has said reaches its chat in order and at Telegram's pace, or its failure comes back in."""

import asyncio
import random

import pytest

from bot.outgoing import (
    CARD,
    DANGER,
    DIGEST,
    HUMAN,
    REPLY,
    TEXT_LIMIT,
    Button,
    Call,
    Delete,
    Edit,
    Message,
    Pin,
    Press,
    Topic,
    TopicClose,
)
from bot.undelivered import Lost, Migrated, Refused, RetryAfter, Unavailable, Unreachable
from storage.database import Database
from tests.delivery.stand import START, Stand


@pytest.fixture
def stand(database: Database) -> Stand:
    """A delivery with clock and channel in the test's hands."""
    return Stand(database)


def open_case(stand: Stand, chat: int = 42, group: int = -100) -> str:
    """An open case of a household with a group."""
    stand.write(lambda tx: tx.groups.tie(group, "borny", "Borny", START))
    row = stand.write(
        lambda tx: tx.cases.open(
            chat,
            now=START,
            state="waiting",
            urgency=2,
            content_version="v",
            group_id=group,
            permanence="borny",
        )
    )
    return str(row.id)


def test_a_row_is_sent_once_and_remembered(stand: Stand) -> None:
    """The message id comes back to the row, and a second look sends nothing."""
    row = stand.put(42, "bonjour")
    assert stand.drain() == 1
    assert stand.drain() == 0
    assert stand.channel.texts() == ["bonjour"]
    assert stand.state(row) == "sent"
    assert stand.database.read(lambda tx: tx.outbox.result(row)) == 1001


def test_order_within_a_chat_is_kept_and_urgent_goes_first(stand: Stand) -> None:
    """Same priority: as said. Danger passes everything that waits."""
    for text in ("un", "deux", "trois"):
        stand.put(42, text)
    stand.put(42, "danger", DANGER)
    stand.settle()
    assert stand.channel.texts(42) == ["danger", "un", "deux", "trois"]


def test_a_private_chat_gets_three_at_once_then_one_a_second(stand: Stand) -> None:
    """A short burst is allowed; in any three seconds there are at most three messages."""
    for number in range(9):
        stand.put(42, f"n{number}")
    stand.settle()
    moments = [at - START for at, _ in stand.channel.calls]
    assert all(later - earlier >= 3.0 for earlier, later in zip(moments, moments[3:], strict=False))
    assert moments[-1] <= 7.0


def test_a_group_gets_twenty_a_minute_and_keeps_room_for_danger(stand: Stand) -> None:
    """With fifty cards waiting, an alert of the same group still leaves at once."""
    for number in range(50):
        stand.put(-100, f"carte {number}", CARD)
    stand.drain()
    stand.put(-100, "danger", DANGER)
    before = stand.clock.now
    stand.drain()
    assert ("danger", before) in [(call.content.text, at) for at, call in stand.channel.calls]  # type: ignore[union-attr]
    stand.settle()
    moments = [at for at, _ in stand.channel.calls]
    assert len(moments) == 51
    assert all(later - earlier >= 60.0 for earlier, later in zip(moments, moments[20:], strict=False))


def test_five_hundred_cases_at_once_urgent_within_a_minute(stand: Stand) -> None:
    """A rush of five hundred households: all are answered, at most 25 a second, and urgent cards first."""
    for number in range(500):
        stand.put(1000 + number, f"réponse {number}")
        stand.put(-100 - number % 5, f"carte {number}", DANGER if number % 100 == 0 else CARD)
    stand.settle(seconds=3 * 3600)
    calls = stand.channel.calls
    assert len(calls) == 1000
    urgent = [at for at, call in calls if call.content.text in {f"carte {n}" for n in range(0, 500, 100)}]  # type: ignore[union-attr]
    assert max(urgent) - START <= 60.0
    moments = sorted(at for at, _ in calls)
    assert all(later - earlier >= 1.0 for earlier, later in zip(moments, moments[25:], strict=False))


def test_a_saturated_group_does_not_starve_other_chats(stand: Stand) -> None:
    """Twenty full groups in front of the queue: a household behind them is answered at once."""
    for group in range(20):
        for number in range(25):
            stand.put(-100 - group, f"{group}.{number}", CARD)
    stand.put(42, "réponse", DIGEST)
    stand.settle(seconds=30)
    assert stand.channel.texts(42) == ["réponse"]


def test_retry_after_is_obeyed_for_the_whole_chat(stand: Stand) -> None:
    """Asked to wait 30 s, nothing goes to that chat before, not even danger; other chats go on."""
    stand.channel.failures[42] = [RetryAfter(30)]
    stand.put(42, "un")
    stand.drain()
    stand.put(42, "danger", DANGER)
    stand.put(43, "autre")
    stand.settle()
    first = {chat: min(at for at, call in stand.channel.calls if call.chat_id == chat) for chat in (42, 43)}
    assert first[42] >= START + 30
    assert first[43] == START
    assert sorted(stand.channel.texts(42)) == ["danger", "un"]


def test_retry_after_survives_a_restart(stand: Stand) -> None:
    """The moment is written on the row: a new process does not ask again too early."""
    stand.channel.failures[42] = [RetryAfter(30)]
    stand.put(42, "un")
    stand.drain()
    stand.delivery = stand.fresh()
    stand.clock.now += 29
    assert stand.drain() == 0
    stand.clock.now += 1
    assert stand.drain() == 1


def test_a_fault_that_passes_is_tried_again_ever_more_slowly(stand: Stand) -> None:
    """Telegram is down for a while: the row waits longer each time, keeps its order, and arrives."""
    stand.channel.failures[42] = [Unavailable("down")] * 6
    tries: list[float] = []
    stand.channel.when_called = lambda call: tries.append(stand.clock.now)
    stand.put(42, "un")
    stand.put(42, "deux")
    stand.settle()
    gaps = [later - earlier for earlier, later in zip(tries[:7], tries[1:7], strict=False)]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 10
    assert stand.channel.texts() == ["un", "deux"]


def test_it_gives_up_visibly_after_a_day(stand: Stand) -> None:
    """A row that never arrives comes back in by the inbox instead of being tried for ever."""
    stand.channel.failures[42] = [Unavailable("down")] * 1000
    row = stand.put(42, "un", ref="réponse")
    stand.settle(seconds=3 * 86400)
    assert stand.state(row) == "dead"
    (event,) = stand.events()
    assert (event["event"], event["outbox"], event["ref"], event["reason"]) == (
        "dead",
        row,
        "réponse",
        "down",
    )


def test_blocked_is_told_and_takes_along_what_waits_for_it(stand: Stand) -> None:
    """A household that blocked the bot: the row and its followers end, each told of."""
    case = open_case(stand)
    stand.channel.failures[42] = [Unreachable("blocked")]
    first = stand.put(42, "un", HUMAN, case=case)
    second = stand.put(42, "deux", HUMAN, after=first)
    stand.drain()
    assert [stand.state(row) for row in (first, second)] == ["dead", "dead"]
    assert [(event["event"], event["outbox"]) for event in stand.events()] == [
        ("unreachable", first),
        ("unreachable", second),
    ]
    assert stand.events()[0]["case"] == case


def test_a_refused_message_dies_at_once_and_is_told(stand: Stand) -> None:
    """What Telegram will never take is not tried again."""
    stand.channel.failures[42] = [Refused("bad")]
    row = stand.put(42, "un")
    stand.drain()
    assert stand.state(row) == "dead"
    assert [event["event"] for event in stand.events()] == ["dead"]


def test_a_migrated_group_is_followed(stand: Stand) -> None:
    """Everything that names the group gets the new id, and the row goes there."""
    case = open_case(stand)
    stand.channel.failures[-100] = [Migrated(-1005)]
    stand.put(-100, "carte", CARD, case=case)
    stand.put(-100, "suite", CARD, case=case)
    stand.settle()
    assert stand.channel.texts(-1005) == ["carte", "suite"]
    assert stand.database.read(lambda tx: tx.cases.get(case)).group_id == -1005  # type: ignore[union-attr]
    (event,) = stand.events()
    assert (event["event"], event["chat_id"], event["new_chat_id"]) == ("migrated", -100, -1005)


def test_a_lost_answer_is_sent_once_more_and_then_told(stand: Stand) -> None:
    """No answer twice: it may have arrived twice already, so a human is told instead of a third try."""
    stand.channel.failures[42] = [Lost()]
    once = stand.put(42, "un")
    stand.settle()
    assert stand.state(once) == "sent"
    stand.channel.failures[42] = [Lost(), Lost()]
    twice = stand.put(42, "deux")
    stand.settle()
    assert stand.state(twice) == "dead"
    assert [event["outbox"] for event in stand.events()] == [twice]


def test_a_lost_edit_is_simply_done_again(stand: Stand) -> None:
    """Doing it twice is doing it once."""
    message = stand.put(42, "un")
    stand.drain()
    stand.channel.failures[42] = [Lost()] * 5
    edit = stand.put(42, Edit(message, "un bis"))
    stand.settle()
    assert stand.state(edit) == "sent"


def test_a_lost_digest_is_not_doubled(stand: Stand) -> None:
    """A digest sent twice is noise; it ends, and is told of."""
    stand.channel.failures[-100] = [Lost()]
    row = stand.put(-100, "résumé", DIGEST)
    stand.settle()
    assert stand.state(row) == "dead"


def test_after_a_crash_what_was_leaving_goes_again_but_not_a_press(stand: Stand) -> None:
    """A row that was being sent may have arrived: a message is sent again, the answer to a press is not."""
    rows = [stand.put(42, "un"), stand.put(43, Press("9", "ok")), stand.put(44, "résumé", DIGEST)]
    for row in rows:
        stand.write(lambda tx, row=row: tx.outbox.sending(row))
    asyncio.run(stand.delivery.recover())
    stand.settle()
    assert [stand.state(row) for row in rows] == ["sent", "unknown", "unknown"]
    assert stand.channel.texts() == ["un"]


def test_a_press_expires_in_silence_and_a_message_does_not(stand: Stand) -> None:
    """A late answer to a press helps nobody; a message that came too late is told of."""
    press = stand.put(42, Press("9", "ok"), expires=START + 60)
    message = stand.put(43, "rappel", expires=START + 60)
    stand.clock.now += 61
    stand.drain()
    assert [stand.state(row) for row in (press, message)] == ["dead", "dead"]
    assert [event["outbox"] for event in stand.events()] == [message]
    assert stand.channel.calls == []


def test_a_topic_is_noted_on_its_case_and_used(stand: Stand) -> None:
    """Card and relays wait for the topic, and go into it."""
    case = open_case(stand)
    topic = stand.put(-100, Topic("K7-1204"), CARD, case=case)
    card = stand.put(-100, Message("carte", topic=True, protect=True), CARD, case=case, after=topic)
    stand.put(-100, Pin(card), CARD, case=case, after=card)
    stand.settle()
    _, (_, sent), (_, pinned) = stand.channel.calls
    thread = stand.database.read(lambda tx: tx.outbox.result(topic))
    assert stand.database.read(lambda tx: tx.cases.get(case)).topic_id == thread  # type: ignore[union-attr]
    assert sent.thread_id == thread
    assert pinned.message_id == stand.database.read(lambda tx: tx.outbox.result(card))


def test_an_urgent_message_waits_for_the_topic_of_its_case(stand: Stand) -> None:
    """Written while the topic is being opened, it goes into the topic, not beside it."""
    case = open_case(stand)
    stand.channel.failures[-100] = [Unavailable("down")] * 2
    stand.put(-100, Topic("K7-1204"), CARD, case=case)
    stand.put(-100, Message("urgent", topic=True), DANGER, case=case)
    stand.settle()
    (_, opened), (_, urgent) = stand.channel.calls
    assert (opened.kind, urgent.kind) == ("topic", "message")
    assert urgent.thread_id is not None


def test_an_urgent_message_does_not_wait_for_ever(stand: Stand) -> None:
    """The topic cannot be opened for minutes: danger goes into the group itself meanwhile."""
    case = open_case(stand)
    stand.put(-100, Topic("K7-1204"), CARD, case=case)
    stand.put(-100, Message("urgent", topic=True), DANGER, case=case)

    def no_topics(call: Call) -> None:
        if call.kind == "topic" and stand.clock.now < START + 600:
            raise Unavailable("down")

    stand.channel.when_called = no_topics
    stand.settle(seconds=60)
    assert stand.channel.texts(-100) == ["urgent"]


def test_without_a_topic_the_card_still_arrives(stand: Stand) -> None:
    """The group has no topics: the card goes into the group itself, and people are told why."""
    case = open_case(stand)
    stand.channel.failures[-100] = [Refused("the chat is not a forum")]
    topic = stand.put(-100, Topic("K7-1204"), CARD, case=case)
    stand.put(-100, Message("carte", topic=True), CARD, case=case, after=topic)
    stand.settle()
    assert stand.channel.texts(-100) == ["carte"]
    assert [(event["event"], event["kind"]) for event in stand.events()] == [("topic_lost", "no_topic")]


def test_a_deleted_topic_loses_no_message(stand: Stand) -> None:
    """Somebody deleted the topic: the household's words go into the group itself."""
    case = open_case(stand)
    stand.write(lambda tx: tx.cases.update(case, START, topic_id=7))
    stand.channel.failures[-100] = [Refused("Bad Request: message thread not found")]
    stand.put(-100, Message("mots", topic=True), HUMAN, case=case)
    stand.settle()
    ((_, call),) = stand.channel.calls
    assert call.thread_id is None
    assert [event["event"] for event in stand.events()] == ["topic_lost"]


def test_a_case_that_moved_never_writes_into_a_strangers_topic(stand: Stand) -> None:
    """The topic's number belongs to the new group; in the old one only an explicit thread is used."""
    case = open_case(stand)
    stand.write(lambda tx: tx.groups.tie(-200, "autre", "Autre", START))
    stand.write(lambda tx: tx.cases.update(case, START, topic_id=7, group_id=-200))
    stand.put(-100, Message("transféré", topic=True), CARD, case=case)
    stand.put(-100, TopicClose(thread=3), CARD, case=case)
    stand.settle()
    assert [call.thread_id for _, call in stand.channel.calls] == [None, 3]


def test_a_message_to_a_strange_chat_is_stopped(stand: Stand) -> None:
    """The last guard: a row about a case goes to its household or to staff, or nowhere."""
    case = open_case(stand)
    row = stand.put(666, "mots d'un autre", HUMAN, case=case)
    stand.drain()
    assert stand.channel.calls == []
    assert stand.state(row) == "dead"
    assert [event["event"] for event in stand.events()] == ["dead"]


def test_an_edit_waits_for_the_message_it_changes(stand: Stand) -> None:
    """An urgent edit does not overtake its message; the edit of one never sent is told of."""
    message = stand.put(42, "un", REPLY)
    edit = stand.put(42, Edit(message, "un bis"), DANGER)
    stand.settle()
    assert [call.kind for _, call in stand.channel.calls] == ["message", "edit"]
    assert stand.state(edit) == "sent"


def test_a_long_text_arrives_whole_in_order_and_without_doubles(stand: Stand) -> None:
    """Three parts, a pause asked for in the middle: each part once, buttons under the last."""
    text = "mot " * 2500
    parts: list[Message] = []

    def note(call: Call) -> None:
        assert isinstance(call.content, Message)
        if len(parts) == 1 and not stand.channel.failures[42] and stand.clock.now == START:
            stand.channel.failures[42] = [RetryAfter(5)]
            return
        parts.append(call.content)

    stand.channel.when_called = note
    row = stand.put(42, Message(text, buttons=((Button("b", "Oui"),),)))
    stand.put(42, "suite")
    stand.settle()
    sent = stand.channel.texts(42)
    assert "".join(sent[:-1]) == text
    assert sent[-1] == "suite"
    assert all(len(part) <= TEXT_LIMIT for part in sent)
    messages = [call.content for _, call in stand.channel.calls if isinstance(call.content, Message)]
    assert [bool(message.buttons) for message in messages] == [False, False, True, False]
    assert stand.state(row) == "sent"


def test_an_unreadable_row_is_told_and_blocks_nobody(stand: Stand) -> None:
    """A row written by a bug ends visibly; the next one goes."""
    stand.put(42, Message("<b>jamais fermé"))
    stand.put(42, "suite")
    stand.settle()
    assert stand.channel.texts() == ["suite"]
    assert [event["event"] for event in stand.events()] == ["dead"]


def test_a_broken_channel_is_told_and_blocks_nobody(stand: Stand) -> None:
    """An error nobody foresaw costs one message its delivery, visibly, and nothing else."""

    def fail(call: Call) -> None:
        if call.chat_id == 42:
            raise ZeroDivisionError

    stand.channel.when_called = fail
    row = stand.put(42, "un")
    stand.put(43, "deux")
    stand.settle()
    assert stand.channel.texts() == ["deux"]
    assert stand.state(row) == "dead"


def test_erased_while_leaving_is_no_error(stand: Stand) -> None:
    """The household erased everything during the call: the row is gone, and delivery goes on."""
    stand.put(42, "un", fleeting=True)
    stand.channel.when_called = lambda call: stand.write(
        lambda tx: tx._connection.execute("DELETE FROM outbox")
    )
    assert stand.drain() == 1
    stand.channel.when_called = None
    stand.put(42, "deux")
    stand.settle()
    assert stand.channel.texts() == ["un", "deux"]


def test_the_loop_stops_gracefully(stand: Stand) -> None:
    """At the stop what is due still leaves; what is not stays for the next start."""
    stand.put(42, "un")
    later = stand.put(43, "plus tard", not_before=START + 1000)

    async def run() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(stand.delivery.run(stop))
        await asyncio.sleep(0.05)
        stand.put(44, "dernier")
        stop.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(run())
    assert sorted(stand.channel.texts()) == ["dernier", "un"]
    assert stand.state(later) == "pending"


def test_a_delete_of_what_was_never_sent_is_told(stand: Stand) -> None:
    """Wiping fails visibly: the household believes it is gone."""
    stand.channel.failures[42] = [Refused("bad"), Refused("nothing to delete")]
    message = stand.put(42, "un")
    stand.put(42, Delete(message))
    stand.settle()
    assert [event["kind"] for event in stand.events()] == ["message", "delete"]


def test_chaos_loses_nothing_and_keeps_every_order(stand: Stand) -> None:
    """Random failures on many chats: every row ends sent or told of, and each chat reads in order."""
    chance = random.Random(7)
    rows = {(chat, n): stand.put(chat, f"{n:03}") for n in range(8) for chat in range(1, 30)}
    for chat in range(1, 30):
        stand.channel.failures[chat] = [
            chance.choice([RetryAfter(chance.randint(1, 20)), Unavailable("x"), Lost()]) for _ in range(4)
        ]
    stand.settle(seconds=86400)
    told = {event["outbox"] for event in stand.events()}
    assert all(stand.state(row) == "sent" or row in told for row in rows.values())
    for chat in range(1, 30):
        assert stand.channel.texts(chat) == sorted(stand.channel.texts(chat))
