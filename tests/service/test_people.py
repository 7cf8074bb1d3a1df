"""People of a permanence: invited once, known by the database alone, away, gone; strangers are noticed."""

import json
from datetime import datetime
from typing import Any

import pytest

from bot.desk import rights
from bot.outgoing import DeleteMany, Edit, Press
from bot.service.world import BOT_NAME
from tests.conftest import PARIS
from tests.service.house import GROUP, METZ, STAFF, STRANGER, House

CHIEF, LEA, NEW = 901, 902, 930
ELSEWHERE = "exemple-moselle-telephone"
DAY = 86_400


@pytest.fixture
def house(house: House) -> House:
    """Metz-Borny with Claire, Léa, and Anne who coordinates; Anne and Léa have written to the bot."""
    house.gives(CHIEF, "coordinator", "Anne")
    house.gives(LEA, "staff", "Léa")
    house.says("/equipe", CHIEF)
    house.says("/equipe", LEA)
    return house


def told(house: House, chat: int) -> list[str]:
    """Everything a chat was told."""
    return [message.text for message in house.paper.contents(chat)]


def roles(house: House, user: int) -> set[tuple[str, str | None]]:
    """The roles the database has for a person."""
    return {(row.role, row.permanence) for row in house.database.read(lambda tx: tx.members.roles(user))}


def member(house: House, user: int, before: str, after: str, name: str = "Ada") -> None:
    """Telegram says that somebody joined or left the group."""
    person = {"id": user, "is_bot": False, "first_name": name}
    change = {
        "chat": {"id": GROUP, "type": "supergroup", "title": "P"},
        "from": person,
        "date": 1,
        "old_chat_member": {"status": before, "user": person},
        "new_chat_member": {"status": after, "user": person},
    }
    house.arrives({"chat_member": change})
    house.works()


def invited(house: House, role: str = "permanence") -> str:
    """The coordinator makes an invitation; its code."""
    house.says("/inviter", CHIEF)
    house.presses(role, CHIEF)
    return told(house, CHIEF)[-1].split()[-1]


def test_an_invitation_is_bound_to_who_opens_it_first(house: House) -> None:
    """The link gives its role once; the next person gets nothing, and the code is kept nowhere."""
    code = invited(house)
    house.says(f"/start {code}", NEW)
    house.says(f"/start {code}", STRANGER)
    assert roles(house, NEW) == {("staff", METZ)} and roles(house, STRANGER) == set()
    assert "ne mène à rien pour vous" in told(house, STRANGER)[-1]
    kept = b"".join(path.read_bytes() for path in house.folder.glob("bot.db*"))
    assert code.encode() not in kept and code.replace("-", "").encode() not in kept


def test_an_invitation_lasts_seven_days(house: House) -> None:
    """The eighth day it is worth nothing."""
    code = invited(house)
    house.now += 7 * DAY + 60
    house.says(f"/start {code}", NEW)
    assert roles(house, NEW) == set()


def test_the_link_leads_to_the_bot(house: House) -> None:
    """Once the bot's name is known, the invitation is a link to tap."""
    house.database.write(lambda tx: tx.marks.set(BOT_NAME, "EntraidTestBot", house.now)).result()
    assert invited(house).startswith("https://t.me/EntraidTestBot?start=")


def test_an_invitation_may_be_for_several_permanences(house: House) -> None:
    """One code, two permanences: both roles, each said."""
    data = {"permanences": [METZ, ELSEWHERE], "role": "coordinator"}
    code = house.database.write(lambda tx: tx.codes.issue("staff", data, house.now + DAY)).result()
    house.says(f"/start {code}", NEW)
    assert roles(house, NEW) == {("coordinator", METZ), ("coordinator", ELSEWHERE)}


def test_only_who_coordinates_invites(house: House) -> None:
    """Staff, strangers and households are told no; a coordinator cannot make an admin."""
    for user in (LEA, STRANGER):
        house.says("/inviter", user)
    assert "autre rôle" in told(house, LEA)[-1]
    house.says("/inviter", CHIEF)
    labels = [button.label for row in house.paper.contents(CHIEF)[-1].buttons for button in row]
    assert labels == ["permanence", "orientation", "coordination"]


@pytest.mark.parametrize("role", [rights.WORKER, rights.ADMIN])
def test_who_does_not_work_on_cases_claims_none(house: House, role: str) -> None:
    """A worker refers, an admin gives roles: neither reads nor takes a case of the permanence."""
    house.database.write(lambda tx: tx.members.add(NEW, role, METZ, "Zoé", house.now)).result()
    reference = house.refers()
    for label in ("Prendre", "Voir tout"):
        house.presses(label, GROUP, user=NEW)
    row = house.database.read(lambda tx: tx.cases.by_reference(reference))
    assert row.state == "waiting"
    assert [press.text[:18] for press in house.paper.contents(GROUP, Press)] == ["Vous n'êtes pas in"] * 2


def test_a_stranger_in_the_group_is_an_alarm_once(house: House) -> None:
    """Joining, writing and pressing: one word to the coordinator, and nothing granted."""
    member(house, STRANGER, "left", "member")
    house.group_says("bonjour", user=STRANGER)
    alarms = [text for text in told(house, CHIEF) if "sans être inscrit" in text]
    assert len(alarms) == 1 and "Ada" in alarms[0]
    assert roles(house, STRANGER) == set()


def test_telegrams_note_of_newcomers_is_heard_too(house: House) -> None:
    """Without an administrator's rights the bot only reads the note in the group: each newcomer counts."""
    people = [
        {"id": 71, "is_bot": False, "first_name": "Ugo"},
        {"id": LEA, "is_bot": False, "first_name": "L"},
    ]
    people.append({"id": 72, "is_bot": True, "first_name": "Robot"})
    chat = {"id": GROUP, "type": "supergroup", "title": "P"}
    note = {"message_id": 5, "date": 1, "chat": chat, "from": people[1], "new_chat_members": people}
    house.arrives({"message": note})
    house.works()
    alarms = [text for text in told(house, CHIEF) if "sans être inscrit" in text]
    assert len(alarms) == 1 and "Ugo" in alarms[0]


def test_leaving_the_group_is_asked_about_once(house: House) -> None:
    """The role stays until a coordinator takes it back; their cases go back to the queue."""
    reference = house.refers()
    house.presses("Prendre", GROUP, user=LEA)
    member(house, LEA, "member", "left")
    member(house, LEA, "member", "kicked")
    asked = [text for text in told(house, CHIEF) if "a quitté le groupe" in text]
    assert len(asked) == 1 and roles(house, LEA) == {("staff", METZ)}
    house.presses("Retirer", CHIEF)
    assert roles(house, LEA) == set()
    row = house.database.read(lambda tx: tx.cases.by_reference(reference))
    assert (row.state, row.claimed_by) == ("waiting", None)


def test_a_role_can_be_kept_after_leaving_the_group(house: House) -> None:
    """«Garder» changes nothing."""
    member(house, LEA, "member", "left")
    house.presses("Garder", CHIEF)
    assert roles(house, LEA) == {("staff", METZ)}


def test_the_morning_roll_call_finds_who_left_unseen(house: House) -> None:
    """Every morning, and when a card is posted, Telegram is asked who is there; who never was is no news."""
    house.refers()
    job = house.database.write(lambda tx: tx.jobs.next(house.now, ("roll_call",))).result()
    assert job.kind == "roll_call" and job.data["people"] == [STAFF, CHIEF, LEA]
    for number, status in enumerate(("member", "left", "left")):
        statuses = {str(LEA): status, str(STAFF): "member", str(CHIEF): "left"}
        raw = json.dumps({"job": "roll_call", "chat_id": GROUP, "statuses": statuses}).encode()
        house.database.write(
            lambda tx, n=number, r=raw: tx.inbox.add("job", f"job:{n}", None, r, house.now)
        ).result()
        house.works()
    assert not any("Anne</b> a quitté" in text for text in told(house, GROUP) + told(house, CHIEF))
    assert sum("a quitté le groupe" in text for text in told(house, CHIEF)) == 1
    assert "a quitté le groupe" in told(house, CHIEF)[-1] and "Léa" in told(house, CHIEF)[-1]
    assert house.database.write(lambda tx: tx.jobs.next(house.now, ("roll_call",))).result() is None


def test_a_group_hears_each_lack_once(house: House) -> None:
    """Looked at every morning, a group is told what changed, not the same thing every day."""
    for number, advice in enumerate((["group.needs_pin"], ["group.needs_pin"], ["group.ready"])):
        report = {"job": "inspect_group", "chat_id": GROUP, "again": True, "advice": advice}
        raw = json.dumps(report).encode()
        house.database.write(
            lambda tx, n=number, r=raw: tx.inbox.add("job", f"job:{n}", None, r, house.now)
        ).result()
        house.works()
    assert ["Épingler" in text for text in told(house, GROUP)] == [True, False]


def test_a_departure_leaves_no_case_behind(house: House) -> None:
    """Bulk hand-over, roles gone at once, absences too, written down, the group and the household told."""
    reference = house.refers()
    house.presses("Prendre", GROUP, user=LEA)
    house.says("/depart", CHIEF)
    house.presses("Léa", CHIEF)
    house.presses("À Claire", CHIEF)
    row = house.database.read(lambda tx: tx.cases.by_reference(reference))
    assert (row.claimed_by, row.data["claimed_name"]) == (STAFF, "Claire")
    assert roles(house, LEA) == set()
    assert "confiés à" in told(house, GROUP)[-1] and "Claire" in told(house, GROUP)[-1]
    assert any(found.action == "depart" for found in house.database.read(lambda tx: tx.audit.of(LEA)))
    house.presses("Rendre", GROUP, user=LEA)
    assert house.database.read(lambda tx: tx.cases.by_reference(reference)).claimed_by == STAFF


def test_the_last_coordinator_stays(house: House) -> None:
    """Nobody is left without somebody who coordinates."""
    house.says("/depart", CHIEF)
    house.presses("Anne", CHIEF)
    assert "seule personne qui coordonne" in house.paper.contents(CHIEF, Press)[-1].text
    assert roles(house, CHIEF) == {("coordinator", METZ)}


def test_a_card_says_who_takes_over(house: House) -> None:
    """From the first day of the absence, and no longer once the person is back."""
    house.refers()
    house.presses("Prendre", GROUP, user=LEA)
    house.says("/absence du 23 au 27 novembre", LEA)
    house.presses("Claire", LEA)
    assert "remplace" not in house.paper.contents(GROUP, Edit)[-1].text
    house.waits(datetime(2026, 11, 23, 9, tzinfo=PARIS))
    assert "<b>Claire</b> remplace" in house.paper.contents(GROUP, Edit)[-1].text
    house.says("j'ai encore une question au conseiller")
    assert "pour <b>Claire</b>" in told(house, GROUP)[-1]
    house.says("/absence", LEA)
    house.presses("Me voilà", LEA)
    assert "remplace" not in house.paper.contents(GROUP, Edit)[-1].text


def test_an_absence_can_be_said_in_the_group_by_its_own_person_only(house: House) -> None:
    """The buttons stand in the group, and obey whoever is away."""
    house.group_says("/absence le 3 décembre", user=LEA)
    house.presses("Claire", GROUP, user=STAFF)
    assert house.database.read(lambda tx: tx.absences.of_permanence(METZ, house.now)) == []
    house.presses("Claire", GROUP, user=LEA)
    (row,) = house.database.read(lambda tx: tx.absences.of_permanence(METZ, house.now))
    assert (row.user_id, row.substitute) == (LEA, STAFF)


def test_a_permanence_lives_in_a_private_chat(house: House) -> None:
    """Card, gestures, relay by reply and back, all in one chat; words that answer nothing go nowhere."""
    house.says("/lier", CHIEF)
    reference = house.refers()
    assert reference in told(house, CHIEF)[-1] and told(house, GROUP)[-1].startswith("Les nouvelles demandes")
    house.presses("Prendre", CHIEF)
    shown = [number for number, call in house.paper.calls if call.chat_id == CHIEF][-1]
    house.says("Bonjour, avez-vous le bail ?", CHIEF, reply_to_message=_message(CHIEF, shown))
    assert "avez-vous le bail" in house.read()
    before = len(told(house, 7))
    house.says("quelqu'un le connaît ?", CHIEF)
    assert len(told(house, 7)) == before and "répondez" in told(house, CHIEF)[-1]
    house.says("oui, je l'ai, je fais quoi maintenant ?")
    assert "je fais quoi" in told(house, CHIEF)[-1]


def _message(chat: int, number: int) -> dict[str, Any]:
    return {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}}


def test_a_private_chat_with_a_case_of_its_own_serves_no_permanence(house: House) -> None:
    """Somebody who is a household here keeps that conversation."""
    house.refers(CHIEF)
    house.says("/lier", CHIEF)
    assert "demande en cours" in told(house, CHIEF)[-1]
    assert house.database.read(lambda tx: tx.groups.by_permanence(METZ)).chat_id == GROUP


def test_a_household_cannot_tie_its_chat(house: House) -> None:
    """Without a role or a code, `/lier` says how it is done, and ties nothing."""
    house.says("/lier", 7)
    house.says("/lier ABCD-EFGH-JKMN-PQRS", 7)
    assert "n'est pas valable" in house.read()
    assert house.database.read(lambda tx: tx.groups.by_chat(7)) == []


def test_the_code_of_a_group_opens_a_private_permanence_too(house: House) -> None:
    """`/start CODE` with the code for a group, in private: the chat is tied, its person coordinates."""
    issue = lambda: house.database.write(  # noqa: E731
        lambda tx: tx.codes.issue("group", {"permanence": METZ}, house.now + DAY)
    ).result()
    house.says(f"/start {issue()}", NEW)
    assert roles(house, NEW) == {("coordinator", METZ)}
    assert house.database.read(lambda tx: tx.groups.by_permanence(METZ)).chat_id == NEW


def test_who_leaves_a_private_permanence_reads_no_more(house: House) -> None:
    """The person whose chat it was departs: cards go to the successor, and what stood there is taken out."""
    house.says("/lier", CHIEF)
    reference = house.refers()
    house.presses("Prendre", CHIEF)
    house.database.write(lambda tx: tx.members.add(LEA, "coordinator", METZ, "Léa", house.now)).result()
    house.says("/depart", LEA)
    house.presses("Anne", LEA)
    house.presses("À Léa", LEA)
    row = house.database.read(lambda tx: tx.cases.by_reference(reference))
    assert (row.group_id, row.claimed_by) == (LEA, LEA)
    assert house.database.read(lambda tx: tx.groups.by_permanence(METZ)).chat_id == LEA
    assert reference in told(house, LEA)[-2] or reference in told(house, LEA)[-1]
    assert house.paper.contents(CHIEF, DeleteMany)
    before = len(told(house, CHIEF))
    house.says("une dernière question au conseiller")
    assert len(told(house, CHIEF)) == before and "dernière question" in told(house, LEA)[-1]
    assert not [row for row in house.database.read(lambda tx: tx.outbox.waiting(CHIEF))]
