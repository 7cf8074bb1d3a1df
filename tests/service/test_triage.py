"""A triage team looks first: it confirms, corrects, asks; nothing is held too long, nor if urgent."""

from datetime import datetime

import pytest

from bot.outgoing import Edit, Press
from storage.cases import CaseRow
from tests.conftest import PARIS
from tests.service.house import GROUP, METZ, STAFF, STRANGER, House

TEAM = "triage:57"
TRIAGE = -1005
LEA = 505


@pytest.fixture
def house(house: House) -> House:
    """Triage is on in Moselle, with a group; Metz-Borny has its own."""
    house.tie_to(TRIAGE, TEAM, LEA, "worker")
    house.database.write(lambda tx: tx.marks.set(TEAM, True, house.now)).result()
    return house


def case(house: House) -> CaseRow:
    """The household's case."""
    (found,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    return found


def test_a_referral_goes_to_triage_first(house: House) -> None:
    """The consent names the team and what it will do; the permanence sees nothing yet."""
    house.refers()
    assert case(house).permanence == TEAM and not house.paper.contents(GROUP)
    assert "puis à la permanence" in (case(house).consent_text or "")
    card = house.paper.contents(TRIAGE)[0]
    assert "Proposée" in card.text and "Metz-Borny" in card.text and "comandement" in card.text


def test_without_its_group_or_switched_off_triage_holds_nothing(house: House) -> None:
    """Off: the case goes straight to the permanence."""
    house.database.write(lambda tx: tx.marks.set(TEAM, False, house.now)).result()
    house.refers()
    assert case(house).permanence == METZ


def test_one_tap_confirms_and_the_household_learns_the_name(house: House) -> None:
    """Confirmed: the card is at the permanence, the household reads its name and gets a place proposed."""
    house.refers()
    house.presses("Confirmer", TRIAGE, user=LEA)
    assert case(house).group_id == GROUP
    assert "Metz-Borny" in house.read() and "prochaine place" in house.read()
    assert "l'équipe d'orientation vous le confie" in house.paper.contents(GROUP)[0].text


def test_who_is_not_of_the_team_orients_nobody(house: House) -> None:
    """Staff of a permanence, or a stranger, press in the triage group: refused and written down."""
    house.refers()
    for user in (STAFF, STRANGER):
        house.presses("Confirmer", TRIAGE, user=user)
    assert case(house).permanence == TEAM
    assert "pas inscrit" in house.paper.contents(TRIAGE, Press)[-1].text


def test_a_corrected_fact_moves_the_date_the_card_and_the_moment_it_leaves(house: House) -> None:
    """The act is of the 10th: the household reads the new date, the card and the timer follow."""
    house.refers()
    before = case(house).data["leaves_at"]
    house.presses("Corriger", TRIAGE, user=LEA)
    house.presses("La date de l'acte", TRIAGE, user=LEA)
    prompt = [number for number, call in house.paper.calls if getattr(call.content, "asks", False)][-1]
    house.writes("le 10 novembre", TRIAGE, LEA, prompt)
    assert "mardi 22 décembre" in house.read() and "corrige" in house.read()
    assert "mardi 22 décembre" in house.paper.contents(TRIAGE, Edit)[-1].text
    assert case(house).data["leaves_at"] < before


def test_a_value_that_cannot_be_read_is_asked_again(house: House) -> None:
    """Words that are no date change nothing."""
    house.refers()
    house.presses("Corriger", TRIAGE, user=LEA)
    house.presses("La date de l'acte", TRIAGE, user=LEA)
    prompt = [number for number, call in house.paper.calls if getattr(call.content, "asks", False)][-1]
    house.writes("je ne sais plus trop", TRIAGE, LEA, prompt)
    assert "Je ne lis pas" in house.paper.contents(TRIAGE)[-1].text
    assert case(house).act_before is not None and case(house).act_before.isoformat() == "2027-01-01"


def test_a_precision_is_asked_and_answered_on_the_card(house: House) -> None:
    """One known question, in the household's language; its answer comes back on the card."""
    house.refers()
    house.presses("Demander une précision", TRIAGE, user=LEA)
    house.presses("Les ressources", TRIAGE, user=LEA)
    assert "Une question de" in house.read()
    house.says("1250 euros")
    assert "transmise" in house.read()
    assert any("Le ménage répond" in message.text for message in house.paper.contents(TRIAGE))
    assert "1\u202f250" in house.paper.contents(TRIAGE, Edit)[-1].text.replace("\xa0", "\u202f")


def test_what_becomes_urgent_leaves_triage_at_once(house: House) -> None:
    """Danger in a case that waits for triage: it is at the permanence, with the words, at once."""
    house.refers()
    house.says("la police est là pour m'expulser maintenant")
    assert case(house).group_id == GROUP
    assert any("police est là" in message.text for message in house.paper.contents(GROUP))


def test_a_case_nobody_oriented_leaves_the_evening_before(house: House) -> None:
    """Not triaged: at 18 h on the eve of the last useful session it goes where routing proposed."""
    house.refers()
    due = datetime.fromisoformat(case(house).data["leaves_at"])
    assert (due.hour, due.date().isoformat()) == (18, "2026-12-30")
    house.waits(due.replace(hour=17))
    assert case(house).permanence == TEAM
    house.waits(due.replace(minute=5))
    assert case(house).permanence == METZ
    assert "n'avait pas encore répondu" in house.paper.contents(GROUP)[0].text


def test_with_nothing_to_propose_it_is_said_every_day(house: House) -> None:
    """No permanence with a group: the team is told, and told again the next day; the case is not lost."""
    house.database.write(lambda tx: tx.groups.untie(GROUP)).result()
    house.refers()
    house.waits(datetime(2027, 1, 2, 12, tzinfo=PARIS))
    told = [
        message.text
        for message in house.paper.contents(TRIAGE)
        if "À vous de voir aujourd'hui" in message.text
    ]
    assert len(told) >= 2 and case(house).permanence == TEAM


def test_the_household_may_refuse_what_triage_chose(house: House) -> None:
    """«Pas cette permanence»: back to the team, nothing left at the permanence; twice changes no more."""
    house.refers()
    house.presses("Confirmer", TRIAGE, user=LEA)
    house.presses("Pas cette permanence")
    assert case(house).permanence == TEAM and "revient à l'équipe" in house.read()
    house.presses("Pas cette permanence")
    assert "n'a pas bougé" in house.read()


def test_the_queue_is_for_the_team_and_links_to_each_card(house: House) -> None:
    """`/file` in the triage group: the waiting cases, each with the address of its topic."""
    reference = house.refers()
    house.writes("/file", TRIAGE, LEA)
    shown = house.paper.contents(TRIAGE)[-1]
    assert reference in shown.text and shown.buttons[0][0].url.startswith("https://t.me/c/5/")
    house.writes("/file", TRIAGE, STRANGER)
    assert any("pas inscrit" in said.text for said in house.paper.contents(TRIAGE)[-2:])


def test_an_urgent_referral_is_not_held_and_triage_is_told(house: House) -> None:
    """Urgency 5 before the referral: straight to the permanence, one line to the team."""
    house.says("la police est là pour m'expulser maintenant")
    for text in ("je suis à metz", "/humain"):
        house.says(text)
    house.presses("Demander une place")
    house.presses("D'accord")
    assert case(house).permanence == METZ
    assert "tout droit" in house.paper.contents(TRIAGE)[-1].text
