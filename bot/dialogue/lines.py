"""What would be passed on, line by line, as the household reads it."""

from decimal import Decimal

from bot.dialogue.dates import to_act_on
from bot.dialogue.effects import Line
from bot.dialogue.talk import Talk

MONEY_LINES = ("dette", "loyer", "ressources")
PLAIN_LINES = ("statut", "type_bailleur", "mois_impayes", "enfants", "telephone")


def lines(talk: Talk) -> tuple[Line, ...]:
    """What would be passed on, less what the household took off."""
    made = (
        _stage_line(talk),
        _commune_line(talk),
        *_fact_lines(talk),
        _language_line(talk),
        _callback_line(talk),
        _words_line(talk),
    )
    return tuple(line for line in made if line is not None and line.name not in talk.session.withheld)


def _stage_line(talk: Talk) -> Line | None:
    if talk.session.stage is None:
        return None
    title = talk.library.knowledge.stages[talk.session.stage].title
    deadline = to_act_on(talk)
    if deadline is None or deadline.prudent is None:
        return Line("stage", talk.voice.label("line.stage", stage=title))
    return Line(
        "stage", talk.voice.label("line.stage_until", stage=title, day=talk.voice.day(deadline.prudent))
    )


def _commune_line(talk: Talk) -> Line | None:
    insee = talk.situation.get("commune_insee")
    commune = talk.library.knowledge.territory.by_insee(str(insee)) if insee else None
    return Line("commune_insee", talk.voice.label("line.commune", name=commune.nom)) if commune else None


def _fact_lines(talk: Talk) -> list[Line]:
    made = []
    for fact in (*MONEY_LINES, *PLAIN_LINES):
        value = talk.situation.get(fact)
        if value is not None:
            told = talk.voice.euros(value) if isinstance(value, Decimal) else str(value)
            made.append(Line(fact, talk.voice.label(f"line.{fact}", value=told)))
    return made


def _language_line(talk: Talk) -> Line:
    return Line(
        "langue", talk.voice.label("line.langue", value=talk.voice.label(f"language.{talk.session.language}"))
    )


def _callback_line(talk: Talk) -> Line | None:
    return Line("callback", talk.voice.label("line.callback")) if talk.session.callback else None


def _words_line(talk: Talk) -> Line | None:
    words = " / ".join(talk.session.words)
    return Line("words", talk.voice.label("line.words", words=words[:300])) if words else None
