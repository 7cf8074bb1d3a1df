"""Every update becomes an `Incoming`, whatever it holds; none raises."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.incoming import Incoming
from bot.telegram.updates import chat_of, read
from tests.fake_telegram.specification import specification

PERSON = {"id": 42, "is_bot": False, "first_name": "Amina", "last_name": "B.", "language_code": "ar"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Amina"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Borny", "is_forum": True}


def message(**fields: Any) -> dict[str, Any]:
    """An update holding a private message."""
    base = {"message_id": 7, "from": PERSON, "chat": PRIVATE, "date": 1_790_000_000, "text": "bonjour"}
    return {"update_id": 1, "message": {**base, **fields}}


def bare(**fields: Any) -> dict[str, Any]:
    """An update holding a message without text."""
    update = message(**fields)
    del update["message"]["text"]
    return update


def heard(update: Any, **options: Any) -> Incoming:
    return read(json.dumps(update).encode(), **options)


PRESS = {
    "update_id": 2,
    "callback_query": {
        "id": "99",
        "from": PERSON,
        "message": {"message_id": 8, "date": 0, "chat": PRIVATE},
        "chat_instance": "x",
        "data": "abc",
    },
}
BLOCKED = {
    "update_id": 3,
    "my_chat_member": {
        "chat": PRIVATE,
        "from": PERSON,
        "date": 1_790_000_000,
        "old_chat_member": {"status": "member", "user": {"id": 1, "is_bot": True, "first_name": "bot"}},
        "new_chat_member": {"status": "kicked", "user": {"id": 1, "is_bot": True}, "until_date": 0},
    },
}
JOINED = {
    "update_id": 4,
    "chat_member": {
        "chat": GROUP,
        "from": PERSON,
        "date": 1_790_000_000,
        "old_chat_member": {"status": "left", "user": {"id": 77, "is_bot": False, "first_name": "Zoé"}},
        "new_chat_member": {"status": "member", "user": {"id": 77, "is_bot": False, "first_name": "Zoé"}},
    },
}
SAMPLES = [message(), PRESS, BLOCKED, JOINED, message(chat=GROUP, message_thread_id=5, is_topic_message=True)]


def test_a_private_message_is_read_whole() -> None:
    """Who, where, when, in which language and what: all the fields of an ordinary message."""
    assert heard(message()) == Incoming(
        "message",
        chat_id=42,
        private=True,
        user_id=42,
        user_name="Amina B.",
        language_code="ar",
        message_id=7,
        date=1_790_000_000.0,
        text="bonjour",
    )


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/Start  abc_d-e ", "start", "abc_d-e"),
        ("/lier@Entraidbot K7 1204", "lier", "K7 1204"),
        ("/aide\nmerci", "aide", "merci"),
        ("/ start", None, ""),
        ("voir /start", None, ""),
        ("/аide", None, ""),
    ],
)
def test_commands_with_and_without_the_bots_name(text: str, command: str | None, argument: str) -> None:
    """A command is recognised in any case, with the bot's name, with its argument."""
    incoming = heard(message(text=text), bot_name="entraidbot")
    assert (incoming.kind, incoming.command, incoming.argument) == ("message", command, argument)


def test_a_command_to_another_bot_is_not_ours() -> None:
    """In a group with two bots, the other's command is passed over."""
    incoming = heard(message(text="/start@AutreBot", chat=GROUP), bot_name="entraidbot")
    assert (incoming.kind, incoming.reason) == ("refused", "other_bot")


def test_forwarded_and_edited_commands_do_not_run() -> None:
    """«/effacer» forwarded from somebody else, or edited into an old message, is only text."""
    forwarded = heard(message(text="/effacer", forward_origin={"type": "tomorrow", "date": 1}))
    edited = heard({"update_id": 1, "edited_message": message(text="/effacer", edit_date=5)["message"]})
    assert forwarded.command is None
    assert forwarded.forwarded
    assert (edited.kind, edited.command, edited.text, edited.date) == ("edit", None, "/effacer", 5.0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"from": {"id": 9, "is_bot": True, "first_name": "x"}}, "bot"),
        ({"via_bot": {"id": 9, "is_bot": True, "first_name": "x"}}, "via_bot"),
        ({"sender_chat": {"id": -100, "type": "channel", "title": "x"}}, "channel"),
        ({"sender_chat": GROUP, "chat": GROUP}, "anonymous"),
        ({"guest_query_id": "5"}, "guest"),
        ({"guest_bot_caller_user": PERSON}, "guest"),
        ({"business_connection_id": "b"}, "business"),
        ({"pinned_message": {"message_id": 3}}, "service"),
        ({"forum_topic_created": {"name": "x", "icon_color": 1}}, "service"),
        ({"from": None}, "channel"),
    ],
)
def test_what_no_person_wrote_is_refused(fields: dict[str, Any], reason: str) -> None:
    """Bots, channels, guests, anonymous administrators and Telegram's own notes open no case."""
    incoming = heard(message(**fields))
    assert (incoming.kind, incoming.reason) == ("refused", reason)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"voice": {"file_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 9}}, "voice"),
        (
            {"photo": [{"file_id": "s", "width": 90}, {"file_id": "l", "width": 900}], "caption": "là"},
            "photo",
        ),
        ({"document": {"file_id": "d", "file_name": "../x.pdf", "mime_type": "application/pdf"}}, "document"),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "animation"),
        ({"video": {"file_id": "v"}}, "video"),
        ({"video_note": {"file_id": "v"}}, "video"),
        ({"audio": {"file_id": "v"}}, "audio"),
        ({"sticker": {"file_id": "v", "emoji": "🙂"}}, "sticker"),
        ({"location": {"latitude": 49.1, "longitude": 6.2}}, "location"),
        ({"venue": {"title": "x"}, "location": {"latitude": 49.1}}, "location"),
        ({"poll": {"id": "1", "question": "?"}}, "poll"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"hologram": {"file_id": "h"}}, "other"),
        ({}, "other"),
    ],
)
def test_every_attachment_has_a_kind(fields: dict[str, Any], kind: str) -> None:
    """A photo, a voice, a sticker or what Telegram invents tomorrow can all be answered kindly."""
    incoming = heard(bare(**fields))
    assert incoming.kind == "message"
    assert incoming.attachment is not None
    assert incoming.attachment.kind == kind


def test_a_photo_gives_its_largest_size_and_its_caption() -> None:
    """The letter is read from the sharpest picture, and the words under it count."""
    update = bare(photo=[{"file_id": "s", "width": 90}, {"file_id": "l", "width": 900, "file_size": 7}])
    update["message"] |= {"caption": "reçu hier", "media_group_id": "g"}
    incoming = heard(update)
    assert incoming.attachment is not None
    assert (incoming.attachment.file_id, incoming.attachment.size) == ("l", 7)
    assert (incoming.text, incoming.media_group) == ("reçu hier", "g")


@pytest.mark.parametrize(("user_id", "own"), [(42, True), (43, False), (None, False)])
def test_a_shared_contact_says_whether_it_is_ones_own(user_id: int | None, own: bool) -> None:
    """Somebody else's card must not become the household's phone number."""
    contact = {"phone_number": "+33387000000", "first_name": "A"} | ({"user_id": user_id} if user_id else {})
    attachment = heard(bare(contact=contact)).attachment
    assert attachment is not None
    assert (attachment.phone, attachment.own_contact) == ("+33387000000", own)


def test_a_press_on_a_vanished_message_is_read() -> None:
    """Telegram gives an inaccessible message (date 0) for old buttons; the press still counts."""
    incoming = heard(PRESS)
    assert (incoming.kind, incoming.press_id, incoming.data, incoming.chat_id) == ("press", "99", "abc", 42)


def test_a_press_without_chat_is_refused() -> None:
    """A button shown through another bot's inline message acts on nothing."""
    update: dict[str, Any] = copy.deepcopy(PRESS)
    del update["callback_query"]["message"]
    assert heard(update).kind == "refused"


def test_blocking_joining_and_leaving_are_memberships() -> None:
    """A blocked bot and a worker joining the group are told apart, with old and new status."""
    blocked, joined = heard(BLOCKED), heard(JOINED)
    assert (blocked.kind, blocked.private, blocked.membership) == ("member", True, ("member", "kicked"))
    assert (blocked.reason, blocked.user_id) == ("bot", 42)
    assert (joined.reason, joined.user_id, joined.membership) == ("person", 77, ("left", "member"))
    outside: dict[str, Any] = copy.deepcopy(JOINED)
    outside["chat_member"]["new_chat_member"] |= {"status": "restricted", "is_member": False}
    assert heard(outside).membership == ("left", "left")


def test_both_notes_of_a_migration_say_the_same() -> None:
    """The old and the new group each get a note; either is enough to follow."""
    old = heard(bare(chat={"id": -5, "type": "group"}, migrate_to_chat_id=-1005))
    new = heard(bare(chat={"id": -1005, "type": "supergroup"}, migrate_from_chat_id=-5))
    assert (old.kind, old.chat_id, old.new_chat_id) == ("migrated", -5, -1005)
    assert (new.kind, new.chat_id, new.new_chat_id) == ("migrated", -5, -1005)


def test_the_topics_first_message_is_not_a_reply() -> None:
    """Every message of a topic points at its first one; only another target is a reply."""
    topic = {"chat": GROUP, "message_thread_id": 5, "is_topic_message": True}
    pointed = heard(message(**topic, reply_to_message={"message_id": 5, "chat": GROUP}))
    replied = heard(message(**topic, reply_to_message={"message_id": 6, "chat": GROUP}))
    assert (pointed.thread_id, pointed.reply_to, pointed.reply_is_topic_root) == (5, None, True)
    assert (replied.thread_id, replied.reply_to, replied.reply_is_topic_root) == (5, 6, False)


def test_a_chain_of_replies_is_not_a_topic() -> None:
    """An ordinary group also numbers threads; without the topic mark there is none."""
    assert heard(message(chat=GROUP, message_thread_id=5)).thread_id is None


def test_a_rich_message_gives_its_words() -> None:
    """Words sent in Telegram's rich form are read like any others, so that danger is seen in them."""
    blocks = [{"type": "paragraph", "text": ["je dors ", {"type": "bold", "text": "dehors"}]}]
    assert heard(bare(rich_message={"blocks": blocks})).text == "je dors \ndehors"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b'{"update_id": 1}',
        b'{"update_id": 1, "telepathy": {"from": {"id": 1}}}',
        b"[" * 100_000,
        b'{"message":' * 100_000,
        b'{"message": {"chat": {"id": ' + b"9" * 5000 + b"}}}",
        b'{"message": {"chat": {"id": 99999999999999999999}}}',
        b"\xff\xfe{}",
    ],
)
def test_what_cannot_be_read_is_odd(raw: bytes) -> None:
    """Broken, bottomless or unheard-of JSON is kept as odd, with a reason, and stops nobody."""
    incoming = read(raw)
    assert incoming.kind == "odd"
    assert incoming.reason in ("unreadable", "unknown_update", "empty_update", "no_chat")


def test_an_unknown_update_keeps_its_chat() -> None:
    """Order and follow-up of a chat hold even for a kind invented tomorrow."""
    assert chat_of(b'{"update_id": 1, "message_torn": {"chat": {"id": 42}}}') == 42


def test_lone_surrogates_never_leave_the_door() -> None:
    """Half an emoji, cut by somebody's phone, is replaced, and the rest of the sentence is kept."""
    incoming = read(
        b'{"message": {"chat": {"id": 1}, "from": {"id": 1}, "text": "a\\ud83d b \\ud83d\\ude00"}}'
    )
    assert incoming.text == "a\ufffd b 😀"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a JSON tree."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in _places(node[key])]


@settings(deadline=None)
@given(st.data())
def test_any_field_may_hold_anything(data: st.DataObject) -> None:
    """Whatever value stands in whatever field, reading gives an `Incoming` that can be encoded."""
    update = copy.deepcopy(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(_places(update)))
        container[key] = data.draw(json_values)
    incoming = heard(update)
    repr(incoming).encode()
    assert incoming.kind != "message" or incoming.chat_id is not None


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_may_arrive(raw: bytes) -> None:
    """Reading is total over bytes."""
    assert isinstance(read(raw), Incoming)


def _kinds() -> list[str]:
    """The kinds of update that Telegram's own description names, or those known here without it."""
    known = specification()
    names = [field["name"] for field in known.types["Update"]["fields"]] if known else ["message", "poll"]
    return [name for name in names if name != "update_id"]


@pytest.mark.parametrize("kind", _kinds())
def test_every_kind_of_update_there_is_can_arrive(kind: str) -> None:
    """Empty, of the wrong type, or with a chat and a person: each kind is read, and never taken for words."""
    for content in ({}, [], None, "x", 7, {"chat": GROUP, "from": PERSON}, {"chat": {"id": "42"}, "from": 1}):
        incoming = heard({"update_id": 1, kind: content})
        assert incoming.text == ""
        assert incoming.command is None


def test_a_note_of_newcomers_names_people_and_no_robot() -> None:
    """All that a bot without rights is told of who was added: every person, in one event; robots are none."""
    added = [
        {"id": 7, "is_bot": False, "first_name": "Ada"},
        {"id": 9, "is_bot": True, "first_name": "x"},
        {"id": 8, "is_bot": False, "first_name": "Ugo"},
    ]
    incoming = heard(message(chat=GROUP, new_chat_members=added))
    assert (incoming.kind, incoming.newcomers) == ("member", ((7, "Ada"), (8, "Ugo")))
    assert incoming.membership == ("left", "member") and incoming.reason == "person"
    assert heard(message(chat=GROUP, new_chat_members=added[1:2])).reason == "service"
