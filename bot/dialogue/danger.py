"""Danger, answered before any other talk, with screens written by people and numbers from the contacts."""

from bot.dialogue.effects import Count
from bot.dialogue.replies import Choice
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from intents.understanding import Understanding

URGENCY = 5
HIDEABLE = frozenset({"violences", "enfant_en_danger"})


def certain(understanding: Understanding) -> bool:
    """Whether the screen comes at once."""
    return understanding.danger is not None and understanding.danger.level == "certain"


def screen(talk: Talk, understanding: Understanding) -> None:
    """The crisis screen. An interview that was open is dropped; the facts and the case stay."""
    assert understanding.danger is not None
    kind = understanding.danger.kind
    talk.leave_aim()
    talk.change(question=None, second=None, urgency=URGENCY, misses=0)
    talk.do(Count("danger", {"kind": kind, "level": "certain"}))
    crisis = talk.library.knowledge.crisis(kind, talk.session.language)
    talk.reply(rich(crisis.screen), choices=_ways_out(talk, kind), urgent=True, human=False)


def _ways_out(talk: Talk, kind: str) -> tuple[Choice, ...]:
    choices = [talk.anytime("button.safe_callback", "callback"), talk.anytime("button.continue", "continue")]
    if kind in HIDEABLE:
        choices.insert(1, talk.anytime("button.hide", "hide"))
    return tuple(choices)


def gentle_line(talk: Talk, understanding: Understanding) -> Safe:
    """The one line that opens an answer when danger is possible; empty where there is none."""
    if understanding.danger is None or understanding.danger.level != "possible":
        return Safe("")
    talk.do(Count("danger", {"kind": understanding.danger.kind, "level": "possible"}))
    crisis = talk.library.knowledge.crisis(understanding.danger.kind, talk.session.language)
    return rich(crisis.possible)
