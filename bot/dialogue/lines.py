"""What would be passed on, line by line: as the household reads it, and as staff are told it in French."""

from datetime import date
from decimal import Decimal

from bot.dialogue.dates import to_act_on
from bot.dialogue.effects import Line
from bot.dialogue.session import Session
from bot.dialogue.talk import Talk
from bot.i18n import Voice
from knowledge.situation import Value

FACTS_TOLD = (
    "composition",
    "dette",
    "loyer",
    "ressources",
    "mois_impayes",
    "statut",
    "type_bailleur",
    "enfants",
    "telephone",
)
YEAR_IS_ENOUGH = frozenset({"date_bail"})
WORDS_LENGTH = 300
FIGURES = frozenset({"dates", "dette", "loyer", "ressources", "mois_impayes", "enfants", "telephone"})
"""Lines that tell a figure: taken off, the figure is not to leave in the words either."""
LANDLORD, FIRST_STAGE = "bailleur", "impaye"


def lines(talk: Talk) -> tuple[Line, ...]:
    """What would be passed on, less what the household took off."""
    made = (
        _stage(talk),
        _dates(talk),
        *_introduced(talk),
        _commune(talk),
        *(_fact(talk, fact) for fact in FACTS_TOLD),
        _language(talk),
        Line("callback", talk.voice.label("line.callback"), _french(talk).label("told.callback"))
        if talk.session.callback
        else None,
        _words(talk),
    )
    return tuple(line for line in made if line is not None and line.name not in talk.session.withheld)


def is_early_debt(session: Session) -> bool:
    """Whether a landlord refers before any procedure has begun (the early-debt device of the Isère)."""
    told = session.introduction
    return told is not None and told.who == LANDLORD and session.stage in (None, FIRST_STAGE)


def _introduced(talk: Talk) -> tuple[Line | None, ...]:
    """Who refers, and what they said of it in their own words."""
    told = talk.session.introduction
    if told is None:
        return ()
    french = _french(talk)
    who = french.label(f"orient.who.{told.who}") if told.who else ""
    by = " – ".join(part for part in (who, told.referrer) if part)
    texts = {"referrer": by, "tried": told.tried, "obstacles": told.obstacles, "wish": told.wish}
    said = [_line(talk, name, text) for name, text in texts.items() if text]
    early = [_line(talk, "early_debt")] if is_early_debt(talk.session) else []
    how = french.label(f"orient.method.{told.method}") if told.method else ""
    recorded = french.label("told.method", value=how)
    agreed = [Line("method", recorded, recorded)] if how else []
    return (*said, *early, *agreed, _line(talk, "back"))


def _line(talk: Talk, name: str, value: str = "") -> Line:
    return Line(
        name,
        talk.voice.label(f"line.{name}", value=value),
        _french(talk).label(f"told.{name}", value=value),
    )


def _french(talk: Talk) -> Voice:
    return talk.library.voice("fr")


def _stage(talk: Talk) -> Line | None:
    if talk.session.stage is None:
        return None
    title = talk.library.knowledge.stages[talk.session.stage].title
    read = talk.library.knowledge.say(title, talk.session.language)
    deadline = to_act_on(talk)
    if deadline is None or deadline.prudent is None:
        return Line("stage", talk.voice.label("line.stage", stage=read), title)
    day = talk.voice.day(deadline.prudent)
    return Line("stage", talk.voice.label("line.stage_until", stage=read, day=day), title)


def _dates(talk: Talk) -> Line | None:
    """The dates that the limit is counted from, each by its name."""
    stage = talk.library.knowledge.stages.get(talk.session.stage or "")
    known = {fact: talk.situation.get(fact) for fact in (stage.needs if stage else ())}
    dates = {fact: day for fact, day in known.items() if isinstance(day, date)}
    if not dates:
        return None
    french = _french(talk)
    return Line(
        "dates",
        talk.voice.label("line.dates", value=_dated(talk.voice, dates)),
        french.label("told.dates", value=_dated(french, dates)),
    )


def _dated(voice: Voice, dates: dict[str, date]) -> str:
    # The year alone is enough of a lease, and is kept as its first of January.
    told = {
        fact: str(day.year) if fact in YEAR_IS_ENOUGH and (day.month, day.day) == (1, 1) else voice.day(day)
        for fact, day in dates.items()
    }
    return " ; ".join(f"{voice.label(f'fact.{fact}')}, {day}" for fact, day in told.items())


def _commune(talk: Talk) -> Line | None:
    insee = talk.situation.get("commune_insee")
    commune = talk.library.knowledge.territory.by_insee(str(insee)) if insee else None
    if commune is None:
        return None
    told = _french(talk).label("told.commune", name=commune.nom, insee=commune.insee)
    return Line("commune_insee", talk.voice.label("line.commune", name=commune.nom), told)


def _fact(talk: Talk, fact: str) -> Line | None:
    value = talk.situation.get(fact)
    if value is None:
        return None
    french = _french(talk)
    return Line(
        fact,
        talk.voice.label(f"line.{fact}", value=written(talk.voice, value)),
        french.label(f"told.{fact}", value=written(french, value)),
    )


def written(voice: Voice, value: Value) -> str:
    """A value as it is read: an amount in euros, a choice by its name."""
    if isinstance(value, Decimal):
        return voice.euros(value)
    key = f"value.{value}"
    return voice.label(key) if voice.has(key) else str(value)


def _language(talk: Talk) -> Line:
    language, french = talk.session.language, _french(talk)
    told = french.label("told.langue", value=french.label(f"told.language.{language}"))
    read = talk.voice.label("line.langue", value=talk.voice.label(f"language.{language}"))
    return Line("langue", read, told)


def words(talk: Talk) -> tuple[str, ...]:
    """The household's messages as they are passed on: none when it took them off, and none that tells a
    figure when it took a line with a figure off.
    """
    withheld = talk.session.withheld
    if "words" in withheld:
        return ()
    if FIGURES.isdisjoint(withheld):
        return talk.session.words
    read = talk.library.answers.read_amount
    return tuple(
        said
        for said in talk.session.words
        if not any(sign.isdigit() for sign in said) and read(said, talk.session.language) is None
    )


def _words(talk: Talk) -> Line | None:
    words_told = " / ".join(words(talk))
    if not words_told:
        return None
    return Line("words", talk.voice.label("line.words", words=words_told[:WORDS_LENGTH]), words_told)
