"""Reading a message with a trained model: whole, and piece by piece for danger."""

from collections.abc import Mapping, Set

from intents.encoder import Encoder
from intents.errors import ModelError
from intents.model import CALM, HEADS, Features, Model
from intents.windows import windows

Opinions = dict[str, dict[str, float]]


class TrainedDecider:
    """A model with its encoder: ranks the meanings of a message and gives its opinion on danger.

    The encoder costs about a millisecond a word piece: it is asked once, for the beginning of a message.
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
        self._trust = (limits or {}).get("piece_trust", 0.85)

    def opinions(self, cleaned: str, language: str | None) -> Opinions:
        """For each head, the probability of each class of a cleaned message; for danger, its worst piece
        weighs in."""
        features = self.model.features(cleaned, self._encoder, self._spelling, self._quiet, language)
        read = {head: self.model.decide(features, head) for head in HEADS}
        for piece in windows(cleaned):
            told = self.model.decide(self._by_words(piece), "danger")
            read["danger"] = _worried(read["danger"], told, self._trust)
        return read

    def subjects(self, part: str) -> dict[str, float]:
        """The probability of each intent for one part of a message, by its letters and words."""
        return self.model.decide(self._by_words(part), "intent")

    def _by_words(self, text: str) -> Features:
        return self.model.features(text, None, self._spelling)


def _worried(first: Mapping[str, float], second: Mapping[str, float], trust: float) -> dict[str, float]:
    """The more worried of two readings for each danger, the second one believed a little less."""
    merged = {name: max(p, trust * second[name]) for name, p in first.items()}
    return {**merged, CALM: min(first[CALM], 1 - trust * (1 - second[CALM]))}
