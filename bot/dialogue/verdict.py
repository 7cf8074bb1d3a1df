"""Until when to act, what to do this week, and the last useful permanence."""

from bot.dialogue import freshness, menu, orientation, permanences, reminders
from bot.dialogue.dates import report, to_act_on
from bot.dialogue.effects import Amend
from bot.dialogue.lines import lines
from bot.dialogue.replies import Choice
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge.report import Deadline

STEPS_FIRST = 3


def say(talk: Talk, *lead: Safe) -> None:
    """The answer: the date, what will not happen tomorrow, three steps, the permanence."""
    stage = talk.session.stage
    if stage is None:
        menu.short(talk, *lead)
        return
    deadline = to_act_on(talk)
    talk.change(question=None)
    reminders.set_for(talk, deadline)
    talk.reply(
        *lead,
        date_line(talk, deadline),
        _not_tomorrow(talk),
        _steps(talk),
        permanences.line(talk, deadline),
        choices=_next_steps(talk, deadline),
    )
    follow_the_case(talk)


def follow_the_case(talk: Talk, note: str = "", answers: bool = False) -> None:
    """Whatever is computed from the facts follows them: the permanence's card too."""
    if talk.session.case:
        deadline = to_act_on(talk)
        to_team = orientation.is_team(talk.session.permanence or "")
        routing = permanences.routing(talk, deadline) if to_team else None
        talk.do(
            Amend(
                talk.session.case,
                talk.session.stage,
                talk.session.urgency,
                deadline.prudent if deadline else None,
                permanences.last_useful(talk, deadline),
                lines(talk),
                note,
                answers,
                orientation.proposal(talk, deadline, routing) if routing else None,
                orientation.until(talk, routing) if routing else None,
            )
        )


def date_line(talk: Talk, deadline: Deadline | None) -> Safe:
    """Until when to act, and perhaps until when; or why no date can be told."""
    if deadline is None or deadline.prudent is None:
        return _no_date(talk)
    state, notice = freshness.of_deadline(talk, deadline)
    if state == "withheld":
        return notice
    key = "verdict.act_before" if deadline.prudent >= talk.today else "verdict.passed"
    said = [talk.say(key, day=talk.voice.day(deadline.prudent), because=deadline.because)]
    if deadline.later and deadline.later > deadline.prudent:
        said.append(
            talk.say("verdict.later", day=talk.voice.day(deadline.later), reason=deadline.later_reason or "")
        )
    talk.note(f"{deadline.id} {deadline.prudent}")
    return Safe("\n".join((*said, notice)).strip())


def _no_date(talk: Talk) -> Safe:
    found = report(talk)
    if found is None:
        return Safe("")
    said = [rich(sentence) for sentence in (*(refusal.reason for refusal in found.refused), *found.notes)]
    if _counts_a_date(talk):
        said.append(talk.say("verdict.no_date"))
    return Safe("\n".join(dict.fromkeys(said)))


def _counts_a_date(talk: Talk) -> bool:
    """Whether the household would have a date to act by here, if the date on the paper were known."""
    stage = talk.library.knowledge.stages[talk.session.stage or ""]
    return any(rule.acts == "household" and not rule.optional for rule in stage.deadlines)


def _not_tomorrow(talk: Talk) -> Safe:
    knowledge = talk.library.knowledge
    stage = knowledge.stages[talk.session.stage or ""]
    return rich(knowledge.say(stage.not_tomorrow, talk.session.language))


def _steps(talk: Talk) -> Safe:
    fiche = talk.library.knowledge.fiche(
        talk.session.fiche or talk.session.stage or "", talk.session.language
    )
    return menu.steps(talk, fiche, STEPS_FIRST)


def _next_steps(talk: Talk, deadline: Deadline | None) -> tuple[Choice, ...]:
    choices = []
    if not talk.session.case and orientation.recipient(talk, deadline):
        choices.append(talk.anytime("button.refer", "refer"))
    if deadline is not None:
        choices.append(talk.anytime("button.wrong_date", "wrong_date"))
    return (*choices, *menu.budget(talk), talk.anytime("button.more", "more"))
