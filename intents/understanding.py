"""From a message to its meaning: danger first, then facts, then what is asked. Pure; built once, asked
from any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from intents.catalogue import Catalogue, Intent, load
from intents.decider import CALM, TrainedDecider
from intents.encoder import Encoder
from intents.entities import Entities, Gazetteer, entities_in
from intents.language import Identifier, Languages
from intents.matcher import Matcher
from intents.normalise import clean, fold_cleaned
from intents.resources import ordered
from intents.safety import Danger, rank
from intents.shipped import decider_for
from intents.subjects import second
from intents.windows import LONG

MOST_BUTTONS = 3
_DECIDED = 0.8
_NEARLY_SURE = 0.75
_FAR = 5.0
_NEARLY_OUTSIDE = 0.6
_SHORT = 40
_HINTED = frozenset({"sans_abri_ce_soir", "expulsion_imminente", "expulsion_illegale"})


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
    ) -> None:
        self.catalogue = catalogue
        self.warnings = warnings
        self.decider = decider
        self._languages = Languages(catalogue.languages, identifier, catalogue.lines())
        self._matcher = Matcher(catalogue)
        self._by_stage = {intent.stage: name for name, intent in catalogue.intents.items() if intent.stage}
        self._limits = catalogue.thresholds["model" if decider else "lexical"]

    @classmethod
    def from_content(
        cls, root: Path | None = None, model: bytes | None = None, encoder: Encoder | None = None
    ) -> "Understander":
        """Read a content folder (the shipped one by default) and the model trained from it.

        Without `model`, the shipped one is read. What is missing or out of date is said in `warnings`,
        and the
        understanding goes on with what is left. Raises ContentError with every problem of the content.
        """
        catalogue = load(root)
        decider, warnings = decider_for(catalogue, model, encoder)
        return cls(catalogue, decider, warnings=warnings)

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
        scores, opinion = self._read(cleaned, language)
        subject = fiche if fiche in self.catalogue.intents else self._by_stage.get(stage or "")
        ranking = _ranked(self._in_context(cleaned, dict(scores), bool(entities.communes), subject))
        calm = self._is_calm(ranking) or self.catalogue.acts.is_follow_up(cleaned)
        danger = self._danger(cleaned, entities, today, opinion, calm)
        judged = self._judged(cleaned, language, ranking, danger, entities)
        return replace(judged, second=self._second(judged))

    def _read(self, cleaned: str, language: str | None) -> tuple[Mapping[str, float], Mapping[str, float]]:
        if not fold_cleaned(cleaned):
            return {}, {}
        if self.decider is None:
            return self._matcher.scores(cleaned, language), {}
        opinions = self.decider.opinions(cleaned, language)
        return opinions["intent"], opinions["danger"]

    def _in_context(
        self, cleaned: str, scores: dict[str, float], place: bool, open_subject: str | None
    ) -> dict[str, float]:
        """The scores, where the message itself decides: a bare fact, an act named in full, a follow-up."""
        acts = self.catalogue.acts
        if acts.is_bare_fact(cleaned, place):
            return {}
        named = acts.named(cleaned)
        best = max(scores.values(), default=0.0)
        if named in scores and (scores[named] >= best / _FAR or best < _NEARLY_SURE):
            return _decided(scores, named)
        if open_subject in scores and best < _NEARLY_SURE and acts.is_follow_up(cleaned):
            return _decided(scores, open_subject)
        return self._outside(scores)

    def _outside(self, scores: dict[str, float]) -> dict[str, float]:
        """The scores, another subject first where all other subjects together weigh nearly as much."""
        outside = {name for name, intent in self.catalogue.intents.items() if intent.out_of_scope}
        foreign = {name: p for name, p in scores.items() if name in outside}
        if self.decider is None or not foreign:
            return scores
        first = max(scores, key=lambda name: scores[name])
        intent = self.catalogue.intents.get(first)
        share = _NEARLY_OUTSIDE if intent is not None and intent.urgency else 1.0
        weight, best = sum(foreign.values()), scores[first]
        if weight < max(self._limits.get("outside", 2.0), share * best):
            return scores
        return {**scores, max(foreign, key=lambda name: foreign[name]): min(1.0, max(weight, best + 0.001))}

    def _judged(
        self,
        cleaned: str,
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
        unsure = top.score < limits["sure"] or top.score - second < limits["ambiguous"]
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
            role=self.catalogue.acts.role(cleaned),
        )

    def _second(self, judged: Understanding) -> Candidate | None:
        first = self.catalogue.intents.get(judged.intent or "")
        if self.decider is None or first is None or judged.ambiguous:
            return None
        found = second(self.catalogue, self.decider.subjects, judged.text, first, self._limits["second"])
        return Candidate(*found) if found else None

    def _danger(
        self, cleaned: str, entities: Entities, today: date, opinion: Mapping[str, float], calm: bool
    ) -> Danger | None:
        """The union of the phrases, of the model's opinion, and of the announced date of an eviction."""
        phrases = [
            danger
            for phrase in self.catalogue.safety.dangers(cleaned)
            if (danger := self._tempered(phrase, cleaned, opinion)) is not None
        ]
        read = [*phrases, *self._opined(cleaned, opinion, calm)]
        return min([*read, *self._dated(entities, today)], key=rank, default=None)

    def _tempered(self, danger: Danger, cleaned: str, opinion: Mapping[str, float]) -> Danger | None:
        """In a longer message that does not worry the model at all, a phrase is believed one level less:
        a certain one is possible, and a mere hint of no roof or no landlord («dehors», «squat») is none."""
        limits = self.catalogue.thresholds["danger"]
        worry = 1 - opinion.get(CALM, 0.0)
        if len(cleaned) <= _SHORT or worry >= limits["model_doubts"]:
            return danger
        if danger.level == "certain":
            return replace(danger, level="possible")
        return None if danger.kind in _HINTED and worry < limits["model_denies"] else danger

    def _is_calm(self, ranking: list[Candidate]) -> bool:
        """Whether the message clearly means something without urgency («merci, je viendrai»)."""
        intent = self.catalogue.intents.get(ranking[0].intent) if ranking else None
        return intent is not None and intent.urgency == 0 and ranking[0].score >= self._limits["sure"]

    def _opined(self, cleaned: str, opinion: Mapping[str, float], calm: bool) -> list[Danger]:
        """What the model fears: how much, whatever the kind, then which kind."""
        limits = self.catalogue.thresholds["danger"]
        kinds = {kind: p for kind, p in opinion.items() if kind != CALM}
        worst = max(kinds, key=lambda kind: kinds[kind], default=None)
        worry = 1 - opinion.get(CALM, 1.0)
        least = "model_calm" if calm else "model_long" if len(cleaned) > LONG else "model_possible"
        if worst is None or worry < limits[least]:
            return []
        certain = kinds[worst] >= limits["model_certain"] and not self.catalogue.safety.is_professional(
            cleaned
        )
        return [Danger(worst, "certain" if certain else "possible", f"{worry:.2f}")]

    def _dated(self, entities: Entities, today: date) -> list[Danger]:
        last = today + timedelta(days=self.catalogue.thresholds["danger"]["days_possible"])
        feared = [m for m in entities.dates if m.fact == "date_prevue" and today <= m.value <= last]
        return [Danger("expulsion_imminente", "possible", mention.text) for mention in feared]


def _decided(scores: dict[str, float], intent: str) -> dict[str, float]:
    """The scores with one intent made sure, the others kept in their order below it."""
    share = (1 - _DECIDED) / max(sum(v for k, v in scores.items() if k != intent), 1e-9)
    lowered = {name: value * min(share, 1.0) for name, value in scores.items()}
    return {**lowered, intent: max(scores[intent], _DECIDED)}


def _ranked(scores: Mapping[str, float]) -> list[Candidate]:
    return [Candidate(k, round(v, 4)) for k, v in sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))]


def _urgency(intent: Intent | None, danger: Danger | None) -> int:
    """The taxonomy's scale: a certain danger is 5, else what the intent implies."""
    if danger is not None and danger.level == "certain":
        return 5
    return intent.urgency if intent else 0
