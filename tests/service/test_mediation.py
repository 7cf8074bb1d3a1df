"""Mediation with the database: who sees what, who may press what, what lasts and what is forgotten."""

import json
import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from bot.outgoing import Document, Press
from tests.conftest import PARIS
from tests.service.house import GROUP, METZ, STAFF, STRANGER

LANDLORD = 9_040_506
CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}")
WORDS = "jai recu un comandement de payé hier"


@pytest.fixture
def house(house):
    """A permanence with its group, and a household with a case that somebody follows."""
    house.refers()
    house.presses("Prendre", GROUP)
    return house


def asked(house):
    """Staff ask the household."""
    house.group_says("/mediation 300", thread=house.topic())


def code(house):
    """The newest link in the group."""
    return CODE.findall("\n".join(one.text for one in house.paper.contents(GROUP)))[-1]


def invited(house):
    """The household agrees, staff make a link; its code."""
    asked(house)
    house.presses("D'accord")
    house.presses("Lien pour le bailleur", GROUP)
    return code(house)


def joined(house):
    """The landlord is there."""
    house.says(f"/start {invited(house)}", LANDLORD)


def offers(house, chat, label="25\u00a0€", user=None):
    """Somebody makes an offer by its buttons."""
    house.presses("Proposer un plan", chat, user)
    house.presses(label, chat, user)
    house.presses("samedi 5 décembre", chat, user)
    house.presses("décembre 2026", chat, user)
    house.presses("Envoyer", chat, user)


def agreed(house):
    """Both agree on twelve instalments of 25 euros, from 5 December."""
    joined(house)
    offers(house, GROUP, "25\u00a0€")
    house.presses("J'accepte")
    house.presses("J'accepte", LANDLORD)


def state(house):
    """Where the mediation is."""

    def read(tx):
        (row,) = tx.cases.by_chat(7, open_only=False)
        return tx.mediations.get(row.id).state

    return house.database.read(read)


def texts(house, chat):
    """All that a chat has received."""
    return re.sub(r"</?b>", "", "\n".join(one.text for one in house.paper.contents(chat)))


def counts(house, event):
    """How often each of an event's dimensions was counted."""
    read = lambda tx: tx.statistics.report(date(2026, 1, 1), date(2028, 12, 1), event)  # noqa: E731
    found = Counter()
    for row in house.database.read(read):
        found[tuple(row.dimensions.values())] += row.count
    return dict(found)


def until(house, *day):
    """Time passes until that day, noon."""
    house.waits(datetime(*day, 12, tzinfo=PARIS))


def test_the_landlord_never_sees_the_household(house):
    """Neither its words, nor its facts, nor its chat; the household never sees the landlord's."""
    joined(house)
    house.says("je gagne 900 euros et mon loyer est de 450 euros")
    offers(house, 7)
    house.presses("J'accepte", LANDLORD)
    told = texts(house, LANDLORD)
    assert WORDS not in told and "900" not in told and "450" not in told and "budget" not in told
    assert str(LANDLORD) not in texts(house, 7)
    kept = house.database.read(lambda tx: str(tx.export(7)))
    assert f"{LANDLORD}," not in kept and f": {LANDLORD}" not in kept


def test_a_landlord_s_words_reach_staff_alone(house):
    """What it writes, and the file it sends, go to the topic; staff's reply to them goes nowhere."""
    joined(house)
    before = len(house.paper.contents(7))
    house.says("Il ment, il a de l'argent", LANDLORD)
    assert "Il ment" in texts(house, GROUP)
    assert len(house.paper.contents(7)) == before
    words = [
        n for n, c in house.paper.calls if c.chat_id == GROUP and "Il ment" in getattr(c.content, "text", "")
    ]
    house.group_says("Calmez-vous", thread=house.topic(), reply_to=words[-1])
    assert "Calmez-vous" not in texts(house, 7) + texts(house, LANDLORD)
    assert "Rien n'est parti" in house.read(GROUP)


def test_a_link_serves_once_and_for_the_landlord(house):
    """Used, it is worth nothing; opened by the household or a colleague it makes nobody a landlord."""
    link = invited(house)
    house.says(f"/start {link}", 7)
    assert state(house) == "invitation"
    assert "pour le bailleur" in house.read(7)
    house.presses("Lien pour le bailleur", GROUP)
    house.says(f"/start {code(house)}", STAFF)
    assert state(house) == "invitation"
    house.presses("Lien pour le bailleur", GROUP)
    house.says(f"/start {code(house)}", LANDLORD)
    assert state(house) == "discussion"
    house.says(f"/start {code(house)}", STRANGER)
    assert house.database.read(lambda tx: tx.mediations.of_landlord(STRANGER)) == []


def test_a_link_dies_after_two_weeks(house):
    """On the fifteenth day it opens nothing."""
    link = invited(house)
    house.waits(datetime.fromtimestamp(house.now, PARIS) + timedelta(days=15))
    house.says(f"/start {link}", LANDLORD)
    assert state(house) == "invitation"


def test_without_the_household_nothing_begins(house):
    """Before its answer, and after its no, no link can be made."""
    asked(house)
    assert "Lien pour le bailleur" not in str(house.paper.calls[-6:])
    house.presses("Non merci")
    assert state(house) == "refusee"
    assert counts(house, "mediation") == {("declined",): 1}
    with pytest.raises(AssertionError, match="no button"):
        house.presses("Lien pour le bailleur", GROUP)


def test_strangers_and_forgers_are_refused(house):
    """Somebody in the group without the role, or another household: nothing moves."""
    joined(house)
    offers(house, GROUP, "25\u00a0€")
    pressed = [
        button.id
        for _, call in house.paper.calls
        for row in getattr(call.content, "buttons", ())
        for button in row
        if button.label in ("J'accepte", "Je refuse", "Arrêter la médiation", "D'accord")
    ]
    before = house.database.read(lambda tx: tx.mediations.get(tx.cases.by_chat(7)[0].id))
    for data in pressed:
        house.presses_id(data, STRANGER)
        house.presses_id(data, GROUP, STRANGER)
    after = house.database.read(lambda tx: tx.mediations.get(tx.cases.by_chat(7)[0].id))
    assert after == before
    house.group_says("/mediation 10", user=STRANGER, thread=house.topic())
    assert house.database.read(lambda tx: tx.mediations.get(tx.cases.by_chat(7)[0].id)) == before


def test_a_side_cannot_press_for_the_other(house):
    """The household's acceptance is its own, whatever the landlord presses, and the other way round."""
    joined(house)
    offers(house, GROUP, "25\u00a0€")
    house.presses("J'accepte", LANDLORD)
    house.presses("J'accepte", LANDLORD)
    assert state(house) == "discussion"
    house.presses("J'accepte")
    assert state(house) == "accord"


def test_the_protocol_goes_to_all_three(house):
    """One is printed for each; what is meant for the landlord says so, or delivery would refuse it."""
    agreed(house)
    jobs = [house.database.write(lambda tx: tx.jobs.next(house.now, ["print"])).result() for _ in range(3)]
    papers = [job.data["paper"] for job in jobs]
    assert {paper["to"]: paper["ref"] for paper in papers} == {7: None, LANDLORD: "bailleur", GROUP: None}
    assert {paper["owner"] for paper in papers} == {7}
    assert counts(house, "mediation") == {("invited",): 1, ("accepted",): 1, ("signed",): 1}


def test_instalments_outlive_the_closing_of_the_case(house):
    """A case closed on «plan en cours» goes on being reminded, and a missed one reaches its topic."""
    agreed(house)
    house.presses("Clore", GROUP)
    house.presses("plan en cours", GROUP)
    until(house, 2026, 12, 1)
    assert "Rappel : échéance de 25\u00a0€" in texts(house, 7)
    until(house, 2026, 12, 9)
    house.presses("Je n'ai pas pu payer")
    assert "n'a pas pu payer" in texts(house, GROUP)
    assert "pas pu payer" not in texts(house, LANDLORD)


def test_reminders_can_be_stopped(house):
    """After the stop button nothing is asked of the household; the landlord still answers."""
    agreed(house)
    until(house, 2026, 12, 1)
    house.presses("Ne plus me le rappeler")
    before = len(house.paper.contents(7))
    until(house, 2027, 1, 9)
    after = [one.text for one in house.paper.contents(7)[before:]]
    assert not [text for text in after if "échéance" in text]
    assert texts(house, LANDLORD).count("avez-vous reçu") == 2


def test_messages_come_in_the_morning(house):
    """Between eight and twenty, whatever the hour of the agreement."""
    agreed(house)
    due = house.database.read(lambda tx: [tx.timers.due(9e9, 100)][0])
    hours = {datetime.fromtimestamp(one.due_at, PARIS).hour for one in due if one.kind == "instalment"}
    assert hours == {10}


def test_a_plan_kept_to_the_end_is_said_to_all(house):
    """Twelve times «received», and all three read that it is done; it is counted, the landlord forgotten."""
    agreed(house)
    for month in range(12):
        year, number = divmod(11 + month, 12)
        until(house, 2026 + year, number + 1, 9)
        house.presses("Reçue", LANDLORD)
        house.presses("Payée")
    assert state(house) == "tenue"
    assert all("jusqu'au bout" in texts(house, chat) for chat in (7, GROUP))
    assert "toutes les échéances sont payées" in texts(house, LANDLORD)
    assert counts(house, "instalment") == {("kept",): 12}
    assert counts(house, "mediation")[("fulfilled",)] == 1
    assert house.database.read(lambda tx: tx.mediations.of_landlord(LANDLORD)) == []


def test_two_missed_mark_the_card(house):
    """The second one says that the plan may not hold; it is counted once."""
    agreed(house)
    for day in ((2026, 12, 9), (2027, 1, 9), (2027, 2, 9)):
        until(house, *day)
        house.presses("Je n'ai pas pu payer")
    assert counts(house, "mediation")[("broken",)] == 1
    assert "échéances manquées : 2" in str(house.paper.calls)


def test_silence_is_told_to_staff_and_counts_nothing(house):
    """Nobody answers for ten days: staff know; neither kept nor missed."""
    agreed(house)
    until(house, 2026, 12, 20)
    assert "personne n'a répondu pour l'échéance n° 1" in texts(house, GROUP)
    assert counts(house, "instalment") == {}


def test_staff_open_the_agreement_again_on_what_is_left(house):
    """After one instalment paid, a new plan is made on 275 euros, and the old one's moments say nothing."""
    agreed(house)
    until(house, 2026, 12, 9)
    house.presses("Reçue", LANDLORD)
    house.group_says("/mediation", thread=house.topic())
    house.presses("Proposer un plan", GROUP)
    assert "275" in house.read(GROUP)
    house.presses("23\u00a0€" if "23" in house.read(GROUP) else "10\u00a0€", GROUP)
    house.presses("mardi 5 janvier", GROUP)
    house.presses("janvier 2027", GROUP)
    house.presses("Envoyer", GROUP)
    assert state(house) == "discussion"
    before = len(house.paper.contents(7))
    until(house, 2027, 1, 9)
    assert not [one for one in house.paper.contents(7)[before:] if "échéance du" in one.text]


def test_a_landlord_may_leave_and_be_forgotten(house):
    """/stop: nothing more is sent to it; before an agreement the search is over, and staff know."""
    joined(house)
    house.says("/stop", LANDLORD)
    assert "quitté" in house.read(LANDLORD)
    assert state(house) == "arretee"
    before = len(house.paper.contents(LANDLORD))
    house.presses("Proposer un plan")
    assert [one.text for one in house.paper.contents(7, Press)][-1]
    assert len(house.paper.contents(LANDLORD)) == before


def test_a_landlord_who_leaves_an_agreement_leaves_it_standing(house):
    """The plan goes on between the household and the permanence."""
    agreed(house)
    house.says("/stop", LANDLORD)
    assert state(house) == "accord"
    until(house, 2026, 12, 9)
    assert "est-elle payée" in texts(house, 7)
    assert "avez-vous reçu" not in texts(house, LANDLORD)


def test_erasing_ends_everything_and_says_only_that_it_ended(house):
    """After «Tout effacer» nothing of the mediation is left; the landlord reads one neutral sentence."""
    agreed(house)
    house.says("/effacer")
    house.presses("Oui, tout effacer")
    assert "est terminée" in house.read(LANDLORD)
    left = house.database.read(lambda tx: (tx.mediations.of_landlord(LANDLORD), tx.timers.due(9e9, 100)))
    assert left[0] == [] and not [timer for timer in left[1] if timer.kind == "instalment"]
    assert house.database.read(lambda tx: tx.cases.by_chat(7, open_only=False)) == []


def test_a_landlord_of_two_cases_says_which(house):
    """Words that could be about either go to neither until it replies to one."""
    joined(house)
    house.refers(8)
    house.presses("Prendre", GROUP)
    house.group_says("/mediation 500", thread=house.topic())
    house.presses("D'accord", 8)
    house.presses("Lien pour le bailleur", GROUP)
    house.says(f"/start {code(house)}", LANDLORD)
    house.says("et pour le mois de mars ?", LANDLORD)
    assert "plusieurs dossiers" in house.read(LANDLORD)
    assert "mois de mars" not in texts(house, GROUP)
    first = next(number for number, call in house.paper.calls if call.chat_id == LANDLORD)
    house.says("et pour le mois de mars ?", LANDLORD, reply_to_message=_shown(first))
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(7))
    assert f"Bailleur de {row.reference} : et pour le mois de mars ?" in texts(house, GROUP)
    assert "mois de mars" not in texts(house, 7) + texts(house, 8)


def _shown(number):
    """A message of the landlord's chat, as a reply names it."""
    return {"message_id": number, "date": 1, "chat": {"id": LANDLORD, "type": "private"}}


def test_figures_have_no_person(house):
    """Every counter of a mediation is made of codes."""
    agreed(house)
    until(house, 2026, 12, 9)
    house.presses("Payée")
    read = lambda tx: tx.statistics.report(date(2026, 1, 1), date(2028, 1, 1))  # noqa: E731
    told = str(house.database.read(read))
    assert str(LANDLORD) not in told.replace("'days'", "") or METZ in told
    assert "SCI" not in told and WORDS not in told


def test_a_landlord_who_left_leaves_no_trace_of_its_chat(house):
    """Buttons, messages sent and waiting: nothing of the case names its chat any more."""
    agreed(house)
    house.says("/stop", LANDLORD)

    def traces(tx):
        (row,) = tx.cases.by_chat(7)
        tables = ("outbox", "buttons", "landlords", "timers", "documents", "messages")
        run = tx._connection.execute
        where = "WHERE chat_id = ? AND case_id = ?"
        return [t for t in tables if run(f"SELECT 1 FROM {t} {where}", (LANDLORD, row.id)).fetchone()]

    assert house.database.read(traces) == []


def test_a_plan_of_three_years_outlives_the_retention_of_silent_cases(house):
    """The case was closed long ago, but an instalment is answered every month: it is kept, and then goes."""
    joined(house)
    offers(house, GROUP, "10\u00a0€")
    house.presses("J'accepte")
    house.presses("J'accepte", LANDLORD)
    house.presses("Clore", GROUP)
    house.presses("plan en cours", GROUP)
    for month in range(30):
        year, number = divmod(11 + month, 12)
        until(house, 2026 + year, number + 1, 9)
        house.presses("Reçue", LANDLORD)
        house.database.write(lambda tx: tx.retention.purge(house.now)).result()
    until(house, 2029, 5, 25)
    assert state(house) == "tenue"
    house.now += 740 * 86_400
    house.database.write(lambda tx: tx.retention.purge(house.now)).result()
    assert house.database.read(lambda tx: tx.cases.by_chat(7, open_only=False)) == []


def test_a_landlord_has_its_rights_too(house):
    """/mesdonnees answers it as anybody: what is held about it, and nothing of the household."""
    joined(house)
    house.says("/mesdonnees", LANDLORD)
    (file,) = house.paper.contents(LANDLORD, Document)
    held = json.loads(file.text)
    assert len(held["landlord_of"]) == 1 and held["cases"] == [] and held["messages"] == []
    assert WORDS not in file.text
