"""A year of a permanence like Entraid'bail, played into the counters: what the page is looked at with.

`python -m tests.report.simulated_year FOLDER` makes a data folder whose 2025 is full.
"""

import random
import sys
from datetime import date
from pathlib import Path

from storage.crypto import Keyring
from storage.database import Database
from storage.transaction import Transaction

YEAR = 2025
SEED = 20
# event → (how many in the year, dimension → codes with their weights)
PLAYED = {
    "household": (137, {"language": "fr 92 ar 17 tr 9 ru 4 uk 8 en 5 pt 2", "channel": "own 96 worker 41"}),
    "household_stage": (
        118,
        {
            "stage": "impaye 31 commandement_de_payer 38 assignation 17 audience 6 jugement 9 "
            "commandement_de_quitter 11 concours_force_publique 3 conge 6 heberge_chez_un_tiers 8 "
            "depot_de_garantie 5"
        },
    ),
    "household_status": (
        84,
        {"status": "locataire 47 sans_titre 7 heberge 14 foyer 9 sans_logement 6 proprietaire 2"},
    ),
    "household_place": (109, {"place": "200-039-865 81 245-701-362 14 200-067-502 9 245-700-695 3 57 2"}),
    "intervention": (
        261,
        {
            "kind": "answer 151 meeting 78 call 14 letter 6 mediation 9 early_debt 2 commission 3",
            "permanence": "entraidbail-metz-borny 190 exemple-thionville 52 exemple-forbach 19",
        },
    ),
    "helped": (96, {"permanence": "entraidbail-metz-borny 70 exemple-thionville 26"}),
    "waiting_time": (71, {"days": "0_7 29 8_14 24 15_21 9 22_30 6 31_60 3"}),
    "first_margin": (71, {"days": "past 4 0_7 7 8_14 11 15_21 13 22_30 9 31_60 18 none 9"}),
    "appointment": (96, {"state": "venue 78 non_vue 18"}),
    "unclaimed": (6, {}),
    "handed_back": (3, {}),
    "transfer": (11, {}),
    "closed": (
        74,
        {
            "outcome": "maintien 21 plan_en_cours 19 relogement 8 oriente 14 sans_suite 9 "
            "retire_par_le_menage 3",
            "permanence": "entraidbail-metz-borny 1",
        },
    ),
    "follow_up": (
        79,
        {
            "after": "3 40 6 26 12 13",
            "situation": "cleared 14 plan_followed 27 in_home 12 moved 6 rehoused 7 evicted 2 lost 13",
        },
    ),
    "relapse": (53, {"after": "3 30 6 23", "relapse": "no 46 yes 7"}),
    "unmet_demand": (
        63,
        {
            "place": "200-039-865 22 245-701-362 16 200-067-502 14 245-700-695 7 88 4",
            "why": "complet 21 apres_echeance 19 hors_zone 11 sans_langue 8 personne_competente 4",
        },
    ),
    "mediation": (41, {"step": "invited 15 accepted 10 declined 3 signed 8 fulfilled 3 broken 2"}),
    "instalment": (44, {"state": "kept 37 missed 7"}),
    "early_debt": (40, {"step": "referred 21 accepted 13 redirected 2 refused 4"}),
    "early_debt_delay": (15, {"days": "8_14 6 15_21 6 22_30 3"}),
    "early_debt_relapse": (13, {"relapse": "no 11 yes 2"}),
    "commission": (20, {"step": "asked 12 agreed 9 declined 1"}),
    "commission_decision": (7, {"decision": "accord 4 ajournement 1 refus 1 reorientation 1"}),
}


def play(tx: Transaction, year: int = YEAR, times: float = 1.0, until_month: int = 12) -> None:
    """Count the whole year, each event in a month drawn by a seeded chance."""
    chance = random.Random(SEED)
    for event, (number, dimensions) in PLAYED.items():
        weighted = {name: _weights(codes) for name, codes in dimensions.items()}
        for _ in range(round(number * times)):
            day = date(year, chance.randint(1, until_month), 1)
            told = {name: chance.choices(*drawn)[0] for name, drawn in weighted.items()}
            tx.statistics.count(event, day, **told)


def _weights(codes: str) -> tuple[list[str], list[int]]:
    words = codes.split()
    return words[::2], [int(word) for word in words[1::2]]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with Database(folder / "entraidbot.db", Keyring.from_file(folder / "cles"), durable=False) as opened:
        opened.write(play).result()
