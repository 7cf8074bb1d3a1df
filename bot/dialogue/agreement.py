"""How a household agrees to what a worker tells of it: by itself on its own phone, or as they record it."""

from dataclasses import replace
from datetime import timedelta

from bot.dialogue import dates, drafts, orientation, permanences, referral
from bot.dialogue.effects import LINK, REFERENCE, Forgo, Introduce, Register
from bot.dialogue.events import Said
from bot.dialogue.session import OpenQuestion, dump
from bot.dialogue.talk import Talk

WAY, METHOD, REACH, CONFIRM = "orient_way", "orient_method", "orient_reach", "orient_confirm"
KINDS = frozenset({WAY, METHOD, REACH, CONFIRM})
METHODS = ("oral", "papier", "telephone")
UNKNOWN = "unknown"
LINK_LASTS = timedelta(days=7)


def ask(talk: Talk) -> None:
    """The ways there are, if there is a permanence to refer to."""
    draft = drafts.inside(talk)
    deadline = dates.to_act_on(draft)
    permanence = orientation.recipient(draft, deadline)
    if permanence is None:
        permanences.count_unmet(draft, deadline)
        talk.change(question=None)
        talk.reply(talk.say("orient.nobody"), permanences.line(draft, deadline), human=False)
        return
    options = _options(talk, "phone", "recorded", "refused", "later")
    name = permanences.name(talk, permanence)
    talk.ask(WAY, options, talk.say("orient.agreement", name=name), human=False)


def _options(talk: Talk, *values: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, talk.voice.label(f"orient.button.{value}")) for value in values)


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button was one of these and still means something."""
    if question.kind == WAY:
        {"phone": _by_phone, "recorded": _how, "refused": _refused, "later": _later}[value](talk)
    elif question.kind == METHOD:
        _reach(talk, value)
    elif question.kind == REACH:
        _confirm(talk, question.given["method"])
    elif question.kind == CONFIRM and value == "confirm":
        _register(talk, question.given["method"])
    else:
        return False
    return True


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """A phone number, or «je ne sais pas»; nothing else in words is taken for an agreement."""
    if question.kind != REACH or talk.session.draft is None:
        return False
    draft = drafts.inside(talk)
    if referral.number(draft, event.text):
        drafts.keep(talk, draft)
    elif not talk.library.answers.is_unknown(event.text, event.language(talk.session.language)):
        _reach(talk, question.given["method"], again=True)
        return True
    _confirm(talk, question.given["method"])
    return True


def _by_phone(talk: Talk) -> None:
    """A link that the household opens: it reads the text itself, in its own language, and answers."""
    draft = drafts.inside(talk)
    drafts.tell(draft, offered=True)
    drafts.keep(talk, draft)
    talk.do(Introduce(drafts.told(draft).draft, dump(draft.session)))
    talk.change(question=None)
    talk.note("lien donné")
    day = talk.voice.near_day((talk.now + LINK_LASTS).date())
    talk.reply(talk.say("orient.link", link=LINK, day=day), talk.say("orient.link_given"), human=False)


def _how(talk: Talk) -> None:
    options = tuple((method, talk.voice.label(f"orient.method.{method}")) for method in METHODS)
    talk.ask(METHOD, options, talk.say("orient.how"), human=False)


def _reach(talk: Talk, method: str, again: bool = False) -> None:
    """A household without Telegram is called: at which number?"""
    draft = drafts.inside(talk)
    if draft.situation.get("telephone") and not again:
        _confirm(talk, method)
        return
    lead = (talk.say(drafts.UNREAD),) if again else ()
    unknown = (UNKNOWN, talk.voice.label("button.unknown"))
    talk.ask(REACH, (unknown,), *lead, talk.say("orient.reach"), human=False, given={"method": method})


def _confirm(talk: Talk, method: str) -> None:
    """The very text that the household heard, once more, and the worker's word for it."""
    draft = _with_method(talk, method)
    permanence = orientation.recipient(draft, dates.to_act_on(draft))
    if permanence is None:
        ask(talk)
        return
    talk.ask(
        CONFIRM,
        _options(talk, "confirm", "correct"),
        talk.say("orient.confirm"),
        referral.shown(draft, permanence),
        human=False,
        given={"method": method},
    )


def _with_method(talk: Talk, method: str) -> Talk:
    draft = drafts.inside(talk)
    draft.change(introduction=replace(drafts.told(draft), method=method))
    return draft


def _register(talk: Talk, method: str) -> None:
    """The case is opened; this chat is told its reference, and later what becomes of it."""
    draft = _with_method(talk, method)
    deadline = dates.to_act_on(draft)
    permanence = orientation.recipient(draft, deadline)
    if permanence is None:
        ask(talk)
        return
    routing = permanences.routing(draft, deadline)
    refer = referral.made(draft, permanence, deadline, routing)
    draft.change(permanence=permanence)
    talk.do(Register(refer, drafts.told(draft).draft, dump(draft.session), method))
    talk.change(draft=None, question=None)
    talk.note("accord recueilli", method, f"permanence {permanence}")
    name = permanences.name(talk, permanence)
    talk.reply(talk.say("orient.sent", name=name, reference=REFERENCE), human=False)


def _refused(talk: Talk) -> None:
    """No: nothing is passed on, the draft is gone, and help goes on without it."""
    talk.do(Forgo(drafts.told(drafts.inside(talk)).draft))
    talk.change(draft=None, question=None)
    talk.note("accord refusé")
    talk.reply(talk.say("orient.refused"), human=False)


def _later(talk: Talk) -> None:
    """The draft waits."""
    talk.change(question=None)
    talk.reply(talk.say("orient.later"), human=False)
