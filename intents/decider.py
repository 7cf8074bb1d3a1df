"""Reading a message with a trained model: whole, piece by piece, and by its meaning where that adds
something."""

from collections.abc import Mapping, Sequence, Set

from intents.encoder import Encoder
from intents.errors import ModelError
from intents.model import HEADS, Model
from intents.windows import windows

CALM = "aucune"
"""The class of a message without danger."""
Opinions = dict[str, dict[str, float]]
_LIMITS = {
    "window_share": 0.3,
    "meaning_share": 0.5,
    "meaning_share_elsewhere": 0.7,
    "french_encoded": 260,
    "sure_by_words": 0.75,
    "calm_by_words": 0.8,
    "worried_by_words": 0.35,
    "piece_trust": 0.85,
    "words_trust": 0.85,
}


class TrainedDecider:
    """A model with its encoder: ranks the meanings of a message and gives its opinion on danger.

    Letters and words are always read, whole and piece by piece. The encoder costs about 2 ms a word piece: it
    is asked once, for the beginning of a message; not at all for a French one that words leave no doubt
    about, and for the most worrying piece of a French story, whose subject it would not read better.
    """

    def __init__(
        self,
        model: Model,
        encoder: Encoder,
        spelling: Mapping[str, str],
        limits: Mapping[str, float] | None = None,
        quiet: Set[str] = frozenset(),
    ) -> None:
        if encoder.size and model.encoder_name != encoder.name:
            raise ModelError(
                f"this model was trained with {model.encoder_name}, not {encoder.name}: train it again"
            )
        self.model = model
        self._encoder = encoder if encoder.size else None
        self._spelling = spelling
        self._quiet = quiet
        self._limits = {**_LIMITS, **(limits or {})}

    def opinions(self, cleaned: str, language: str | None) -> Opinions:
        """For each head, the probability of each class of a cleaned message; for danger, of the most
        worried reading."""
        pieces = windows(cleaned)
        read = [self._one(piece, None) for piece in pieces]
        words = self._by_words(cleaned, read)
        if self._encoder is None:
            return words
        if language == "fr" and pieces and self._asks_about_danger(cleaned, words):
            return {**words, "danger": self._second_opinion(words["danger"], pieces, read)}
        if language == "fr" and self._clear(words):
            return words
        meaning = self._one(cleaned, self._encoder)
        share = self._limits["meaning_share" if language == "fr" else "meaning_share_elsewhere"]
        return {
            "intent": _mixed(words["intent"], meaning["intent"], share),
            "danger": _worried(meaning["danger"], words["danger"], self._limits["words_trust"]),
        }

    def subjects(self, part: str) -> dict[str, float]:
        """The probability of each intent for one part of a message, by its letters and words."""
        return self._one(part, None)["intent"]

    def _by_words(self, cleaned: str, pieces: Sequence[Opinions]) -> Opinions:
        whole = self._one(cleaned, None)
        if not pieces:
            return whole
        mean = {name: sum(one["intent"][name] for one in pieces) / len(pieces) for name in whole["intent"]}
        danger = whole["danger"]
        for one in pieces:
            danger = _worried(danger, one["danger"], self._limits["piece_trust"])
        return {"intent": _mixed(whole["intent"], mean, self._limits["window_share"]), "danger": danger}

    def _second_opinion(
        self, danger: dict[str, float], pieces: Sequence[str], read: Sequence[Opinions]
    ) -> dict[str, float]:
        """Danger with the meaning of the piece that worries most, where words and meaning differ most."""
        if not pieces:
            return danger
        worst = min(range(len(pieces)), key=lambda index: read[index]["danger"][CALM])
        return _worried(self._one(pieces[worst], self._encoder)["danger"], danger, 1.0)

    def _asks_about_danger(self, cleaned: str, words: Opinions) -> bool:
        """Whether the one reading by meaning serves danger: in a long story, or where words worry."""
        worry = 1 - words["danger"].get(CALM, 0.0)
        return len(cleaned) > self._limits["french_encoded"] or worry >= self._limits["worried_by_words"]

    def _clear(self, words: Opinions) -> bool:
        """Whether words alone leave no doubt about a French message, nor any worry."""
        sure = max(words["intent"].values()) >= self._limits["sure_by_words"]
        return sure and words["danger"].get(CALM, 0.0) >= self._limits["calm_by_words"]

    def _one(self, cleaned: str, encoder: Encoder | None) -> Opinions:
        features = self.model.features(cleaned, encoder, self._spelling, self._quiet)
        return {head: self.model.decide(features, head) for head in HEADS}


def _mixed(first: Mapping[str, float], second: Mapping[str, float], share: float) -> dict[str, float]:
    return {name: (1 - share) * p + share * second[name] for name, p in first.items()}


def _worried(first: Mapping[str, float], second: Mapping[str, float], trust: float) -> dict[str, float]:
    """The more worried of two readings for each danger, the second one believed a little less."""
    merged = {name: max(p, trust * second[name]) for name, p in first.items()}
    return {**merged, CALM: min(first[CALM], 1 - trust * (1 - second[CALM]))}
