"""Ready replies: nothing leaves before it was seen; what leaves is what was shown."""

import pytest

from bot.outgoing import Delete
from tests.service.house import GROUP, STRANGER, House


@pytest.fixture
def house(house: House) -> House:
    """A case that waits."""
    house.refers()
    return house


def shown(house: House) -> list[str]:
    """The buttons of the newest list."""
    return [button.label for row in house.paper.contents(GROUP)[-1].buttons for button in row]


def test_replies_are_stacked_seen_then_sent(house: House) -> None:
    """Two chosen, in order; the household reads nothing until «Envoyer», then both in that order."""
    before = len(house.paper.contents(7))
    for label in ("Réponses", "Le FSL expliqué", "Continuer à payer", "Aperçu"):
        house.presses(label, GROUP)
    assert len(house.paper.contents(7)) == before
    house.presses("Envoyer", GROUP)
    text = house.read()
    assert text.index("FSL") < text.index("Payez le loyer")


def test_an_appointment_is_only_spoken_of_where_there_is_one(house: House) -> None:
    """«Votre rendez-vous» is offered once a place is taken, with its day and hour."""
    house.presses("Réponses", GROUP)
    assert "Votre rendez-vous" not in shown(house)
    house.presses("Prendre cette place")
    for label in ("Réponses", "Votre rendez-vous", "Aperçu", "Envoyer"):
        house.presses(label, GROUP)
    assert "mardi 24 novembre à 14 h" in house.read()


def test_eight_a_page(house: House) -> None:
    """A page shows eight replies and the ways on; the last page the way back."""
    house.presses("Réponses", GROUP)
    assert len(shown(house)) == 8 + 2
    house.presses("Suivantes", GROUP)
    assert "‹ Précédentes" in shown(house)


def test_what_was_sent_is_taken_back_by_a_button(house: House) -> None:
    """«Retirer» under the confirmation deletes the household's copy, and the file keeps what was said."""
    for label in ("Réponses", "Le FSL expliqué", "Aperçu", "Envoyer", "Retirer"):
        house.presses(label, GROUP)
    assert len(house.paper.contents(7, Delete)) == 1
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    kept = house.database.read(lambda tx: tx.messages.thread(row.id))
    assert any("FSL" in message.text for message in kept)


def test_a_stranger_sends_nothing(house: House) -> None:
    """Each step is authorised: a stranger who presses «Envoyer» of somebody's preview sends nothing."""
    for label in ("Réponses", "Le FSL expliqué", "Aperçu"):
        house.presses(label, GROUP)
    before = len(house.paper.contents(7))
    house.presses("Envoyer", GROUP, user=STRANGER)
    assert len(house.paper.contents(7)) == before
