"""One turn being made: the session as it changes, what is said, what is to be done."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.dialogue.effects import Effect
from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice, Reply
from bot.dialogue.session import OpenQuestion, Session
from bot.i18n import Safe, Voice
from bot.library import Library
from knowledge.routing import RouteRequest, Routing
from knowledge.situation import Situation

BUTTONS_AT_MOST = 5
LABEL_LENGTH = 60


@dataclass(frozen=True)
class Turn:
    """What one event made of a session: the new session, what to say, what to do, what was understood."""

    session: Session
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]
    understood: str = ""


class Talk:
    """The working table of one turn. Lives no longer than the call of `advance`."""

    def __init__(self, session: Session, library: Library, now: datetime) -> None:
        self.session = replace(session, turns=session.turns + 1)
        self.library = library
        self.now = now
        self.understood: list[str] = []
        self.opening = Safe("")
        """Said at the head of the first message of the turn."""
        self.decisions: dict[RouteRequest, Routing] = {}
        """Where each request made in this turn leads: within a turn neither content nor places change."""
        self._replies: list[Reply] = []
        self._effects: list[Effect] = []

    @property
    def today(self) -> date:
        """The local date of the turn."""
        return self.now.date()

    @property
    def voice(self) -> Voice:
        """How this household is spoken to."""
        return self.library.voice(self.session.language)

    @property
    def situation(self) -> Situation:
        """What is known of the household."""
        return self.session.situation

    @property
    def replied(self) -> bool:
        """Whether anything was said yet in this turn."""
        return bool(self._replies)

    def has_fiche(self, fiche: str) -> bool:
        """Whether a fiche is written for this subject."""
        return ("fr", fiche) in self.library.knowledge.fiches

    def change(self, **fields: Any) -> None:
        """Change fields of the session."""
        self.session = replace(self.session, **fields)

    def leave_aim(self) -> None:
        """Ask again what the stage needs, counted anew: what was being asked besides it is left there."""
        if self.session.aim:
            self.change(aim=None, asked=0)

    def learn(self, situation: Situation) -> None:
        """Replace the facts."""
        self.session = self.session.with_situation(situation)

    def say(self, key: str, **values: object) -> Safe:
        """A phrase in the household's language."""
        return self.voice.say(key, **values)

    def do(self, effect: Effect) -> None:
        """Have something done when the turn is committed."""
        self._effects.append(effect)

    def note(self, *understood: str) -> None:
        """Keep what was understood, for transcripts and for the card."""
        self.understood.extend(understood)

    def reply(
        self,
        *paragraphs: Safe,
        choices: tuple[Choice, ...] = (),
        urgent: bool = False,
        contact: bool = False,
        human: bool = True,
    ) -> None:
        """Say one message; a way to a person is added to its buttons unless `human` is False."""
        said = Safe("\n\n".join(part for part in (self.opening, *paragraphs) if part))
        self.opening = Safe("")
        buttons = [*choices, *(self._ways_to_a_person(len(choices)) if human else ())]
        rows = tuple((button,) for button in buttons)
        self._replies.append(Reply(self.voice.set_apart(said), rows, urgent, contact))

    def ask(
        self,
        kind: str,
        options: tuple[tuple[str, str], ...],
        *paragraphs: Safe,
        fact: str | None = None,
        urgent: bool = False,
        human: bool = True,
        contact: bool = False,
        given: dict[str, str] | None = None,
    ) -> None:
        """Say one message that asks something: its buttons answer this question and no other."""
        options = tuple((value, label[:LABEL_LENGTH]) for value, label in options)
        question = OpenQuestion(f"{fact or kind}.{self.session.turns}", kind, fact, options, given or {})
        self.change(question=question)
        choices = tuple(Choice(label, question.id, value) for value, label in options)
        self.reply(*paragraphs, choices=choices, urgent=urgent, human=human, contact=contact)

    def offer(
        self, kind: str, options: tuple[tuple[str, str], ...], *paragraphs: Safe, human: bool = True
    ) -> None:
        """Say one message whose buttons stay good after other questions, and can be answered in words too."""
        self.change(question=OpenQuestion(f"{kind}.{self.session.turns}", kind, None, options))
        choices = tuple(Choice(label, ANYTIME, value) for value, label in options)
        self.reply(*paragraphs, choices=choices, human=human)

    def anytime(self, key: str, value: str, **values: object) -> Choice:
        """A button that stays good after other questions."""
        return Choice(self.voice.label(key, **values)[:LABEL_LENGTH], ANYTIME, value)

    def _ways_to_a_person(self, taken: int) -> tuple[Choice, ...]:
        ways = (self.anytime("button.human", "human"), self.anytime("button.callback", "callback"))
        return ways[: max(1, min(len(ways), BUTTONS_AT_MOST - taken))]

    def turn(self) -> Turn:
        """The turn, closed."""
        return Turn(self.session, tuple(self._replies), tuple(self._effects), " · ".join(self.understood))
