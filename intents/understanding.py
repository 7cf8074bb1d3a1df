"""From a message to its meaning: danger first, then facts, then what is asked. Pure; built once, asked
from any thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from intents.catalogue import Catalogue, load
from intents.entities import Entities, Gazetteer, entities_in
from intents.language import Identifier, Languages
from intents.matcher import Matcher
from intents.normalise import clean, fold
from intents.resources import ordered
from intents.safety import Danger, rank

MOST_BUTTONS = 3


@dataclass(frozen=True)
class Candidate:
    """A meaning the message may have, with its probability or likeness (0 to 1)."""

    intent: str
    score: float


@dataclass(frozen=True)
class Understanding:
    """What was read in one message. `intent` None means: not understood, offer the alternatives or a
    person."""

    text: str
    language: str | None
    intent: str | None
    score: float
    alternatives: tuple[Candidate, ...]
    ambiguous: bool
    danger: Danger | None
    entities: Entities
    stage: str | None
    urgency: int


class Decider(Protocol):
    """Whoever ranks the meanings of a message: the trained model, or the lexical matcher."""

    def scores(self, text: str, language: str | None) -> Mapping[str, float]:
        """A score between 0 and 1 for each intent that can be meant."""


class Understander:
    """The content of a folder, ready to read messages. Building it reads files; asking it reads none."""

    def __init__(
        self, catalogue: Catalogue, decider: Decider | None = None, identifier: Identifier | None = None
    ) -> None:
        self.catalogue = catalogue
        self._languages = Languages(catalogue.languages, identifier)
        self._decider: Decider = decider or Matcher(catalogue)
        self._limits = catalogue.thresholds.get("model" if decider else "lexical", {})

    @classmethod
    def from_content(cls, root: Path | None = None) -> "Understander":
        """Read a content folder (the shipped one by default). Raises ContentError with every problem."""
        return cls(load(root))

    def understand(
        self,
        text: str,
        *,
        today: date,
        language_hint: str | None = None,
        places: Gazetteer | None = None,
        stage: str | None = None,
        fiche: str | None = None,
    ) -> Understanding:
        """Read one message. Never raises, whatever the text; at most 4,096 characters are read."""
        cleaned = clean(text)
        language = self._languages.identify(cleaned, language_hint)
        lexicons = ordered(self.catalogue.lexicons, language)
        spelling = self.catalogue.spelling if language in (None, "fr") else {}
        entities = entities_in(cleaned, lexicons=lexicons, today=today, places=places, spelling=spelling)
        ranking = self._ranked(cleaned, language)
        danger = self._danger(cleaned, entities, today)
        return self._judged(cleaned, language, ranking, danger, entities)

    def _ranked(self, cleaned: str, language: str | None) -> list[Candidate]:
        if not fold(cleaned):
            return []
        scores = self._decider.scores(cleaned, language)
        return [Candidate(k, round(v, 4)) for k, v in sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))]

    def _judged(
        self,
        cleaned: str,
        language: str | None,
        ranking: list[Candidate],
        danger: Danger | None,
        entities: Entities,
    ) -> Understanding:
        offered = tuple(c for c in ranking if c.score >= self._limits["offered"])[:MOST_BUTTONS]
        top = ranking[0] if ranking else Candidate("", 0.0)
        second = ranking[1].score if len(ranking) > 1 else 0.0
        understood = top.score >= self._limits["understood"]
        intent = self.catalogue.intents.get(top.intent) if understood else None
        return Understanding(
            text=cleaned,
            language=language,
            intent=intent.id if intent else None,
            score=top.score,
            alternatives=offered,
            ambiguous=understood and top.score - second < self._limits["ambiguous"],
            danger=danger,
            entities=entities,
            stage=intent.stage if intent else None,
            urgency=5 if danger and danger.level == "certain" else intent.urgency if intent else 0,
        )

    def _danger(self, cleaned: str, entities: Entities, today: date) -> Danger | None:
        """The union of what the phrases and the announced date of an eviction say."""
        dangers = [*self.catalogue.safety.dangers(cleaned), *self._dated_danger(entities, today)]
        return min(dangers, key=rank, default=None)

    def _dated_danger(self, entities: Entities, today: date) -> list[Danger]:
        limits = self.catalogue.thresholds["danger"]
        feared = [
            mention for mention in entities.dates if mention.fact == "date_prevue" and mention.value >= today
        ]
        for mention in feared:
            if mention.value <= today + timedelta(days=limits["days_possible"]):
                return [Danger("expulsion_imminente", "possible", mention.text)]
        return []
