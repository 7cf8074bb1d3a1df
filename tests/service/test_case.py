"""One household, from first word to an answer read: through service, database and delivery."""

from bot.outgoing import Copy, Edit, Pin, Press, React, Topic, TopicClose, TopicDelete
from tests.service.house import GROUP, STAFF, STRANGER, House


def test_an_agreed_referral_puts_a_pinned_card_in_a_topic(house: House) -> None:
    """Agreement opens the case: a topic with the reference and no name, the card in it, pinned."""
    reference = house.refers()
    (topic,) = house.paper.contents(GROUP, Topic)
    assert reference in topic.title
    card = house.paper.contents(GROUP)[0]
    assert card.protect and card.topic and reference in card.text
    assert "vendredi 1er janvier" in card.text and "Metz" in card.text
    assert len(house.paper.contents(GROUP, Pin)) == 1
    assert reference in house.read()


def test_claim_answer_and_close_reach_the_household(house: House) -> None:
    """Staff claim, answer by a reply in the topic, close: the household reads each of them."""
    reference = house.refers()
    house.presses("Prendre", GROUP)
    assert "suit votre demande" in house.read()
    assert any(press.text.startswith("C'est à vous") for press in house.paper.contents(GROUP, Press))
    house.group_says("Bonjour, apportez votre bail mardi.", thread=house.topic(), reply_to=house.card())
    assert "apportez votre bail" in house.read()
    assert house.paper.contents(GROUP, React)
    house.closes("plan en cours")
    assert any("terminée" in said.text and reference in said.text for said in house.paper.contents(7))
    assert house.paper.contents(GROUP, TopicClose)
    house.says("/ou")
    assert "Rien n'a été transmis" in house.read()


def test_words_between_staff_never_reach_the_household(house: House) -> None:
    """A message in the topic that replies to nothing, or to the topic's root, stays between staff."""
    house.refers()
    before = len(house.paper.contents(7))
    house.group_says("Qui le connaît ?", thread=house.topic())
    house.group_says("Moi.", thread=house.topic(), reply_to=house.topic())
    assert len(house.paper.contents(7)) == before


def test_household_words_and_their_correction_reach_the_topic(house: House) -> None:
    """What the household writes next is relayed word for word; an edit edits the copy."""
    house.refers()
    number = house.says("j'ai aussi <b>peur</b> pour mes enfants")
    assert "&lt;b&gt;peur" in house.paper.contents(GROUP)[-1].text
    house.says("j'ai surtout peur pour mes enfants", message_id=number, edited=True)
    edit = house.paper.contents(GROUP, Edit)[-1]
    assert "surtout peur" in edit.text


def test_a_voice_message_is_passed_on_not_dropped(house: House) -> None:
    """What the bot cannot read goes to the permanence."""
    house.refers()
    house.arrives(
        {
            "message": {
                "message_id": 77,
                "date": 1,
                "chat": {"id": 7, "type": "private"},
                "from": {"id": 7, "is_bot": False, "first_name": "A"},
                "voice": {"file_id": "f", "file_unique_id": "u", "duration": 3},
            }
        }
    )
    house.works()
    assert house.paper.contents(GROUP, Copy)[-1].message_id == 77


def test_a_corrected_date_corrects_the_card(house: House) -> None:
    """«ah non…»: the deadline, the card and a line in the topic follow."""
    house.refers()
    house.says("ah non, le 20 c'est quand je suis allé le chercher")
    assert "Je corrige" in house.read()
    assert "vendredi 1er janvier" not in house.paper.contents(GROUP, Edit)[-1].text
    house.says("le 10 novembre")
    edit = house.paper.contents(GROUP, Edit)[-1]
    assert "mardi 22 décembre" in edit.text


def test_somebody_without_the_right_changes_nothing(house: House) -> None:
    """A stranger in the group presses and answers: nothing moves, and it is in the audit."""
    reference = house.refers()
    house.presses("Prendre", GROUP, user=STRANGER)
    house.group_says("Donnez-moi votre adresse", user=STRANGER, thread=house.topic(), reply_to=house.card())
    case = house.database.read(lambda tx: tx.cases.by_reference(reference))
    assert case is not None and case.state == "waiting"
    assert "adresse" not in house.read()
    refused = house.database.read(lambda tx: [row for row in tx.audit.of(case.id) if row.action == "refused"])
    assert len(refused) == 2


def test_a_button_of_another_chat_does_nothing(house: House) -> None:
    """The id of a button, known and pressed elsewhere, changes no session and no case."""
    house.says("jai recu un comandement de payé hier")
    stolen = house.paper.contents(7)[-1].buttons[0][0].id
    house.presses_id(stolen, chat=8)
    house.presses_id("x" * 22, chat=8)
    house.presses_id("é" * 9, chat=GROUP, user=STAFF)
    session = house.database.read(lambda tx: tx.sessions.load(7))
    assert session is not None and '"to_confirm":["date_acte"]' in session


def test_erasing_leaves_nothing_of_the_chat_and_wipes_the_topic(house: House) -> None:
    """/effacer, asked twice: no row mentions the chat, its topic is deleted, the confirmation is read."""
    house.refers()
    topic = house.topic()
    house.says("/effacer")
    house.presses("Oui, tout effacer")
    assert "C'est effacé" in house.read()
    assert house.paper.contents(GROUP, TopicDelete) == [TopicDelete(topic)]
    house.database.read(lambda tx: _assert_forgotten(tx, 7))
    assert house.database.read(lambda tx: tx.audit.verify()) == []


def _assert_forgotten(tx: object, chat: int) -> None:
    assert tx.sessions.load(chat) is None  # type: ignore[attr-defined]
    assert tx.cases.by_chat(chat, open_only=False) == []  # type: ignore[attr-defined]
    assert tx.messages.of_chat(chat) == []  # type: ignore[attr-defined]
    held = tx.export(chat)  # type: ignore[attr-defined]
    assert not any(value for value in held.values() if isinstance(value, list | dict)), held


def test_a_household_that_blocked_the_bot_is_shown_to_staff(house: House) -> None:
    """Failed delivery is visible: another way is proposed to staff."""
    house.refers()
    house.arrives(
        {
            "my_chat_member": {
                "chat": {"id": 7, "type": "private"},
                "from": {"id": 7, "is_bot": False, "first_name": "A"},
                "date": 1,
                "old_chat_member": {"status": "member", "user": {"id": 1, "is_bot": True, "first_name": "B"}},
                "new_chat_member": {
                    "status": "kicked",
                    "user": {"id": 1, "is_bot": True, "first_name": "B"},
                    "until_date": 0,
                },
            }
        }
    )
    house.works()
    assert "injoignable" in house.paper.contents(GROUP)[-1].text


def test_my_data_come_counted_then_whole_in_a_file(house: House) -> None:
    """/mesdonnees: a sentence, how much of each kind, then every word of it in a file, in this order."""
    house.says("jai recu un comandement de payé hier, canari")
    house.says("/mesdonnees")
    told = [call.content for _, call in house.paper.calls if call.chat_id == 7][-3:]
    assert "tout ce que je garde" in told[0].text
    assert "Messages : 1" in told[1].text
    assert "canari" in told[2].text and told[2].name.endswith(".json")
