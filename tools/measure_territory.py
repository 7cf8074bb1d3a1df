"""Measure the territory: lookup, routing and reallocation (development only; a figure, never a test).

    python tools/measure_territory.py            prints one JSON object
    python tools/measure_territory.py --draws 3000 --seed 7

Times are milliseconds of processor time, so that what else runs on the machine counts little.
"""

import argparse
import json
import random
import resource
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from knowledge import directory, territory
from knowledge.allocation import Waiting, allocate
from knowledge.communes import Commune
from knowledge.criteria import RouteRequest
from knowledge.directory import Permanence
from knowledge.loader import CONTENT
from knowledge.reading import Reader
from knowledge.routing import route
from knowledge.schedule import zone_of
from knowledge.territory import Territory

ARREARS = "logement-hebergement--reduire-les-impayes-de-loyer"
NOW = datetime(2026, 11, 21, 10, tzinfo=zone_of("57463"))
HOURS = ("Tu 14:00-17:00; Th 09:00-12:00", "Mo 09:00-12:00", "We[1,3] 14:00-17:00")


def main() -> None:
    """Everything, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    before = memory()
    places, loading = timed(lambda: territory.load(Reader(CONTENT)))
    result: dict[str, Any] = {"load_ms": loading, "memory_mb": round(memory() - before, 1)}
    result["typing_errors"] = typing_errors(places, chance, arguments.draws)
    result["routing_2000"] = routing(places, chance)
    result["reallocation_5000"] = reallocation(places, chance)
    result["memory_mb_at_the_end"] = round(memory() - before, 1)
    print(json.dumps(result, ensure_ascii=False, indent=2))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result of `work` and how many milliseconds it took."""
    start = time.process_time()
    return work(), round((time.process_time() - start) * 1e3, 2)


def spread(times: list[float]) -> dict[str, float]:
    """Median, 95th hundredth and worst."""
    ordered = sorted(times)
    return {"p50": ordered[len(ordered) // 2], "p95": ordered[int(len(ordered) * 0.95)], "max": ordered[-1]}


def memory() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def misspelt(name: str, chance: random.Random) -> str:
    """One mistake of the kinds people make."""
    index = chance.choice([place for place, letter in enumerate(name) if letter.isalpha()])
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).lower()
    swapped = name[: index - 1] + name[index] + name[index - 1] + name[index + 1 :] if index else name
    return chance.choice(
        (
            name[:index] + name[index + 1 :],
            name[:index] + name[index] + name[index:],
            swapped,
            name[:index] + chance.choice("abcdefghijklmnopqrstuvwxyz") + name[index + 1 :],
            bare,
            bare.replace("saint-", "st ").replace("-", " ").replace("'", ""),
            bare.replace("y", "i").replace("ph", "f").replace("ll", "l").replace("eau", "o"),
        )
    )


def typing_errors(places: Territory, chance: random.Random, draws: int) -> dict[str, Any]:
    """Communes drawn from all of France, misspelt, some with a département or a postal code."""
    known = [commune for commune in places.register if commune.codes_postaux]
    results: Counter[str] = Counter()
    times: list[float] = []
    for commune in chance.choices(known, k=draws):
        typed = misspelt(commune.nom, chance)
        typed += chance.choice(("", "", "", f" {commune.departement}", f" {commune.codes_postaux[0]}"))
        found, took = timed(lambda typed=typed: places.resolve(typed))
        times.append(took)
        if found.commune:
            results["right" if found.commune == commune else "silently wrong"] += 1
        else:
            offered = [match.commune for match in found.candidates]
            results["asked back" if commune in offered else "asked back without it"] += 1
    kept = results["right"] + results["asked back"]
    return {**results, "right or asked back": round(kept / draws, 4), "ms": spread(times)}


def permanences(places: Territory, chance: random.Random, count: int) -> dict[str, Permanence]:
    """Made-up permanences all over France, of a commune, an intercommunality or a département."""
    model = directory.load(Reader(CONTENT))["entraidbail-metz-borny"]
    return {
        f"p{number}": made_up(model, f"p{number}", place, chance)
        for number, place in drawn(places, chance, count)
    }


def drawn(places: Territory, chance: random.Random, count: int) -> list[tuple[int, Commune]]:
    """Communes at random, numbered."""
    return list(enumerate(chance.choices(list(places.register), k=count)))


def made_up(model: Permanence, id: str, place: Commune, chance: random.Random) -> Permanence:
    """One permanence somewhere."""
    zone = chance.choice((place.insee, place.epci or place.departement, place.departement))
    return replace(
        model,
        id=id,
        code_insee=place.insee,
        zone_eligibilite=(zone,),
        zone_debordement=(place.departement,),
        horaires_accueil=chance.choice(HOURS),
        langues=chance.choice((("fr",), ("fr", "ar"))),
    )


def request(place: Commune, chance: random.Random) -> RouteRequest:
    """A household somewhere, with a last day to act."""
    return RouteRequest(
        place.insee,
        ARREARS,
        chance.choice(("locataire", "heberge", None)),
        chance.choice(("fr", "ar", "tr", None)),
        chance.randint(0, 5),
        date(2026, 11, 21) + timedelta(days=chance.randint(1, 80)),
    )


def routing(places: Territory, chance: random.Random) -> dict[str, Any]:
    """300 households among 2,000 permanences."""
    knowledge = SimpleNamespace(
        permanences=permanences(places, chance, 2_000), territory=places, version="measure"
    )
    times = []
    for _, place in drawn(places, chance, 300):
        asked = request(place, chance)
        _, took = timed(lambda asked=asked: route(asked, knowledge, NOW, {}))
        times.append(took)
    return spread(times)


def reallocation(places: Territory, chance: random.Random) -> dict[str, Any]:
    """5,000 waiting cases in one night, among 2,000 permanences."""
    knowledge = SimpleNamespace(
        permanences=permanences(places, chance, 2_000), territory=places, version="measure"
    )
    waiting = [
        Waiting(str(number), request(place, chance), NOW - timedelta(days=chance.randint(0, 60)))
        for number, place in drawn(places, chance, 5_000)
    ]
    found, took = timed(lambda: allocate(waiting, knowledge, NOW, {}))
    return {"ms": took, "offers": len(found.offers), "left": len(found.left)}


if __name__ == "__main__":
    main()
