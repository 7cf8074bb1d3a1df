"""«Que s'est-il passé ?»: asked after the deadline, and 3, 6 and 12 months after a case closed, if agreed to.

Answers are counted without anybody in them. What was answered so far waits with the moment from which
silence counts as an answer, and goes with it: an answer counts once, however often its button is pressed.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.dialogue import courtesies, menu, reminders
from bot.dialogue.effects import Count, Forget, Remember
from bot.dialogue.events import Rang, Said
from bot.dialogue.news import ComeBack, Followed
from bot.dialogue.replies import Choice
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from knowledge.durations import add_months

KIND = reminders.NEWS
SILENT = f"{KIND}.silent"
AFTER_DEADLINE = reminders.PREFIX
MONTHS = (3, 6, 12)
MORNING = time(10)
PATIENCE = timedelta(days=14)
LOST = "lost"
STEPS = {
    "home": ("followup.debt", ("cleared", "plan_followed", "in_home")),
    "new": ("followup.how_moved", ("moved", "rehoused")),
    "debt": ("followup.relapse", ("no", "yes")),
}
"""What is asked next, and what can be answered."""
IN_THE_HOME = frozenset(STEPS["home"][1])


def ring(talk: Talk, event: Rang) -> None:
    """A moment of the follow-up has come: the agreement is asked, or the news, or silence is counted."""
    asked = event.data["kind"]
    if asked == "ask":
        _ask_leave(talk)
    elif asked == "silent":
        talk.do(Count("follow_up", {"after": event.data["after"], "situation": event.data["situation"]}))
        talk.note(f"suivi {event.data['after']} {event.data['situation']}")
    elif asked == "deadline":
        day = date.fromisoformat(event.data["day"])
        _ask_news(talk, AFTER_DEADLINE, "followup.deadline", day=talk.voice.day(day))
    elif talk.session.case is None:
        # A case opened again is followed by a person, who knows better than a question.
        _ask_news(talk, event.data["after"], "followup.news", months=event.data["after"])


def _ask(talk: Talk, key: str, values: tuple[str, ...], human: bool, **said: object) -> None:
    options = tuple(
        (f"{KIND}:{value}", talk.voice.label(f"button.{KIND}_{_last(value)}")) for value in values
    )
    talk.offer(KIND, options, talk.say(key, **said), human=human)


def _last(value: str) -> str:
    return value.rpartition(":")[2]


def _ask_leave(talk: Talk) -> None:
    _ask(talk, "followup.ask", ("agree", "refuse"), human=False)


def _ask_news(talk: Talk, after: str, key: str, **said: object) -> None:
    """Silence for two weeks is an answer too: lost sight of."""
    told = {"kind": "silent", "after": after, "situation": LOST}
    talk.do(Remember(KIND, f"{SILENT}.{after}", talk.now + PATIENCE, told))
    values = tuple(f"{after}:{value}" for value in ("home", "new", "evicted", "other"))
    _ask(talk, key, (*values, "stop"), human=False, **said)


def action(talk: Talk, argument: str) -> None:
    """A button of the follow-up: `agree`, `stop`… or `<after>:<answer>`."""
    talk.change(question=None)
    after, _, answer = argument.partition(":")
    general: dict[str, Callable[[Talk], None]] = {
        "agree": agree,
        "refuse": refuse,
        "stop": stop,
        "back": come_back,
    }
    if answer:
        _answered(talk, after, answer)
    else:
        general.get(after, menu.short)(talk)


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """«Oui» or «non» in words, where the question is one of yes and no."""
    if question.kind != KIND:
        return False
    agreed = talk.library.answers.read_yes_no(event.text, event.language(talk.session.language))
    wanted = ("agree", "yes") if agreed else ("refuse", "no")
    found = next((value for value, _ in question.options if _last(value) in wanted), None)
    if agreed is None or found is None:
        return False
    action(talk, found.partition(":")[2])
    return True


def agree(talk: Talk) -> None:
    """Three moments are remembered; nothing else is."""
    for months in MONTHS:
        due = datetime.combine(add_months(talk.today, months), MORNING, tzinfo=talk.now.tzinfo)
        talk.do(Remember(KIND, f"{KIND}.{months}", due, {"kind": "news", "after": str(months)}))
    talk.note("suivi accepté")
    first = talk.voice.day(add_months(talk.today, MONTHS[0]))
    stop_it = talk.anytime("button.followup_stop", f"{KIND}:stop")
    talk.reply(talk.say("followup.agreed", day=first), choices=(stop_it,), human=False)


def refuse(talk: Talk) -> None:
    """Nothing is asked later; the door stays open."""
    talk.note("suivi refusé")
    talk.reply(talk.say("followup.refused"), human=False)


def stop(talk: Talk) -> None:
    """No more news are asked, of any kind."""
    talk.do(Forget(KIND))
    talk.do(Forget(f"{AFTER_DEADLINE}.after"))
    talk.note("suivi arrêté")
    talk.reply(talk.say("followup.stopped"), human=False)


def _answered(talk: Talk, after: str, answer: str) -> None:
    """One answer: what it leads to is asked next, or it ends."""
    talk.note(f"suivi {after} {answer}")
    if answer in ("home", "new"):
        _hear(talk, after, "in_home" if answer == "home" else "moved")
        _ask_step(talk, after, answer)
    elif answer in IN_THE_HOME:
        _hear(talk, after, answer)
        _ask_step(talk, after, "debt")
    elif answer in ("no", "yes"):
        _end(talk, after, None, answer)
        (_offer_help if answer == "yes" else _thank)(talk)
    elif answer in ("moved", "rehoused"):
        _end(talk, after, answer)
        _thank(talk)
    else:
        _end(talk, after, answer)
        (_evicted if answer == "evicted" else _offer_help)(talk)


def _ask_step(talk: Talk, after: str, step: str) -> None:
    key, answers = STEPS[step]
    _ask(talk, key, tuple(f"{after}:{value}" for value in answers), human=True)


def _hear(talk: Talk, after: str, situation: str) -> None:
    talk.do(Followed(after, situation, last=False))


def _end(talk: Talk, after: str, situation: str | None, relapse: str = "") -> None:
    talk.do(Followed(after, situation, last=True, relapse=relapse))
    talk.do(Forget(f"{SILENT}.{after}"))


def _thank(talk: Talk) -> None:
    talk.reply(talk.say("followup.thanks"), human=False)


def _ways_back(talk: Talk) -> tuple[Choice, ...]:
    """«Prévenir ma permanence», where one has followed them."""
    known = talk.session.case or talk.session.case_state == "closed"
    return (talk.anytime("button.followup_back", f"{KIND}:back"),) if known else ()


def _offer_help(talk: Talk) -> None:
    """Help is needed again: the permanence that knows them first, then the numbers."""
    numbers = menu.contact_lines(talk, ("sos_loyers_impayes",))
    talk.reply(talk.say("followup.help"), numbers, choices=_ways_back(talk))


def _evicted(talk: Talk) -> None:
    """Evicted: who answers tonight, what is still theirs, and a person."""
    numbers = menu.contact_lines(talk, ("siao_115", "fondation_logement"))
    about = talk.anytime("button.followup_rights", "about:apres_expulsion")
    talk.reply(talk.say("followup.evicted"), numbers, choices=(*_ways_back(talk), about))


def come_back(talk: Talk) -> None:
    """The permanence is told: the closed case opens again, or a line is put in the open one."""
    if not _ways_back(talk):
        courtesies.person(talk)
        return
    talk.do(ComeBack())
    if talk.session.case is None:
        talk.change(case_state="waiting")
    talk.note("demande d'aide")
    talk.reply(talk.say("followup.back"))
