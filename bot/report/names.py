"""How the codes of the counters are called in French. A code nobody knows has no name and is not printed."""

from collections.abc import Callable

from bot.i18n import Voice
from bot.report.tables import SAY, Names
from knowledge.loader import Knowledge
from knowledge.tally import area_name


def names(knowledge: Knowledge, voice: Voice) -> Names:
    """The French name of a code, by its kind."""

    def phrase(start: str) -> Callable[[str], str | None]:
        return lambda code: voice.label(start + code) if voice.has(start + code) else None

    def permanence(code: str) -> str | None:
        found = knowledge.permanences.get(code)
        return found.nom if found else None

    kinds: dict[str, Callable[[str], str | None]] = {
        "place": lambda code: area_name(code, knowledge.territory),
        "permanence": permanence,
        "language": phrase("told.language."),
        "outcome": phrase("outcome."),
        "quarter": SAY.section("quarter").get,
    }

    def name(kind: str, code: str) -> str | None:
        found = kinds[kind](code)
        return found[:1].upper() + found[1:] if found else None

    return name
