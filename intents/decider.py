"""Reading a message with a trained model: whole, piece by piece, and by its meaning where that adds
something."""

from collections.abc import Mapping, Sequence, Set

from intents.encoder import Encoder
from intents.errors import ModelError
from intents.model import CALM, HEADS, Model
from intents.windows import windows

Opinions = dict[str, dict[str, float]]
_LIMITS = {
    "window_share": 0.15,
    "meaning_share": 0.4,
    "meaning_share_elsewhere": 0.85,
    "french_encoded": 260,
    "sure_by_words": 0.75,
    "calm_by_words": 0.8,
    "piece_trust": 0.85,
}


class TrainedDecider:
    """A model with its encoder: ranks the meanings of a message and gives its opinion on danger.

    Letters and words are always read, whole and piece by piece. The encoder costs about 2 ms a word piece: it
    is asked once, for the beginning of a message; not at all for a long French one, which it would not read
    better, nor for one that words leave no doubt about.
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
        """For each head, the probability of each class of a cleaned message; for danger, its worst piece
        weighs in."""
        pieces = [self._one(piece) for piece in windows(cleaned)]
        words = self._one(cleaned)
        french = language == "fr"
        if self._encoder is None or (french and self._says_enough(cleaned, words)):
            read = words
        else:
            meaning = self._one(cleaned, self._encoder, language)
            share = self._limits["meaning_share" if french else "meaning_share_elsewhere"]
            read = {head: _mixed(words[head], meaning[head], share) for head in HEADS}
        return self._with_pieces(read, pieces)

    def subjects(self, part: str) -> dict[str, float]:
        """The probability of each intent for one part of a message, by its letters and words."""
        return self._one(part)["intent"]

    def _says_enough(self, cleaned: str, words: Opinions) -> bool:
        """Whether a French message is read by its words alone: a long one, or one that leaves no doubt and no
        worry."""
        limits = self._limits
        sure = max(words["intent"].values()) >= limits["sure_by_words"]
        calm = words["danger"].get(CALM, 0.0) >= limits["calm_by_words"]
        return len(cleaned) > limits["french_encoded"] or (sure and calm)

    def _with_pieces(self, read: Opinions, pieces: Sequence[Opinions]) -> Opinions:
        if not pieces:
            return read
        intents, danger = read["intent"], read["danger"]
        mean = {name: sum(one["intent"][name] for one in pieces) / len(pieces) for name in intents}
        for one in pieces:
            danger = _worried(danger, one["danger"], self._limits["piece_trust"])
        return {"intent": _mixed(intents, mean, self._limits["window_share"]), "danger": danger}

    def _one(self, cleaned: str, encoder: Encoder | None = None, language: str | None = None) -> Opinions:
        features = self.model.features(cleaned, encoder, self._spelling, self._quiet, language)
        return {head: self.model.decide(features, head) for head in HEADS}


def _mixed(first: Mapping[str, float], second: Mapping[str, float], share: float) -> dict[str, float]:
    return {name: (1 - share) * p + share * second[name] for name, p in first.items()}


def _worried(first: Mapping[str, float], second: Mapping[str, float], trust: float) -> dict[str, float]:
    """The more worried of two readings for each danger, the second one believed a little less."""
    merged = {name: max(p, trust * second[name]) for name, p in first.items()}
    return {**merged, CALM: min(first[CALM], 1 - trust * (1 - second[CALM]))}
