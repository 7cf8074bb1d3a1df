"""The card of a case: what a CESF needs at a glance, in the order of need, without a name."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.desk.case import ASKED, AT_ONCE, Case
from bot.i18n import Safe, Voice, rich
from bot.library import Library

MARKS = {5: "🔴", 4: "🔴", 3: "🟠", 2: "🟠"}
CALM = "🟢"
CLOSED = "⚪"
WORDS_LENGTH = 400
ROOMS = {"canned": ("list", "canned")}
"""The gestures of the card that another room answers: the value and the room of the button."""
TRIAGE_STEPS = ("other_place", "correct", "precise")
MORE: tuple[tuple[str, str], ...] = (
    ("transfer", "who"),
    ("asll", "open"),
    ("mediation", "state"),
    ("commission", "choose"),
)
"""What stands behind «Plus…»: the room of the button (its label is `gesture.<room>`) and its value."""


@dataclass(frozen=True)
class Gesture:
    """A button of the desk, and the room that answers it."""

    label: str
    value: str
    room: str = "desk"


def mark(case: Case) -> str:
    """One sign for the urgency, the same on the topic and on the card."""
    return CLOSED if case.state == "closed" else MARKS.get(case.urgency, CALM)


def title(case: Case, library: Library) -> str:
    """The topic's title: urgency mark, reference, state and step, no name."""
    stage = library.knowledge.stages.get(case.stage or "")
    known: str = "triage" if case.in_triage and case.state != "closed" else case.state
    known = "closing" if case.closing else known
    state = library.voice("fr").label(f"card.title_{known}")
    return f"{mark(case)} {case.reference} · {state}" + (f" · {stage.title.lower()}" if stage else "")


def text(case: Case, library: Library) -> Safe:
    """The card, as it is shown and edited in place."""
    voice = library.voice("fr")
    paragraphs = (
        _head(case, library, voice),
        _body(case, voice),
        _words(case, voice),
        _foot(case, library, voice),
    )
    return Safe("\n".join(part for part in paragraphs if part))


def _head(case: Case, library: Library, voice: Voice) -> Safe:
    stage = library.knowledge.stages.get(case.stage or "")
    parts = [Safe(f"{mark(case)} <b>{case.reference}</b>")]
    if stage:
        parts.append(rich(stage.title))
    if case.act_before:
        parts.append(voice.say("card.act_before", day=voice.near_day(case.act_before)))
    if case.last_useful:
        parts.append(voice.say("card.last_useful", day=voice.near_day(case.last_useful.date())))
    return Safe(" · ".join(parts))


def _body(case: Case, voice: Voice) -> Safe:
    """What is known of the household; its number is had by «Voir tout», which is written down."""
    shown = [
        voice.label("card.phone_known") if name == "telephone" else told
        for name, told in case.lines
        if name not in ("stage", "words")
    ]
    return rich("\n".join(f"• {told}" for told in shown))


def _words(case: Case, voice: Voice) -> Safe:
    words = " / ".join(case.words)
    if not words:
        return Safe("")
    return voice.say("card.words", words=words if len(words) <= WORDS_LENGTH else words[:WORDS_LENGTH] + "…")


def _foot(case: Case, library: Library, voice: Voice) -> Safe:
    lines = (
        *(_proposal(case, library, voice) if case.in_triage else (_why(case, library, voice),)),
        _received(case, voice),
        _appointment(case, voice),
        *_asked(case, voice),
        _unreachable(case, voice),
        case.mediation,
        _state(case, voice),
        _silence(case, voice),
        _away(case, voice),
    )
    return Safe("\n".join(line for line in lines if line))


def _why(case: Case, library: Library, voice: Voice) -> Safe:
    name = library.name_of(case.permanence)
    why = voice.say("card.why", name=name, why=_rule(case, voice))
    consent = voice.say(
        "card.consent", day=case.consent_at.strftime("%d/%m"), hour=voice.hour(case.consent_at)
    )
    return Safe(f"{why} {consent}")


def _proposal(case: Case, library: Library, voice: Voice) -> Iterator[Safe]:
    """Where routing would send the household, in three lines, and its agreement."""
    if case.proposed is None:
        yield voice.say("card.proposed_none")
    else:
        yield voice.say("card.proposed", name=library.name_of(case.proposed), why=_rule(case, voice))
    yield from (rich(reason) for reason in case.reasons)
    day, hour = case.consent_at.strftime("%d/%m"), voice.hour(case.consent_at)
    yield voice.say("card.consent_only", day=day, hour=hour)


def _state(case: Case, voice: Voice) -> Safe:
    if not case.in_triage or case.state == "closed":
        return voice.say(f"card.{case.state}", name=case.claimed_name or "", outcome=_outcome(case, voice))
    if case.proposed is None or case.leaves_at is None:
        return voice.say("card.waiting_triage_none")
    day, hour = voice.near_day(case.leaves_at.date()), voice.hour(case.leaves_at)
    return voice.say("card.waiting_triage", day=day, hour=hour)


def _received(case: Case, voice: Voice) -> Safe:
    return voice.say("card.received", names=" · ".join(case.received)) if case.received else Safe("")


def _unreachable(case: Case, voice: Voice) -> Safe:
    day = case.unreachable
    return voice.say("card.unreachable", day=voice.near_day(day)) if day is not None else Safe("")


def _asked(case: Case, voice: Voice) -> Iterator[Safe]:
    """What the household is being asked."""
    if case.closing is not None:
        outcome, until = case.closing
        day = voice.near_day(until)
        yield voice.say("card.asked_closing", outcome=voice.label(f"outcome.{outcome}"), day=day)
    if case.transfer is not None:
        name, reason = case.transfer
        yield voice.say("card.asked_transfer", name=name, reason=reason)


def _appointment(case: Case, voice: Voice) -> Safe:
    known = case.appointment
    if known is None:
        return voice.say("card.waits") if case.waits else Safe("")
    state = voice.label(f"card.rdv_{known.state}")
    return voice.say(
        "card.appointment", day=voice.near_day(known.at.date()), hour=voice.hour(known.at), state=state
    )


def _silence(case: Case, voice: Voice) -> Safe:
    """How many sessions went by without a word."""
    return voice.say("card.passed_over", count=case.passed_over) if case.passed_over else Safe("")


def _away(case: Case, voice: Voice) -> Safe:
    """Who takes over while the person who follows the case is away."""
    if case.state != "claimed" or case.away_until is None:
        return Safe("")
    key = "card.away" if case.stand_in else "card.away_nobody"
    return voice.say(key, name=case.claimed_name, by=case.stand_in, day=voice.near_day(case.away_until))


def _rule(case: Case, voice: Voice) -> str:
    key = f"rule.{case.why}"
    return voice.label(key if voice.has(key) else "rule.other")


def _outcome(case: Case, voice: Voice) -> str:
    return voice.label(f"outcome.{case.outcome}") if case.outcome else ""


def gestures(case: Case, voice: Voice) -> tuple[Gesture, ...]:
    """What can be done with a case in this state: eight at most, the rest behind «Plus…»."""
    if case.in_triage and case.state != "closed":
        return _in_triage(case, voice)
    by_state = {
        "waiting": ("claim", *_with_places(case), "canned", "show", "close", "more"),
        "claimed": ("release", *_with_places(case), "canned", "show", "close", "more"),
        "closed": ("show", "reopen"),
    }
    return tuple(_gesture(value, voice) for value in by_state[case.state])


def _gesture(value: str, voice: Voice) -> Gesture:
    label = voice.label(f"gesture.{value.partition(':')[0]}")
    return Gesture(label, *ROOMS.get(value, (value,)))


def _in_triage(case: Case, voice: Voice) -> tuple[Gesture, ...]:
    """Confirm, choose another, correct, ask; the rest as in a permanence."""
    name = case.proposed_name
    confirm = (Gesture(voice.label("gesture.confirm", name=name), f"to:{case.proposed}", "triage"),)
    steps = tuple(Gesture(voice.label(f"gesture.{step}"), step, "triage") for step in TRIAGE_STEPS)
    rest = tuple(_gesture(value, voice) for value in ("canned", "show", "close"))
    return (*(confirm if case.proposed else ()), *steps, *rest)


def more(voice: Voice) -> tuple[Gesture, ...]:
    """The gestures behind «Plus…», and the way back."""
    listed = tuple(Gesture(voice.label(f"gesture.{room}"), value, room) for room, value in MORE)
    return (*listed, Gesture(voice.label("gesture.back"), "back"))


def _with_places(case: Case) -> tuple[str, ...]:
    """What can be done about an appointment: proposed, called off, and once it began said to have been."""
    known = case.appointment
    if known is None or known.state == "tenue":
        return ("propose",)
    start = known.starts_at.isoformat()
    if not case.began:
        return ("propose", f"call_off:{start}")
    came, missed = f"came:{start}", f"missed:{start}"
    return {"venue": ("propose", missed), "non_vue": ("propose", came)}.get(known.state, (came, missed))


def outcomes(case: Case, voice: Voice) -> tuple[Gesture, ...]:
    """The outcomes the household is asked about, the way to close at once, and the way back."""
    if case.closing is not None:
        now = Gesture(voice.label("gesture.close_now"), f"now:{case.closing[0]}", "closing")
        keep = Gesture(voice.label("gesture.keep_open"), "keep", "closing")
        return (now, keep, Gesture(voice.label("gesture.back"), "back"))
    listed = tuple(Gesture(voice.label(f"outcome.{one}"), f"ask:{one}", "closing") for one in ASKED)
    now = Gesture(voice.label("gesture.close_now"), "now", "closing")
    return (*listed, now, Gesture(voice.label("gesture.back"), "back"))


def at_once(voice: Voice) -> tuple[Gesture, ...]:
    """The reasons to close without asking, and the way back."""
    listed = tuple(Gesture(voice.label(f"outcome.{one}"), f"now:{one}", "closing") for one in AT_ONCE)
    return (*listed, Gesture(voice.label("gesture.back"), "back"))
