"""Asking only what is still needed, one question a message.

The next question is derived from what the stage (or the budget) and the referral need and what is not known
yet; there is no drawn flow. A fact that a date is computed from, when it was heard in passing, is confirmed
by one tap.
"""

from datetime import date, timedelta

from bot.dialogue import budget, verdict
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge import stages
from knowledge.questions import Question

QUESTIONS_AT_MOST = 6
UNKNOWN = "unknown"
ANOTHER = "another"
ROUTING_NEEDS = ("commune_insee",)


def wanted(talk: Talk) -> tuple[str, ...]:
    """The facts still to ask, in order; none once enough was asked."""
    if talk.session.aim == budget.AIM:
        return budget.wanted(talk)
    if talk.session.stage is None or talk.session.asked >= QUESTIONS_AT_MOST:
        return ()
    knowledge, situation = talk.library.knowledge, talk.situation
    missing = stages.missing_facts(talk.session.stage, situation, knowledge)
    routing = tuple(
        fact for fact in ROUTING_NEEDS if situation.state(fact) == "not_asked" and fact not in missing
    )
    return (*talk.session.to_confirm, *missing, *routing)


def go_on(talk: Talk, *lead: Safe) -> None:
    """Ask the next question, opened by `lead`; with nothing left to ask, say what was asked for."""
    facts = wanted(talk)
    if facts:
        ask(talk, facts[0], *lead)
    elif talk.session.aim == budget.AIM:
        budget.say(talk, *lead)
    else:
        verdict.say(talk, *lead)


def ask(talk: Talk, fact: str, *lead: Safe) -> None:
    """Ask for one fact."""
    question = talk.library.knowledge.questions[fact]
    talk.change(asked=talk.session.asked + 1)
    wording = rich(question.text_in(talk.session.language, talk.session.stage))
    talk.ask("fact", _options(talk, fact, question), *lead, wording, fact=fact)


def _options(talk: Talk, fact: str, question: Question) -> tuple[tuple[str, str], ...]:
    unknown = (UNKNOWN, talk.voice.label("button.unknown"))
    heard = talk.situation.get(fact)
    if isinstance(heard, date):
        return (
            (heard.isoformat(), _near(talk, heard)),
            (ANOTHER, talk.voice.label("button.another_date")),
            unknown,
        )
    return (*question.choices_in(talk.session.language), *budget.nothing(talk, fact), unknown)


def _near(talk: Talk, day: date) -> str:
    named = {talk.today: "day.today", talk.today - timedelta(days=1): "day.yesterday"}
    written = talk.voice.near_day(day) if day.year == talk.today.year else talk.voice.day(day)
    return talk.voice.label(named[day], day=written) if day in named else written
