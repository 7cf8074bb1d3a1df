"""Accompanying a household into and in its home (ASLL): the phases of such work, ticked one by one, and its
contract in words.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.desk.card import Gesture
from bot.i18n import Safe, Voice

ROOM = "asll"
PHASES = (
    "diagnostic",
    "contractualisation",
    "chercher",
    "louer",
    "habiter",
    "evaluation",
    "attribution",
    "locative",
)
"""Diagnosis; contract; learning to look for a home, to rent it, to live in it; evaluation; search and
allocation; the lease (Basse-Normandie, collection FNARS-USH of 2010).
"""
WORDS = ("objectifs", "moyens", "duree")
DONE, TO_DO = "☑", "☐"


def toggled(kept: Mapping[str, Any], phase: str, today: date) -> dict[str, Any]:
    """The checklist with this phase done today, or not done after all."""
    done = dict(kept.get("done", {}))
    if phase in done:
        del done[phase]
    else:
        done[phase] = today.isoformat()
    return {**kept, "done": done}


def written(kept: Mapping[str, Any], word: str, text: str) -> dict[str, Any]:
    """The checklist with the objectives, the means or the duration in these words."""
    return {**kept, "words": {**kept.get("words", {}), word: text}}


def text(kept: Mapping[str, Any], reference: str, voice: Voice) -> Safe:
    """The checklist as it stands: each phase with its day, then the contract."""
    done, words = kept.get("done", {}), kept.get("words", {})
    lines = [voice.say("desk.asll", reference=reference)]
    lines += [_phase(phase, done.get(phase), voice) for phase in PHASES]
    lines += [
        voice.say("desk.asll_word", name=voice.label(f"desk.asll_{word}"), text=words[word])
        for word in WORDS
        if word in words
    ]
    return Safe("\n".join(lines))


def _phase(phase: str, day: str | None, voice: Voice) -> Safe:
    name = voice.label(f"desk.asll_{phase}")
    if day is None:
        return Safe(f"{TO_DO} {name}")
    return voice.say("desk.asll_done", name=f"{DONE} {name}", day=voice.near_day(date.fromisoformat(day)))


def gestures(kept: Mapping[str, Any], voice: Voice) -> tuple[Gesture, ...]:
    """A tick for each phase, the contract in words, the way out."""
    done = kept.get("done", {})
    ticks = [
        Gesture(
            f"{DONE if phase in done else TO_DO} {voice.label(f'desk.asll_{phase}')}", f"tick:{phase}", ROOM
        )
        for phase in PHASES
    ]
    words = [Gesture(voice.label(f"gesture.asll_{word}"), f"word:{word}", ROOM) for word in WORDS]
    return (*ticks, *words, Gesture(voice.label("gesture.asll_close"), "close", ROOM))
