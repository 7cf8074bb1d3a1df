"""What every button does."""

from collections.abc import Callable

from bot.dialogue import (
    appointments,
    attendance,
    budget,
    commission,
    courtesies,
    farewell,
    fiches,
    followup,
    glossary,
    grid,
    interview,
    liaison,
    menu,
    misses,
    orientation,
    precision,
    referral,
    referrer,
    reminders,
    transfer,
)
from bot.dialogue.effects import Hide
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe
from knowledge.situation import Value, parse_fact


def press(talk: Talk, question: OpenQuestion, value: str) -> None:
    """A button of the open question."""
    if any(owner.pressed(talk, question, value) for owner in (referrer, liaison, referral, courtesies, grid)):
        return
    if question.kind == "fact" and question.fact:
        _fact(talk, question.fact, value)
    elif question.kind == "commune":
        take(talk, "commune_insee", value)
    else:
        action(talk, value)


def _fact(talk: Talk, fact: str, value: str) -> None:
    if value == interview.UNKNOWN:
        decline(talk, fact)
    elif value == interview.ANOTHER:
        talk.learn(talk.situation.forget(fact))
        _confirmed(talk, fact)
        talk.change(asked=talk.session.asked - 1)
        interview.ask(talk, fact)
    else:
        take(talk, fact, parse_fact(fact, value))


def decline(talk: Talk, fact: str) -> None:
    """«Je ne sais pas» is an answer: the fact is not asked again."""
    talk.learn(talk.situation.forget(fact).decline(fact))
    _confirmed(talk, fact)
    talk.note(f"{fact} ne sait pas")
    if precision.answered(talk, fact):
        return
    _go_on(talk, talk.say("answer.unknown_is_fine"))


def take(talk: Talk, fact: str, value: Value) -> None:
    """The fact is known; go on."""
    talk.learn(talk.situation.know(**{fact: value}))
    _confirmed(talk, fact)
    talk.note(f"{fact} {value}")
    if not precision.answered(talk, fact):
        _go_on(talk)


def _go_on(talk: Talk, *lead: Safe) -> None:
    talk.change(question=None, misses=0)
    if talk.session.referring:
        referral.propose(talk)
    else:
        interview.go_on(talk, *lead)


def _confirmed(talk: Talk, fact: str) -> None:
    talk.change(to_confirm=tuple(name for name in talk.session.to_confirm if name != fact))


def action(talk: Talk, value: str) -> None:
    """What a lasting button does."""
    name, _, argument = value.partition(":")
    if argument:
        _about_something(talk, name, argument)
        return
    actions: dict[str, Callable[[Talk], None]] = {
        "human": courtesies.person,
        "callback": referral.ask_callback,
        "refer": referral.propose,
        "more": fiches.more,
        "budget": make_budget,
        "grid": grid.begin,
        "fiche": liaison.show,
        "continue": go_on_after_danger,
        "hide": hide,
        "stop_reminders": reminders.stop,
        "wrong_date": wrong_date,
        "erase": courtesies.ask_erasure,
        "menu": menu.short,
        misses.NONE: misses.none_of_these,
    }
    actions.get(value, misses.stale)(talk)


def _about_something(talk: Talk, name: str, argument: str) -> None:
    named: dict[str, Callable[[Talk, str], None]] = {
        "about": about,
        "compute": fiches.compute,
        "place": appointments.choose,
        "rdv": attendance.action,
        commission.KIND: commission.action,
        glossary.ACTION: glossary.explain,
        followup.KIND: followup.action,
    }
    if name in appointments.ABOUT_ONE:
        appointments.about_one(talk, name, argument)
    elif name in (transfer.GO, transfer.STAY):
        transfer.chosen(talk, name, argument)
    elif name == farewell.NEEDED:
        farewell.chosen(talk, argument)
    elif name == orientation.ELSEWHERE:
        orientation.elsewhere(talk, argument)
    else:
        named.get(name, _unknown)(talk, argument)


def _unknown(talk: Talk, _: str) -> None:
    misses.stale(talk)


def go_on_after_danger(talk: Talk) -> None:
    """«Continuer ici»: back to where they were, at the urgency of the step they are at."""
    stage = talk.library.knowledge.stages.get(talk.session.stage or "")
    talk.change(urgency=stage.urgency if stage else 0)
    interview.go_on(talk)


def make_budget(talk: Talk) -> None:
    """«Faire mon budget»: its few questions, then the page."""
    budget.begin(talk)
    interview.go_on(talk, talk.say("budget.start"))


def about(talk: Talk, subject: str) -> None:
    """Open a subject chosen by button."""
    talk.note(f"choix {subject}")
    if subject == "paper":
        menu.papers(talk)
    elif talk.has_fiche(subject):
        fiches.show(talk, subject)
    else:
        menu.short(talk)


def hide(talk: Talk) -> None:
    """Take the bot's messages away; what the person wrote only they can remove."""
    talk.do(Hide())
    talk.reply(talk.say("hide.done"), human=False)


def wrong_date(talk: Talk) -> None:
    """Ask again the date that the deadline is counted from."""
    stage = talk.library.knowledge.stages.get(talk.session.stage or "")
    dates = [fact for fact in (stage.needs if stage else ()) if fact.startswith("date_")]
    if not dates:
        menu.short(talk)
        return
    talk.learn(talk.situation.forget(dates[0]))
    interview.ask(talk, dates[0], talk.say("answer.which_date"))
