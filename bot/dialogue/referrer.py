"""A worker refers a household: at most eleven short questions, a summary, then how the household agrees.

All of it is said in French, to professionals. Nothing of it is learned of this chat, and nothing leaves it
before the household has agreed.
"""

import re

from bot.dialogue import agreement, dates, drafts, grid
from bot.dialogue.effects import Forgo
from bot.dialogue.events import Said
from bot.dialogue.lines import lines
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich

START, ASK, CHECK = "orient", "orient_ask", "orient_check"
KINDS = frozenset({START, ASK, CHECK, *agreement.KINDS})
"""Questions about another household: what is said in answer is not kept among this chat's own words."""
SUBJECT = "orienter_un_menage"
UNKNOWN = "unknown"
PLACES = 4
STATES_AT_MOST = 10
_REFERENCE = re.compile(r"\b([A-Za-z]\d)[- ]?(\d{4})\b")


def about_another(talk: Talk) -> bool:
    """Whether the open question is about a household that this chat tells of."""
    return talk.session.question is not None and talk.session.question.kind in KINDS


def subject(talk: Talk, event: Said) -> bool:
    """«J'oriente une famille…»: whether it is said; the facts of the message are the household's."""
    if event.understanding.intent != SUBJECT or event.understanding.ambiguous:
        return False
    if talk.session.draft is None:
        talk.change(draft=drafts.opened(talk))
        draft = drafts.inside(talk)
        drafts.heard(draft, event)
        drafts.keep(talk, draft)
        _start(talk, "orient.start", "go", "grid")
    else:
        begin(talk)
    return True


def begin(talk: Talk) -> None:
    """Begin, or take up the draft there is."""
    talk.leave_aim()
    talk.change(misses=0)
    if talk.session.draft is None:
        talk.change(draft=drafts.opened(talk))
        _start(talk, "orient.start", "go", "grid")
    elif drafts.told(drafts.inside(talk)).offered:
        _start(talk, "orient.offered", "new", "resume")
    else:
        _start(talk, "orient.resume", "resume", "again")


def _start(talk: Talk, key: str, *values: str) -> None:
    """The first word of a referral keeps the way to a person: a household may be taken for a worker."""
    options = tuple((value, talk.voice.label(f"orient.button.{value}")) for value in values)
    talk.ask(START, options, talk.say(key))


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button belongs to a referral by a worker; if so it was acted on."""
    if question.kind not in KINDS:
        return False
    if talk.session.draft is None and value not in ("again", "new"):
        begin(talk)
    elif question.kind == START:
        _started(talk, value)
    elif question.kind == ASK:
        _chosen(talk, question.given["about"], value)
    elif question.kind == CHECK and value == "right":
        agreement.ask(talk)
    elif question.kind == CHECK:
        _fix(talk, value)
    elif not agreement.pressed(talk, question, value):
        summary(talk)
    return True


def _started(talk: Talk, value: str) -> None:
    if value in ("again", "new"):
        _again(talk)
    elif value == grid.GRID:
        talk.change(draft=None)
        grid.begin(talk)
    else:
        go_on(talk)


def _again(talk: Talk) -> None:
    """A new household. A draft whose link was given stays good for whoever has the link."""
    if talk.session.draft is not None and not drafts.told(drafts.inside(talk)).offered:
        talk.do(Forgo(drafts.told(drafts.inside(talk)).draft))
    talk.change(draft=drafts.opened(talk))
    go_on(talk)


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """An answer in words, «je ne sais pas» included; whether the question is one of ours."""
    if question.kind not in KINDS:
        return False
    if event.amended:  # the answer it corrects was taken already: the summary is where it is corrected
        return True
    option = _named(question, event.text)
    if option is not None:
        pressed(talk, question, option)
    elif question.kind == ASK and talk.session.draft is not None:
        _answer(talk, question.given["about"], event)
    elif not agreement.said(talk, question, event):
        _repeat(talk, question)
    return True


def _named(question: OpenQuestion, text: str) -> str | None:
    written = text.strip().lower()
    return next((value for value, label in question.options if label.lower() == written), None)


def _repeat(talk: Talk, question: OpenQuestion) -> None:
    """Words that are none of the buttons: the same again; nothing is taken for an agreement."""
    if question.kind == START:
        begin(talk)
    else:
        summary(talk)


def _answer(talk: Talk, section: str, event: Said) -> None:
    draft = drafts.inside(talk)
    problem = None
    if not talk.library.answers.is_unknown(event.text, event.language(talk.session.language)):
        problem = drafts.SECTIONS[section].read(draft, event)
    if problem == "orient.which_commune":
        _which_commune(talk, event.text)
        return
    if problem is not None:
        _ask(talk, section, talk.say(problem))
        return
    drafts.answered(draft, section)
    drafts.keep(talk, draft)
    go_on(talk)


def _which_commune(talk: Talk, text: str) -> None:
    """A name that several communes have, or none."""
    found = talk.library.knowledge.territory.resolve(text).candidates[:PLACES]
    options = tuple((one.commune.insee, f"{one.commune.nom} ({one.commune.departement})") for one in found)
    key = "answer.which_commune" if options else drafts.UNREAD
    _ask(talk, "commune", talk.say(key), options=options)


def _chosen(talk: Talk, section: str, value: str) -> None:
    draft = drafts.inside(talk)
    if value != UNKNOWN:
        drafts.choose(draft, section, value)
    drafts.answered(draft, section)
    drafts.keep(talk, draft)
    go_on(talk)


def _fix(talk: Talk, section: str) -> None:
    draft = drafts.inside(talk)
    drafts.reopen(draft, section)
    drafts.keep(talk, draft)
    _ask(talk, section)


def go_on(talk: Talk) -> None:
    """The next question; after the last, the summary."""
    section = drafts.missing(drafts.inside(talk))
    if section is None:
        summary(talk)
    else:
        _ask(talk, section)


def _ask(talk: Talk, section: str, *lead: Safe, options: tuple[tuple[str, str], ...] = ()) -> None:
    values = drafts.SECTIONS[section].options
    named = tuple((value, _label(talk, section, value)) for value in values)
    unknown = (UNKNOWN, talk.voice.label("button.unknown"))
    asked = talk.say(f"orient.ask.{section}")
    talk.ask(ASK, (*options, *named, unknown), *lead, asked, human=False, given={"about": section})


def _label(talk: Talk, section: str, value: str) -> str:
    if section == "stage":
        return talk.library.knowledge.stages[value].title
    return talk.voice.label(f"orient.who.{value}")


def summary(talk: Talk) -> None:
    """Everything that was told, to be corrected by one tap."""
    draft = drafts.inside(talk)
    listed = "\n".join(f"• {rich(line.told)}" for line in lines(draft) if line.name != "back")
    sections = [one for one in drafts.SECTIONS if one != "date" or drafts.date_fact(draft)]
    fixes = tuple((one, talk.voice.label(f"orient.section.{one}")) for one in sections)
    right = ("right", talk.voice.label("orient.button.right"))
    asked = talk.say("orient.summary")
    talk.ask(CHECK, (right, *fixes), asked, Safe(listed), _dates(talk, draft), human=False)


def _dates(talk: Talk, draft: Talk) -> Safe:
    """The date on the paper and the prudent day to act: a wrong one is seen before anything leaves."""
    fact = drafts.date_fact(draft)
    day = draft.situation.day(fact) if fact else None
    deadline = dates.to_act_on(draft)
    written = talk.say("orient.dated", day=talk.voice.day(day)) if day else Safe("")
    prudent = deadline.prudent if deadline else None
    until = talk.say("orient.act_before", day=talk.voice.day(prudent)) if prudent else Safe("")
    return Safe("\n".join(part for part in (written, until) if part))


def state_asked(talk: Talk, event: Said) -> bool:
    """Whether the message asks what became of a household referred from here."""
    return where(talk, event.text)


def where(talk: Talk, text: str) -> bool:
    """«Où en est K7-1204 ?» from whoever referred that household: its state and nothing more."""
    found = _REFERENCE.search(text)
    reference = f"{found[1].upper()}-{found[2]}" if found else ""
    if reference not in talk.library.desk.referred:
        return False
    talk.reply(_state(talk, reference), human=False)
    return True


def states(talk: Talk) -> bool:
    """What became of every household referred from here, the newest last; whether there is one."""
    known = list(talk.library.desk.referred)[-STATES_AT_MOST:]
    if known:
        talk.reply(Safe("\n".join(_state(talk, reference) for reference in known)), human=False)
    return bool(known)


def _state(talk: Talk, reference: str) -> Safe:
    return talk.say(f"orient.state.{talk.library.desk.referred[reference]}", reference=reference)
