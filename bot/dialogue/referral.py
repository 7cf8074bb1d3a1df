"""Before anything is passed on: a named recipient, the very text, and the household's word.

A refusal changes nothing to the help. Each line can be taken off; what was agreed to is kept as shown.
"""

from dataclasses import asdict
from textwrap import shorten

import phonenumbers

from bot.dialogue import (
    appointments,
    coordination,
    dates,
    interview,
    introduction,
    orientation,
    permanences,
    places,
    reminders,
    telephone,
    verdict,
)
from bot.dialogue.effects import REFERENCE, Refer
from bot.dialogue.events import Said
from bot.dialogue.lines import is_early_debt, lines, words
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from intents.normalise import clean
from knowledge.report import Deadline
from knowledge.routing import Routing

LINE_ON_A_BUTTON = 45
CONSENT, WITHDRAW = "consent", "withdraw"
RECIPIENT = "permanence"


def propose(talk: Talk, *lead: Safe) -> None:
    """Show what would be passed on, to whom; ask for the commune first where it is not known."""
    if talk.session.case:
        talk.reply(talk.say("referral.already", reference=talk.session.case))
        return
    talk.leave_aim()
    if talk.situation.state("commune_insee") == "not_asked":
        talk.change(referring=True)
        interview.ask(talk, "commune_insee", *lead, talk.say("referral.where_first"))
        return
    deadline = dates.to_act_on(talk)
    permanence = orientation.recipient(talk, deadline)
    if permanence is None:
        missed = permanences.count_unmet(talk, deadline)
        if missed is not None:
            coordination.unmet(talk, missed)
        talk.reply(*lead, permanences.line(talk, deadline))
        return
    talk.change(referring=False)
    given = {RECIPIENT: permanence}
    talk.ask(CONSENT, _answers(talk), *lead, shown(talk, permanence), human=False, given=given)


def recipient(question: OpenQuestion | None) -> str | None:
    """The permanence that an open question asks agreement for; None where it asks something else."""
    return question.given.get(RECIPIENT) if question is not None and question.kind == CONSENT else None


def _answers(talk: Talk) -> tuple[tuple[str, str], ...]:
    return (
        ("agree", talk.voice.label("button.agree")),
        ("withdraw", talk.voice.label("button.withdraw")),
        ("refuse", talk.voice.label("button.refuse")),
    )


def shown(talk: Talk, permanence: str) -> Safe:
    """The text agreement is given on; a triage team is named with what it will do."""
    intro = "referral.intro_triage" if orientation.is_team(permanence) else "referral.intro"
    listed = "\n".join(f"• {rich(line.text)}" for line in lines(talk))
    return Safe(
        "\n".join(
            (
                talk.say(intro, name=permanences.name(talk, permanence)),
                listed,
                talk.say("orient.rights" if _by_word_of_a_worker(talk) else "referral.rights"),
            )
        )
    )


def _by_word_of_a_worker(talk: Talk) -> bool:
    """Whether the household is not here: nothing that it writes later can be passed on."""
    told = talk.session.introduction
    return told is not None and told.method != ""


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button belongs to a referral; if so it was acted on."""
    if question.kind == CONSENT:
        {"agree": agree, "withdraw": choose_line, "refuse": refuse}[value](talk)
    elif question.kind == WITHDRAW:
        if value != "done":
            talk.change(withheld=(*talk.session.withheld, value))
        propose(talk)
    elif question.kind == telephone.PHONE and value == "none":
        talk.change(question=None)
        propose(talk)
    elif question.kind == telephone.PHONE:
        telephone.ask(talk)
    else:
        return False
    return True


def spoken_answer(talk: Talk, text: str) -> str | None:
    """«d'accord» → agree, «non» → refuse, anything else None."""
    agreed = talk.library.answers.read_yes_no(text)
    return None if agreed is None else ("agree" if agreed else "refuse")


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """An answer in words to the consent or the phone question."""
    if question.kind == CONSENT:
        value = spoken_answer(talk, event.text)
        return pressed(talk, question, value) if value else False
    if question.kind == telephone.PHONE:
        return phone(talk, event.text)
    return False


def agree(talk: Talk) -> None:
    """The household's word, on this text, for this recipient; where another one would receive it now, that
    one is shown first: agreement to one is not agreement to another.
    """
    deadline = dates.to_act_on(talk)
    permanence = orientation.recipient(talk, deadline)
    if permanence is None or permanence != recipient(talk.session.question):
        propose(talk)
        return
    routing = permanences.routing(talk, deadline)
    talk.do(made(talk, permanence, deadline, routing))
    if introduction.agreed(talk):
        reminders.set_for(talk, deadline)
    # Counted before the household has its permanence: from then on it is led there, whatever it speaks.
    permanences.count_unmet(talk, deadline)
    talk.change(case=REFERENCE, case_state="waiting", permanence=permanence, question=None)
    talk.note("accord donné", f"permanence {permanence}")
    _passed_on(talk, permanence, routing)


def made(talk: Talk, permanence: str, deadline: Deadline | None, routing: Routing) -> Refer:
    """The case that agreement opens: exactly the lines that were shown."""
    last, to_team = routing.last_useful_session, orientation.is_team(permanence)
    return Refer(
        permanence=permanence,
        stage=talk.session.stage,
        urgency=talk.session.urgency,
        act_before=deadline.prudent if deadline else None,
        last_useful=last.starts_at if last else None,
        lines=lines(talk),
        words=words(talk),
        shown=shown(talk, permanence),
        language=talk.session.language,
        why=routing.rule,
        receipt=tuple(asdict(line) for line in routing.receipt),
        decision=permanences.decision(talk, deadline, routing),
        callback=talk.session.callback,
        early_debt=is_early_debt(talk.session),
        proposed=permanences.reachable(talk, deadline) if to_team else None,
        triage_until=orientation.until(talk, routing) if to_team else None,
    )


def _passed_on(talk: Talk, permanence: str, routing: Routing) -> None:
    """What happens now: a call, where that was asked, or a place to take."""
    done = talk.say("referral.done", name=permanences.name(talk, permanence), reference=REFERENCE)
    meanwhile = talk.say("referral.meanwhile")
    if orientation.is_team(permanence):
        talk.reply(done, orientation.next_step(talk, routing), meanwhile)
        return
    if talk.session.callback and routing.next_sessions:
        start = routing.next_sessions[0].starts_at
        when = talk.say("referral.when", **places.when(talk, start))
        talk.reply(done, when, meanwhile, choices=(talk.anytime("button.appointment", "rdv:show"),))
    else:
        appointments.offer(talk, done, meanwhile)


def refuse(talk: Talk) -> None:
    """No: nothing is passed on, and the help goes on."""
    talk.change(question=None, callback=False)
    introduction.refused(talk)
    talk.note("accord refusé")
    talk.reply(talk.say("referral.refused"), choices=(talk.anytime("button.more", "more"),))


def short(text: str) -> str:
    """The beginning of a line, cut between two words, as a button can hold it."""
    return text if len(text) <= LINE_ON_A_BUTTON else shorten(text, width=LINE_ON_A_BUTTON, placeholder="…")


def choose_line(talk: Talk) -> None:
    """Which line to take off."""
    options = tuple((line.name, short(line.text)) for line in lines(talk))
    talk.ask(
        WITHDRAW,
        (*options, ("done", talk.voice.label("button.done"))),
        talk.say("referral.which_line"),
        human=False,
    )


def ask_callback(talk: Talk) -> None:
    """«Rappelez-moi»: a number, written or shared; the permanence will call."""
    talk.change(callback=True)
    if talk.situation.get("telephone"):
        propose(talk)
    else:
        telephone.ask(talk)


def number(talk: Talk, text: str) -> bool:
    """Learn a phone number, French unless it says otherwise; whether one was found."""
    possible = phonenumbers.Leniency.POSSIBLE  # a number not yet given out still rings nobody: staff will see
    found = next(iter(phonenumbers.PhoneNumberMatcher(clean(text), "FR", leniency=possible)), None)
    if found is None:
        return False
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    talk.learn(talk.situation.know(telephone=phonenumbers.format_number(found.number, style)))
    return True


def phone(talk: Talk, text: str) -> bool:
    """Take the number to call this household back; whether one was found."""
    if not number(talk, text):
        return False
    talk.change(question=None)
    if talk.session.case:
        verdict.follow_the_case(talk)
        talk.reply(talk.say("attached.phone_kept"))
    else:
        propose(talk)
    return True
