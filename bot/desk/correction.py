"""What staff may correct of a household's facts, how each is named, and how their words are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.desk.card import Gesture
from bot.i18n import Safe, Voice, rich
from bot.library import Library
from knowledge.errors import FactError
from knowledge.situation import FACTS, Value, parse_fact

USUAL = ("commune_insee", "dette", "loyer", "ressources", "mois_impayes", "statut", "enfants", "telephone")
STAGES = (
    "impaye",
    "commandement_de_payer",
    "assignation",
    "audience",
    "jugement",
    "commandement_de_quitter",
    "concours_force_publique",
    "expulse",
    "conge",
    "sans_abri",
)
FUTURE = frozenset({"date_audience", "date_prevue", "date_fin_bail"})
SHOWN = 10


def facts(stage: str | None, library: Library) -> tuple[str, ...]:
    """The facts worth asking or correcting at a stage: what its dates need, then what every card tells."""
    known = library.knowledge.stages.get(stage or "")
    needed = known.needs if known else ()
    named = (fact for fact in (*needed, *USUAL) if fact in library.knowledge.questions)
    return tuple(dict.fromkeys(named))[:SHOWN]


def name(fact: str, voice: Voice) -> str:
    """How staff read the name of a fact."""
    key = f"desk.fact_{fact}"
    return voice.label(key) if voice.has(key) else fact


def choices(named: Iterable[str], step: str, room: str, voice: Voice) -> tuple[Gesture, ...]:
    """A button for each fact."""
    labels = {fact: name(fact, voice) for fact in named}
    return tuple(
        Gesture(label[:1].upper() + label[1:], f"{step}:{fact}", room) for fact, label in labels.items()
    )


def options(fact: str, library: Library) -> tuple[tuple[str, str], ...]:
    """The values of a fact that is chosen and not written."""
    if not FACTS[fact].choices and FACTS[fact].kind != "flag":
        return ()
    return library.knowledge.questions[fact].choices_in("fr")


@dataclass(frozen=True)
class Reading:
    """A value read in somebody's words; or, where there is none, what to say."""

    value: Value | None
    doubt: Safe = Safe("")


def read(fact: str, words: str, library: Library, today: date) -> Reading:
    """The value that `words` give to a fact, by the readers that understand households."""
    reads, kind = library.answers, FACTS[fact].kind
    if kind == "date":
        return _date(fact, words, library, today)
    if kind == "commune":
        found = library.knowledge.territory.resolve(words).commune
        return Reading(found.insee if found else None)
    if kind == "money":
        return Reading(reads.read_amount(words, "fr"))
    if kind in ("count", "months"):
        return Reading(reads.read_count(words, "fr"))
    if kind == "flag":
        return Reading(reads.read_yes_no(words, "fr"))
    try:
        return Reading(parse_fact(fact, words))
    except FactError:
        return Reading(None)


def _date(fact: str, words: str, library: Library, today: date) -> Reading:
    """The very day; for a lease the year is enough. A day that cannot be right is said to be so."""
    prefer = "future" if fact in FUTURE else "past"
    found = library.answers.read_date(words, today, prefer=prefer, language="fr")
    if found.value is None or (found.precision != "day" and not fact.startswith("date_bail")):
        return Reading(None)
    doubt = library.knowledge.questions[fact].doubt(found.value, today, "fr")
    return Reading(None, rich(doubt)) if doubt else Reading(found.value)
