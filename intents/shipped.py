"""The model that is shipped with the content, so that a first start does not train."""

from pathlib import Path

from intents.catalogue import Catalogue
from intents.decider import TrainedDecider
from intents.encoder import Encoder, available
from intents.errors import ModelError
from intents.model import Model, from_bytes

SHIPPED = Path(__file__).parent / "model.npz"
"""The model trained from the shipped content."""


def decider_for(
    catalogue: Catalogue, model: bytes | None, encoder: Encoder | None
) -> tuple[TrainedDecider | None, tuple[str, ...]]:
    """The decider of a content with the model given, or the shipped one, and warnings of what is missing."""
    warnings: list[str] = []
    if encoder is None:
        encoder, warning = available()
        warnings.extend([warning] if warning else [])
    try:
        trained = _shipped() if model is None else from_bytes(model)
        decider = decider_of(catalogue, trained, encoder) if trained else None
    except ModelError as error:
        return None, (*warnings, str(error))
    if trained is None:
        warnings.append("no trained model: meaning is read from likeness of letters only")
    elif trained.digest != catalogue.learning_digest:
        warnings.append("the trained model is older than the content: train it again")
    return decider, tuple(warnings)


def decider_of(catalogue: Catalogue, model: Model, encoder: Encoder) -> TrainedDecider:
    """A model as a content reads with it. Raises ModelError where it was trained with another encoder."""
    limits = catalogue.thresholds["model"]
    return TrainedDecider(model, encoder, catalogue.spelling, limits, catalogue.quiet)


def _shipped() -> Model | None:
    return from_bytes(SHIPPED.read_bytes()) if SHIPPED.exists() else None
