"""What goes wrong inside is never silence outside, and never stops anybody else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.library import Library
from tests.conftest import real_library
from tests.service.house import GROUP, House


class Broken:
    """Territory that raises for one commune, as a bug of ours would."""

    def __init__(self, whole: Any) -> None:
        self._whole = whole

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    def resolve(self, text: str) -> Any:
        """The bug."""
        if "woippy" in text:
            raise RuntimeError("a bug of ours, with the words of somebody: woippy")
        return self._whole.resolve(text)

    def mention(self, text: str) -> Any:
        """Nothing heard in passing."""
        return ()


def _with_a_bug() -> Library:
    library = real_library()
    return replace(
        library, knowledge=replace(library.knowledge, territory=Broken(library.knowledge.territory))
    )


def test_a_bug_answers_with_an_apology_and_keeps_the_question(tmp_path: Path) -> None:
    """An apology with a number; the open question is kept, the message too; the next answer works."""
    library = _with_a_bug()
    house = House(tmp_path, library=lambda: library)
    house.tie()
    house.says("jai recu un comandement de payé hier")
    house.presses("Hier")
    house.says("bail de 2024")
    house.says("woippy")
    assert "Pardon" in house.read() and "0 805 160 075" in house.read()
    house.says("metz")
    assert "Agissez avant" in house.read()
    assert house.database.read(lambda tx: tx.inbox.pending_count()) == 0


def test_a_poison_update_between_good_ones_stops_nobody(house: House) -> None:
    """What cannot be read is put aside; the messages before and after are answered."""
    house.arrives(
        {
            "message": {
                "message_id": 1,
                "date": 1,
                "chat": {"id": 7, "type": "private"},
                "from": {"id": 7, "is_bot": False, "first_name": "A"},
                "text": "bonjour",
            }
        }
    )
    house.arrives({"message": {"message_id": "?", "chat": []}})
    house.database.write(
        lambda tx: tx.inbox.add("telegram", "odd", None, b"\xff{not json", house.now)
    ).result()
    house.arrives(
        {
            "message": {
                "message_id": 2,
                "date": 1,
                "chat": {"id": 8, "type": "private"},
                "from": {"id": 8, "is_bot": False, "first_name": "A"},
                "text": "bonjour",
            }
        }
    )
    house.works()
    assert "Entraidbot" in house.read(7) and "Entraidbot" in house.read(8)
    assert house.database.read(lambda tx: tx.inbox.pending_count()) == 0


def test_messages_in_one_breath_are_read_together_and_each_kept(tmp_path: Path) -> None:
    """A burst makes one turn and one answer; every message is kept as written."""
    house = House(tmp_path, burst=2.0)
    for number, text in enumerate(("bonjour", "jai recu un comandement de payé", "hier"), start=1):
        house.arrives(
            {
                "message": {
                    "message_id": number,
                    "date": 1,
                    "chat": {"id": 7, "type": "private"},
                    "from": {"id": 7, "is_bot": False, "first_name": "A"},
                    "text": text,
                }
            }
        )
    house.works()
    assert house.paper.contents(7) == []
    house.now += 3
    house.works()
    (answer,) = house.paper.contents(7)
    assert "commandement de payer" in answer.text
    kept = house.database.read(lambda tx: [message.text for message in tx.messages.of_chat(7)])
    assert kept == ["bonjour", "jai recu un comandement de payé", "hier"]


def test_a_topic_that_cannot_be_opened_costs_no_card(house: House) -> None:
    """Without the right to open topics the card is posted in the group itself."""
    from bot.outgoing import Topic
    from bot.undelivered import Refused

    def no_topics(call: Any) -> None:
        if isinstance(call.content, Topic):
            raise Refused("not enough rights to create a topic")

    house.paper.fails = no_topics
    reference = house.refers()
    cards = [card for card in house.paper.contents(GROUP) if reference in card.text]
    assert cards
    house.presses("Prendre", GROUP)
    assert "suit votre demande" in house.read()


def test_replaying_the_whole_inbox_changes_nothing(house: House) -> None:
    """An update that comes twice has one effect."""
    raw = json.dumps(
        {
            "update_id": 9,
            "message": {
                "message_id": 3,
                "date": 1,
                "chat": {"id": 7, "type": "private"},
                "from": {"id": 7, "is_bot": False, "first_name": "A"},
                "text": "bonjour",
            },
        }
    ).encode()
    for _ in range(3):
        house.database.write(lambda tx: tx.inbox.add("telegram", "9:abc", 7, raw, house.now)).result()
        house.works()
    assert len(house.paper.contents(7)) == 1


@pytest.mark.parametrize(
    "message",
    [
        {"text": ""},
        {"text": "🙏🙏🙏"},
        {"text": "a" * 10_000},
        {"text": "\u202e\u2066bonjour"},
        {"text": "z\u0300\u0301\u0302\u0303\u0304" * 200},
        {"text": "\ud800 bonjour"},
        {"text": "\u200b\u200b"},
        {
            "sticker": {
                "file_id": "f",
                "file_unique_id": "u",
                "width": 1,
                "height": 1,
                "type": "regular",
                "is_animated": False,
                "is_video": False,
            }
        },
        {"location": {"latitude": 49.1, "longitude": 6.2}},
        {"contact": {"phone_number": "+33600000000", "first_name": "B"}},
        {"poll": {"id": "1", "question": "?", "options": []}},
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}], "media_group_id": "1"},
        {"text": "bonjour", "forward_origin": {"type": "something_new", "date": 1}},
        {"dice": {"emoji": "🎲", "value": 1}},
        {"new_kind_of_2027": {"x": 1}},
    ],
)
def test_whatever_is_sent_gets_a_kind_answer(house: House, message: dict[str, Any]) -> None:
    """Nothing lost, nothing raised, always an answer with a next step."""
    base = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "A"},
    }
    house.arrives({"message": base | message})
    house.works()
    assert house.paper.contents(7)
    assert house.database.read(lambda tx: tx.inbox.pending_count()) == 0
    assert house.paper.contents(7)[-1].text.strip()


@pytest.mark.parametrize(
    "sender",
    [
        {"from": {"id": 9, "is_bot": True, "first_name": "Robot"}},
        {"from": {"id": 9, "is_bot": False, "first_name": "A"}, "sender_chat": {"id": -5, "type": "channel"}},
    ],
)
def test_robots_and_channels_open_no_conversation(house: House, sender: dict[str, Any]) -> None:
    """A bot or a channel gets no session, so that two robots never talk to each other for ever."""
    house.arrives(
        {
            "message": {
                "message_id": 5,
                "date": 1,
                "chat": {"id": 9, "type": "private"},
                "text": "bonjour",
                **sender,
            }
        }
    )
    house.works()
    assert house.database.read(lambda tx: tx.sessions.load(9)) is None
