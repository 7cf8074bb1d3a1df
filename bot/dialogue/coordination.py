"""What whoever coordinates is told of a household that nobody can receive: without anybody in it."""

from bot.dialogue.effects import Coordinate
from bot.dialogue.talk import Talk
from knowledge.criteria import URGENT
from knowledge.demand import UnmetDemand
from knowledge.holidays import departement_of
from knowledge.tally import area_name


def unmet(talk: Talk, missed: UnmetDemand) -> None:
    """An urgent household finds nobody: the coordinators of its département are told, where there are any."""
    permanence = _nearby(talk) if talk.session.urgency >= URGENT else None
    if permanence is None:
        return
    voice = talk.library.voice("fr")
    stage = talk.library.knowledge.stages.get(missed.stage)
    days = missed.margin_days
    values = {
        "stage": stage.title if stage else voice.label("desk.unmet_no_stage"),
        "place": area_name(missed.place, talk.library.knowledge.territory) or "",
        "margin": voice.label("desk.unmet_margin", days=days) if days is not None and days >= 0 else "",
        "why": voice.label(f"desk.unmet_{missed.reason}"),
    }
    talk.do(Coordinate(permanence, "desk.coordinate_unmet", values))


def _nearby(talk: Talk) -> str | None:
    """A permanence of the household's département whose group is tied, else None."""
    permanences = talk.library.knowledge.permanences
    where = departement_of(str(talk.situation.get("commune_insee") or ""))
    here = (
        name
        for name in sorted(talk.library.desk.reachable)
        if name in permanences and departement_of(permanences[name].code_insee) == where
    )
    return next(here, None)
