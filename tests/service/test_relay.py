"""Both ways: every kind of message, albums, corrections; what is taken back; who cannot be reached."""

from typing import Any

import pytest

from bot.outgoing import Call, Copy, Delete, Edit, React
from bot.undelivered import Unreachable
from tests.service.house import GROUP, STAFF, STRANGER, House

FILE = {"file_id": "f", "file_unique_id": "u"}
THINGS = {
    "photo": [FILE | {"width": 90, "height": 90}],
    "document": FILE | {"file_name": "a.pdf"},
    "voice": FILE | {"duration": 3},
    "video": FILE | {"duration": 3, "width": 9, "height": 9},
}


@pytest.fixture
def house(house: House) -> House:
    """A case that waits."""
    house.refers()
    return house


def sends(house: House, kind: str, chat: int = 7, number: int = 70, **more: Any) -> None:
    """Somebody sends what is no text: the household, or staff in reply to the card."""
    message: dict[str, Any] = {"message_id": number, "date": int(house.now), kind: THINGS[kind], **more}
    person = {"id": chat if chat > 0 else STAFF, "is_bot": False, "first_name": "A"}
    where: dict[str, Any] = {"id": chat, "type": "private"}
    if chat < 0:
        where = {"id": GROUP, "type": "supergroup", "is_forum": True, "title": "P"}
        message |= {"message_thread_id": house.topic(), "is_topic_message": True}
        message["reply_to_message"] = {"message_id": house.card(), "date": 1, "chat": where}
    house.arrives({"message": message | {"chat": where, "from": person}})
    house.works()


@pytest.mark.parametrize("kind", sorted(THINGS))
def test_every_kind_passes_both_ways(house: House, kind: str) -> None:
    """Photo, document, voice, video: announced and copied, from the household and to it."""
    sends(house, kind)
    assert house.paper.contents(GROUP, Copy)[-1].message_id == 70
    sends(house, kind, GROUP, 71, caption="Voici")
    assert house.paper.contents(7, Copy)[-1].message_id == 71
    assert "vous envoie ceci" in house.read() and house.paper.contents(GROUP, React)


def test_an_album_is_announced_once(house: House) -> None:
    """Three photos sent together: one heading and one answer, three copies, each way."""
    before = len(house.paper.contents(7))
    for number in (80, 81, 82):
        sends(house, "photo", 7, number, media_group_id="g1")
    assert [copy.message_id for copy in house.paper.contents(GROUP, Copy)] == [80, 81, 82]
    assert sum("envoie : une photo" in said.text for said in house.paper.contents(GROUP)) == 1
    assert len(house.paper.contents(7)) == before + 1
    for number in (83, 84):
        sends(house, "photo", GROUP, number, media_group_id="g2")
    assert [copy.message_id for copy in house.paper.contents(7, Copy)] == [83, 84]
    assert sum("vous envoie ceci" in said.text for said in house.paper.contents(7)) == 1


def test_a_correction_follows_both_ways(house: House) -> None:
    """An edit of the household edits its copy in the topic; an edit of staff edits the household's."""
    number = house.says("j'ai 2 enfants")
    house.says("j'ai 3 enfants", message_id=number, edited=True)
    assert any("3 enfants" in edit.text for edit in house.paper.contents(GROUP, Edit))
    answer = house.group_says("A mardi", thread=house.topic(), reply_to=house.card())
    house.group_says("À mardi", thread=house.topic(), message_id=answer, edited=True)
    assert "À mardi" in house.paper.contents(7, Edit)[-1].text


def test_a_message_is_taken_back_within_two_days(house: House) -> None:
    """`/retirer` in reply: the household's copy is deleted, the audit keeps that it was; later it is said."""
    answer = house.group_says("Erreur", thread=house.topic(), reply_to=house.card())
    house.group_says("/retirer", thread=house.topic(), reply_to=answer)
    assert len(house.paper.contents(7, Delete)) == 1
    assert "Retiré" in house.paper.contents(GROUP)[-1].text
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    assert "withdraw_message" in [one.action for one in house.database.read(lambda tx: tx.audit.of(row.id))]
    late = house.group_says("Autre erreur", thread=house.topic(), reply_to=house.card())
    house.now += 49 * 3600
    house.group_says("/retirer", thread=house.topic(), reply_to=late)
    assert len(house.paper.contents(7, Delete)) == 1
    assert any("Trop tard" in said.text for said in house.paper.contents(GROUP))


def test_only_who_works_there_takes_back(house: House) -> None:
    """A stranger's /retirer deletes nothing; in reply to what was never sent, it says how."""
    answer = house.group_says("Bonjour", thread=house.topic(), reply_to=house.card())
    house.group_says("/retirer", user=STRANGER, thread=house.topic(), reply_to=answer)
    house.group_says("/retirer", thread=house.topic(), reply_to=house.card())
    assert not house.paper.contents(7, Delete)
    assert "répondez /retirer" in house.paper.contents(GROUP)[-1].text


def test_the_language_stands_beside_the_words(house: House) -> None:
    """French needs no mark; a household that changes its language is shown with it, and written to in it."""
    house.says("une question au conseiller")
    assert "[" not in house.paper.contents(GROUP)[-1].text
    house.says("/langue")
    house.presses("العربية")
    house.says("سؤال للمستشار")
    assert any("[العربية]" in said.text for said in house.paper.contents(GROUP))
    house.group_says("Bonjour", thread=house.topic(), reply_to=house.card())
    house.presses("Rendre", GROUP)
    assert "طلبكم" in house.read()


def test_a_household_that_blocked_is_shown_and_tried_again(house: House) -> None:
    """Unreachable: once in the topic, on the card until it writes; retried, the lost words leave again."""

    def blocked(call: Call) -> None:
        if call.chat_id == 7:
            raise Unreachable("bot was blocked by the user")

    house.paper.fails = blocked
    house.group_says("Êtes-vous là ?", thread=house.topic(), reply_to=house.card())
    told = [said.text for said in house.paper.contents(GROUP) if "injoignable sur Telegram" in said.text]
    assert len(told) == 1
    assert "Injoignable" in house.paper.contents(GROUP, Edit)[-1].text
    house.presses("Courrier envoyé", GROUP)
    house.presses("Réessayer", GROUP)
    told = [said.text for said in house.paper.contents(GROUP) if "injoignable sur Telegram" in said.text]
    assert len(told) == 2
    house.paper.fails = lambda call: None
    house.presses("Réessayer", GROUP)
    assert any("Êtes-vous là" in said.text for said in house.paper.contents(7))
    house.says("me revoilà")
    assert "Injoignable" not in house.paper.contents(GROUP, Edit)[-1].text
