"""Reading a message before the turn: its meaning and the question it asks. Costs milliseconds, needs no state
but what was open."""

from collections.abc import Sequence
from datetime import date

from bot.dialogue.events import Said
from bot.dialogue.session import Session
from bot.library import Library


def hear(
    parts: Sequence[str],
    library: Library,
    today: date,
    session: Session | None = None,
    *,
    language: str | None = None,
    amended: bool = False,
) -> Said:
    """What a household said, in one message or several: read together, kept apart."""
    text = "\n".join(parts)
    stage, fiche = (session.stage, session.fiche) if session else (None, None)
    spoken = language or (session.language if session else None)
    understanding = library.understand(text, today, language_hint=spoken, stage=stage, fiche=fiche)
    follow_up = library.goes_on(understanding, fiche)
    question = library.question(
        text, fiche=fiche, stage=stage, intent=understanding.intent, follow_up=follow_up
    )
    return Said(text, understanding, tuple(parts), amended, question, follow_up)
