"""From a message to its meaning: danger first, then facts, then what is asked. Pure; built once, asked
from any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from intents.answers import is_bare_answer
from intents.catalogue import Catalogue, Intent, load, load_quickly
from intents.decider import TrainedDecider
from intents.encoder import Encoder
from intents.entities import Entities, Gazetteer, entities_in
from intents.language import Identifier, Languages, telling
from intents.matcher import Matcher
from intents.model import CALM
from intents.normalise import clean
from intents.precedence import in_context, outside_first
from intents.resources import ordered
from intents.safety import Danger, rank
from intents.shipped import decider_for
from intents.subjects import second
from intents.windows import LONG

MOST_BUTTONS = 3
_SHORT = 40
_FEW_WORDS = 3
"""Words up to which a message («on est 2») hardly says what it is about or what to fear, unless a phrase of
the content does."""


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
    role: str | None = None
    asks: bool = True
    """Whether an answer is expected, by a question mark or a word; otherwise it may be news."""
    second: Candidate | None = None
    """Another subject that a part of the message is about, where it deserves an answer of its own."""


class Understander:
    """The content of a folder, ready to read messages. Building it reads files; asking it reads none."""

    def __init__(
        self,
        catalogue: Catalogue,
        decider: TrainedDecider | None = None,
        identifier: Identifier | None = None,
        warnings: tuple[str, ...] = (),
        taught: Mapping[str, str] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.warnings = warnings
        self.decider = decider
        words = telling(catalogue.bare) if taught is None else taught
        self._languages = Languages(catalogue.languages, identifier, words)
        self._by_stage = {intent.stage: name for name, intent in catalogue.intents.items() if intent.stage}
        self._limits = catalogue.thresholds["model" if decider else "lexical"]

    @classmethod
    def from_content(
        cls, root: Path | None = None, model: bytes | None = None, encoder: Encoder | None = None
    ) -> "Understander":
        """Read a content folder (the shipped one by default) and the model trained from it.

        Without `model`, the shipped one is read. What is missing or out of date is said in `warnings`, and
        the rest serves. Raises ContentError with every problem of the content.
        """
        catalogue = load_quickly(root)
        decider, warnings = decider_for(catalogue, model, encoder)
        if decider is None or decider.model.digest != catalogue.learning_digest:
            return cls(load(root), decider, warnings=warnings)
        catalogue.safety.trust(decider.model.ordinary)
        return cls(catalogue, decider, warnings=warnings, taught=decider.model.taught)

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
        lexicons = ordered(self.catalogue.lexicons, language, language_hint)
        spelling = self.catalogue.spelling if language in (None, "fr") else {}
        entities = entities_in(cleaned, lexicons=lexicons, today=today, places=places, spelling=spelling)
        words = self.catalogue.acts.words(cleaned)
        scores, opinion = self._read(cleaned, language) if words else ({}, {})
        subject = fiche if fiche in self.catalogue.intents else self._by_stage.get(stage or "")
        bare = is_bare_answer(words, lexicons)
        weighed = {} if bare else in_context(self.catalogue, words, scores, bool(entities.communes), subject)
        trained = self.decider is not None
        ranking = _ranked(outside_first(self.catalogue, weighed, self._limits) if trained else weighed)
        calm = _is_short(cleaned) or self._is_calm(ranking) or self.catalogue.acts.is_follow_up(words)
        phrased = self._phrased(cleaned, opinion)
        opined = self._opined(cleaned, opinion, calm, language)
        # The union: whoever fears most is believed.
        danger = min([*phrased, *opined, *self._dated(entities, today)], key=rank, default=None)
        judged = self._judged(cleaned, words, language, ranking, danger, entities)
        return replace(judged, second=self._second(judged))

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.catalogue)

    def _read(self, cleaned: str, language: str | None) -> tuple[Mapping[str, float], Mapping[str, float]]:
        if self.decider is None:
            return self._matcher.scores(cleaned, language), {}
        opinions = self.decider.opinions(cleaned, language)
        return opinions["intent"], opinions["danger"]

    def _judged(
        self,
        cleaned: str,
        words: list[str],
        language: str | None,
        ranking: list[Candidate],
        danger: Danger | None,
        entities: Entities,
    ) -> Understanding:
        limits = self._limits
        offered = tuple(c for c in ranking if c.score >= limits["offered"])[:MOST_BUTTONS]
        top = ranking[0] if ranking else Candidate("", 0.0)
        second = ranking[1].score if len(ranking) > 1 else 0.0
        intent = self.catalogue.intents.get(top.intent) if top.score >= limits["understood"] else None
        sure = limits["sure_short" if _is_short(cleaned) else "sure"]
        unsure = top.score < sure or top.score - second < limits["ambiguous"]
        return Understanding(
            text=cleaned,
            language=language,
            intent=intent.id if intent else None,
            score=top.score,
            alternatives=offered,
            ambiguous=intent is not None and unsure,
            danger=danger,
            entities=entities,
            stage=intent.stage if intent else None,
            urgency=_urgency(intent, danger),
            role=self.catalogue.acts.role(words),
            asks=self.catalogue.acts.asks(cleaned, words),
        )

    def _second(self, judged: Understanding) -> Candidate | None:
        first = self.catalogue.intents.get(judged.intent or "")
        if self.decider is None or first is None or judged.ambiguous:
            return None
        found = second(self.catalogue, self.decider.subjects, judged.text, first, self._limits["second"])
        return Candidate(*found) if found else None

    def _phrased(self, cleaned: str, opinion: Mapping[str, float]) -> list[Danger]:
        """The dangers that phrases of the content tell. In a longer message that hardly worries the model, a
        certain one is possible, never nothing."""
        found = self.catalogue.safety.dangers(cleaned)
        worry = 1 - opinion.get(CALM, 0.0)
        if len(cleaned) <= _SHORT or worry >= self.catalogue.thresholds["danger"]["model_doubts"]:
            return list(found)
        return [replace(danger, level="possible") for danger in found]

    def _is_calm(self, ranking: list[Candidate]) -> bool:
        """Whether the message clearly means something without urgency («merci, je viendrai»)."""
        intent = self.catalogue.intents.get(ranking[0].intent) if ranking else None
        return intent is not None and intent.urgency == 0 and ranking[0].score >= self._limits["sure"]

    def _opined(
        self, cleaned: str, opinion: Mapping[str, float], calm: bool, language: str | None
    ) -> list[Danger]:
        """What the model fears: how much, whatever the kind, then which kind."""
        limits = self.catalogue.thresholds["danger"]
        kinds = {kind: p for kind, p in opinion.items() if kind != CALM}
        worst = max(kinds, key=lambda kind: kinds[kind], default=None)
        worry = 1 - opinion.get(CALM, 1.0)
        least = _least(cleaned, calm)
        more = 0.0 if language == "fr" else limits["model_elsewhere"]
        if worst is None or worry < limits[least] + more:
            return []
        certain = kinds[worst] >= limits["model_certain"] and not self.catalogue.safety.is_professional(
            cleaned
        )
        return [Danger(worst, "certain" if certain else "possible", f"{worry:.2f}")]

    def _dated(self, entities: Entities, today: date) -> list[Danger]:
        last = today + timedelta(days=self.catalogue.thresholds["danger"]["days_possible"])
        feared = [m for m in entities.dates if m.fact == "date_prevue" and today <= m.value <= last]
        return [Danger("expulsion_imminente", "possible", mention.text) for mention in feared]


def _least(cleaned: str, calm: bool) -> str:
    """The name of the least worry that counts: a few words say little, and a long message many things."""
    if len(cleaned) <= _SHORT:
        return "model_brief"
    return "model_calm" if calm else "model_long" if len(cleaned) > LONG else "model_possible"


def _is_short(cleaned: str) -> bool:
    return len(cleaned.split()) <= _FEW_WORDS


def _ranked(scores: Mapping[str, float]) -> list[Candidate]:
    return [Candidate(k, round(v, 4)) for k, v in sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))]


def _urgency(intent: Intent | None, danger: Danger | None) -> int:
    """The taxonomy's scale: a certain danger is 5, else what the intent implies."""
    if danger is not None and danger.level == "certain":
        return 5
    return intent.urgency if intent else 0
