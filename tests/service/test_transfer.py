"""A case goes to another permanence: only where the household agreed to, and nothing of it stays behind."""

import pytest

from bot.outgoing import DeleteMany, Press, Topic, TopicClose, TopicDelete
from storage.cases import CaseRow
from tests.service.house import GROUP, STAFF, STRANGER, House

PHONE = "exemple-moselle-telephone"
OTHER = -1002
NADIA = 502


@pytest.fixture
def house(house: House) -> House:
    """Metz-Borny has its group, the telephone permanence another."""
    house.tie_to(OTHER, PHONE, NADIA)
    return house


def case(house: House) -> CaseRow:
    """The household's case."""
    (found,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    return found


def proposed(house: House, reason: str = "Plus de place ici") -> None:
    """Staff propose the telephone permanence."""
    for label in ("Plus…", "Transférer", "Permanence téléphonique", reason):
        house.presses(label, GROUP)


def actions(house: House, reference: str) -> list[str]:
    """What the audit has of the case."""
    row = house.database.read(lambda tx: tx.cases.by_reference(reference))
    assert row is not None
    return [entry.action for entry in house.database.read(lambda tx: tx.audit.of(row.id))]


def test_nothing_moves_before_the_household_has_agreed(house: House) -> None:
    """The other group sees nothing while the answer is awaited; a yes opens its topic with the history."""
    reference = house.refers()
    proposed(house)
    assert case(house).group_id == GROUP and not house.paper.contents(OTHER)
    assert "Permanence téléphonique" in house.read() and "Il y a de la place plus tôt" in house.read()
    house.presses("D'accord")
    moved = case(house)
    assert (moved.group_id, moved.permanence, moved.state) == (OTHER, PHONE, "waiting")
    assert len(house.paper.contents(OTHER, Topic)) == 1
    assert "Déjà reçu par : Entraid'bail" in house.paper.contents(OTHER)[-1].text
    assert {"transfer_asked", "transfer"} <= set(actions(house, reference))
    assert "Permanence téléphonique" in (moved.consent_text or "")


def test_a_refusal_leaves_the_case_and_is_told(house: House) -> None:
    """«Non»: same group, same state, and the group reads it."""
    reference = house.refers()
    proposed(house)
    house.presses("Non, je préfère")
    assert case(house).group_id == GROUP and not house.paper.contents(OTHER)
    told = [message.text for message in house.paper.contents(GROUP)]
    assert any("préfère rester" in text for text in told)
    assert "transfer_refused" in actions(house, reference)


def test_the_first_group_keeps_nothing_and_acts_on_nothing(house: House) -> None:
    """Messages deleted, topic closed; an old button changes nothing; words there go to nobody."""
    house.refers()
    topic, card = house.topic(), house.card()
    old = next(
        button.id
        for _, call in house.paper.calls
        for row in getattr(call.content, "buttons", ())
        for button in row
        if call.chat_id == GROUP and button.label == "Prendre"
    )
    proposed(house)
    house.presses("D'accord")
    assert card in house.paper.contents(GROUP, DeleteMany)[-1].message_ids
    assert house.paper.contents(GROUP, TopicClose)[-1].thread == topic
    house.presses_id(old, GROUP)
    assert case(house).state == "waiting"
    assert "ne correspond plus" in house.paper.contents(GROUP, Press)[-1].text
    before = len(house.paper.contents(7))
    house.group_says("Vous êtes là ?", thread=topic, reply_to=card)
    house.group_says("Vous êtes là ?", reply_to=card)
    assert len(house.paper.contents(7)) == before


def test_who_is_elsewhere_has_no_right_here(house: House) -> None:
    """After the transfer the first permanence's staff may not claim; who is of neither may not propose."""
    reference = house.refers()
    house.presses("Plus…", GROUP)
    house.presses("Transférer", GROUP, user=STRANGER)
    assert "refused" in actions(house, reference)
    proposed(house)
    house.presses("D'accord")
    house.presses("Prendre", OTHER, user=STAFF)
    assert case(house).state == "waiting"
    house.presses("Prendre", OTHER, user=NADIA)
    assert case(house).claimed_by == NADIA


def test_an_answer_to_a_proposal_taken_back_moves_nothing(house: House) -> None:
    """Staff take the proposal back; the household's old «D'accord» is answered and changes nothing."""
    house.refers()
    proposed(house)
    agree = house.paper.contents(7)[-1].buttons[0][0].id
    for label in ("Plus…", "Transférer", "Retirer la proposition"):
        house.presses(label, GROUP)
    house.presses_id(agree)
    assert case(house).group_id == GROUP and "n'a pas bougé" in house.read()


def test_erasing_after_a_transfer_wipes_both_groups(house: House) -> None:
    """/effacer takes the topic out of the group that has the case and out of the one that had it."""
    house.refers()
    first = house.topic()
    proposed(house)
    house.presses("D'accord")
    house.says("/effacer")
    house.presses("Oui")
    assert [gone.thread for gone in house.paper.contents(GROUP, TopicDelete)] == [first]
    assert len(house.paper.contents(OTHER, TopicDelete)) == 1


def test_an_edit_of_an_old_message_does_not_reach_into_the_wrong_group(house: House) -> None:
    """Relayed before the transfer and edited after it, a message arrives anew, where the case is."""
    house.refers()
    number = house.says("j'ai trois enfants")
    proposed(house)
    house.presses("D'accord")
    house.says("j'ai quatre enfants", message_id=number, edited=True)
    assert any("quatre enfants" in message.text for message in house.paper.contents(OTHER))


def test_a_colleague_takes_over_without_asking_the_household_again(house: House) -> None:
    """The same permanence, another person: the household is told, the card names who follows it."""
    house.database.write(
        lambda tx: tx.members.add(509, "staff", "entraidbail-metz-borny", "Karim", 1.0)
    ).result()
    reference = house.refers()
    for label in ("Prendre", "Plus…", "Transférer", "À un collègue", "Karim"):
        house.presses(label, GROUP)
    assert case(house).claimed_by == 509 and "Une autre personne" in house.read()
    assert "hand_over" in actions(house, reference)
