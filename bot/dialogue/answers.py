"""Reading the answer to the open question, by a button or in the person's own words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bot.dialogue import (
    budget,
    buttons,
    commission,
    courtesies,
    facts,
    farewell,
    followup,
    grid,
    liaison,
    referral,
    transfer,
)
from bot.dialogue.events import Said
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from intents.answers import AnswerReader
from intents.normalise import fold
from knowledge.situation import FACTS, Value

LOOSE_DATES = frozenset({"date_bail", "date_renouvellement", "date_entree", "date_premier_impaye"})
"""Dates that a year is enough for; every other one has a limit counted from its very day."""
FUTURE_FACTS = frozenset({"date_audience", "date_prevue", "date_fin_bail"})
WORDS_BEFORE_A_FIGURE = 2


def answer(talk: Talk, event: Said) -> bool:
    """Whether the message answers the open question; if so it was taken."""
    question = talk.session.question
    if question is None:
        return False
    option = _option_named(question, event.text)
    if option is not None:
        buttons.press(talk, question, option)
        return True
    if question.kind in ("fact", "commune") and question.fact:
        return _spoken_fact(talk, question.fact, event)
    owners = (liaison, referral, transfer, farewell, courtesies, grid, followup, commission)
    return any(owner.said(talk, question, event) for owner in owners)


def _option_named(question: OpenQuestion, text: str) -> str | None:
    """The button whose words were written instead of pressed; a number picks by position."""
    said = fold(text)
    for value, label in question.options:
        if said and said == fold(label):
            return value
    if said.isdecimal() and question.fact is None and 1 <= int(said) <= len(question.options):
        return question.options[int(said) - 1][0]
    return None


def _spoken_fact(talk: Talk, fact: str, event: Said) -> bool:
    language = event.language(talk.session.language)
    if talk.library.answers.is_unknown(event.text, language):
        buttons.decline(talk, fact)
        return True
    stated = facts.heard(event)
    asks = event.asks and not _a_figure(fact, event.text)
    if asks or _another_subject(event) or (stated and fact not in stated):
        return False
    facts.learn(talk, {name: value for name, value in stated.items() if name != fact})
    if FACTS[fact].kind == "commune":
        return _spoken_commune(talk, event.text)
    if FACTS[fact].kind == "date":
        return _spoken_date(talk, fact, event.text, language)
    value = stated.get(fact, _read(talk.library.answers, fact, event.text, language))
    if value is None and budget.may_be_nothing(talk, fact):
        value = _none_at_all(talk.library.answers, event.text, language)
    if value is None:
        return False
    buttons.take(talk, fact, value)
    return True


def _none_at_all(reads: AnswerReader, text: str, language: str) -> Value | None:
    """«non» or «zéro» to «combien remboursez-vous ?» is nought."""
    nought = reads.read_yes_no(text, language) is False or reads.read_count(text, language) == 0
    return Decimal(0) if nought else None


def _a_figure(fact: str, text: str) -> bool:
    """«500 euros par mois» to «combien ?» is a figure, however much it looks like «il me reste 50 euros»."""
    begins = " ".join(text.split()[:WORDS_BEFORE_A_FIGURE])
    return (
        FACTS[fact].kind in ("money", "count", "months")
        and "?" not in text
        and any(sign.isdigit() for sign in begins)
    )


def _another_subject(event: Said) -> bool:
    """A whole question about something else is not an answer, even if a number stands in it."""
    understanding = event.understanding
    return understanding.intent is not None and understanding.score >= 0.9 and "?" in event.text


def _read(reads: AnswerReader, fact: str, text: str, language: str) -> Value | None:
    readers: dict[str, Callable[[str, str], object]] = {
        "money": reads.read_amount,
        "count": reads.read_count,
        "months": reads.read_count,
        "flag": reads.read_yes_no,
    }
    reader = readers.get(FACTS[fact].kind)
    value = reader(text, language) if reader else text.strip().lower()
    return None if value is None else facts.read_as(fact, value)


def _spoken_date(talk: Talk, fact: str, text: str, language: str) -> bool:
    reading = talk.library.answers.read_date(
        text, talk.today, prefer="future" if fact in FUTURE_FACTS else "past", language=language
    )
    if reading.value is None and reading.problem is None:
        return False
    problem = _doubt(talk, fact, reading.value)
    no_day = reading.precision != "day" and fact not in LOOSE_DATES
    if reading.value is None or problem or no_day:
        question = talk.library.knowledge.questions[fact]
        talk.ask(
            "fact",
            talk.session.question.options if talk.session.question else (),
            problem or talk.say("answer.date_unclear"),
            rich(question.text_in(talk.session.language, talk.session.stage)),
            fact=fact,
        )
        return True
    buttons.take(talk, fact, reading.value)
    return True


def _doubt(talk: Talk, fact: str, day: date | None) -> Safe | None:
    """A human sentence where the date cannot be right, else None."""
    if day is None:
        return None
    sentence = talk.library.knowledge.questions[fact].doubt(day, talk.today, talk.session.language)
    return talk.say("answer.doubt", day=talk.voice.day(day), sentence=rich(sentence)) if sentence else None


def _spoken_commune(talk: Talk, text: str) -> bool:
    territory = talk.library.knowledge.territory
    resolution = territory.resolve(text)
    if resolution.commune is not None:
        buttons.take(talk, "commune_insee", resolution.commune.insee)
        return True
    if not resolution.candidates:
        return False
    options = tuple(
        (match.commune.insee, f"{match.commune.nom} ({match.commune.departement})")
        for match in resolution.candidates[:4]
    )
    talk.ask("commune", options, talk.say("answer.which_commune"), fact="commune_insee")
    return True
