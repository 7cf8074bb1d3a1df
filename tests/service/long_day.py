"""A long day at a permanence, played once: what everybody wrote and pressed, and every button ever shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.conftest import PARIS
from tests.service.house import GROUP, METZ, STAFF, STRANGER, House

CHIEF, LEA, FORMER, NADIA, WORKER = 901, 902, 903, 904, 905
OTHER_GROUP, ELSEWHERE = -1002, "exemple-moselle-telephone"
TRIAGE_GROUP, TRIAGE_TEAM, PAUL = -1005, "triage:57", 907
HOUSEHOLD, OTHER_HOUSEHOLD, NEWCOMER, LANDLORD = 7, 8, 9, 906
TEAM = (CHIEF, LEA, STAFF)
PEOPLE = (*TEAM, FORMER, NADIA, WORKER, STRANGER, HOUSEHOLD, OTHER_HOUSEHOLD, NEWCOMER, LANDLORD, PAUL)
CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}")


@dataclass(frozen=True)
class Shown:
    """A button that was shown in a chat."""

    chat: int
    id: str
    label: str


def play(folder: Path) -> House:
    """Two households, two permanences, a team; everything the desk can do, done once."""
    house = House(folder)
    house.tie()
    house.tie_to(OTHER_GROUP, ELSEWHERE, NADIA)
    roles = ((CHIEF, "coordinator", "Anne"), (LEA, "staff", "Léa"), (WORKER, "worker", "Paul"))
    house.database.write(lambda tx: _join(tx, roles, house.now)).result()
    _a_household(house)
    _the_team(house)
    _claims_and_transfer(house)
    _mediation(house)
    _commission(house)
    _meets_and_closes(house)
    _triage(house)
    return house


def _join(tx: Any, roles: tuple[tuple[int, str, str], ...], now: float) -> None:
    for user, role, name in roles:
        tx.members.add(user, role, METZ, name, now)


def _a_household(house: House) -> None:
    house.refers(OTHER_HOUSEHOLD)
    house.says("bonjour", NEWCOMER)
    house.refers(HOUSEHOLD)
    house.says("/langue", OTHER_HOUSEHOLD)
    house.says("/effacer", OTHER_HOUSEHOLD)


def _the_team(house: House) -> None:
    """Commands of staff, each as far as its buttons."""
    house.says("/inviter", CHIEF)
    house.presses("permanence", CHIEF)
    house.says("/absence du 1er au 4 décembre", LEA)
    house.presses("Claire", LEA)
    house.says("/absence", LEA)
    house.group_says("/absence le 3 décembre", user=STAFF)
    house.group_says("/depart", user=CHIEF)
    house.says("/depart", CHIEF)
    house.presses("Léa", CHIEF)
    house.database.write(
        lambda tx: tx.members.add(CHIEF, "coordinator", ELSEWHERE, "Anne", house.now)
    ).result()
    house.says("/lier", CHIEF)
    house.says("/equipe", CHIEF)
    house.says("/etat", CHIEF)
    house.group_says("/etat", user=CHIEF)
    house.database.write(lambda tx: tx.members.add(FORMER, "staff", METZ, "Rémi", house.now)).result()
    house.arrives(_left(FORMER))
    house.works()
    house.presses("Retirer", CHIEF)


def _left(user: int) -> dict[str, Any]:
    person = {"id": user, "is_bot": False, "first_name": "R"}
    return {
        "chat_member": {
            "chat": {"id": GROUP, "type": "supergroup", "title": "P"},
            "from": person,
            "date": 1,
            "old_chat_member": {"status": "member", "user": person},
            "new_chat_member": {"status": "left", "user": person},
        }
    }


def _claims_and_transfer(house: House) -> None:
    house.presses("Prendre", GROUP)
    house.group_says("Bonjour.", thread=house.topic(), reply_to=house.card())
    house.presses("Plus", GROUP)
    house.presses("Transférer", GROUP)
    house.presses("À un collègue", GROUP)
    house.presses("Léa", GROUP)
    house.presses("Proposer un rendez-vous", GROUP)
    house.presses("mardi 24", GROUP)
    house.presses("Prendre cette place", HOUSEHOLD)
    house.presses("Voir tout", GROUP)


def _mediation(house: House) -> None:
    """The household agrees, the landlord comes by the link, both agree on a plan."""
    house.group_says("/mediation 300", thread=house.topic())
    house.presses("D'accord", HOUSEHOLD)
    house.presses("Lien pour le bailleur", GROUP)
    texts = [one.text for one in house.paper.contents(GROUP)]
    house.says(f"/start {CODE.findall(' '.join(texts))[-1]}", LANDLORD)
    house.presses("Proposer un plan", GROUP)
    for label in ("25\u00a0€", "samedi 5 décembre", "décembre 2026", "Envoyer"):
        house.presses(label, GROUP)
    house.presses("J'accepte", HOUSEHOLD)
    house.presses("J'accepte", LANDLORD)


def _commission(house: House) -> None:
    """The case is proposed to a commission, the household reads what it would read and agrees."""
    house.group_says("/commission", thread=house.topic())
    house.presses("CCAPEX", GROUP)
    asks = [number for number, call in house.paper.calls if getattr(call.content, "asks", False)]
    house.group_says("Reprise du loyer en octobre.", thread=house.topic(), reply_to=asks[-1])
    house.presses("D'accord", HOUSEHOLD)


def _meets_and_closes(house: House) -> None:
    house.waits(datetime(2026, 11, 24, 15, tzinfo=PARIS))
    house.presses("Venu", GROUP)
    house.presses("Clore", GROUP)
    house.presses("Retour", GROUP)
    house.closes("plan en cours", HOUSEHOLD)
    house.presses("Rouvrir", GROUP)
    house.says("encore une question au conseiller", HOUSEHOLD)


def _triage(house: House) -> None:
    """A team looks first at what comes now: it corrects and asks back; the case is still there."""
    house.tie_to(TRIAGE_GROUP, TRIAGE_TEAM, PAUL, "worker")
    house.database.write(lambda tx: tx.marks.set(TRIAGE_TEAM, True, house.now)).result()
    house.refers(NEWCOMER)
    house.presses("Corriger", TRIAGE_GROUP, user=PAUL)
    house.presses("Demander une précision", TRIAGE_GROUP, user=PAUL)
    house.presses("Les ressources", TRIAGE_GROUP, user=PAUL)


def buttons(house: House) -> Iterator[Shown]:
    """Every button of every message that anybody was ever shown."""
    for _, call in house.paper.calls:
        for row in getattr(call.content, "buttons", ()):
            for button in row:
                yield Shown(call.chat_id, button.id, button.label)
