"""What `check` says of the understanding content beyond its form: examples that its model reads otherwise."""

from collections.abc import Iterator

from intents.catalogue import Catalogue
from intents.errors import ModelError, Problem
from intents.model import Model, from_bytes
from intents.normalise import clean
from intents.shipped import SHIPPED

_OWN, _OTHER = 0.05, 0.75
"""An example is far off when its own intent gets less than the first and another more than the second."""


def doubts(catalogue: Catalogue) -> tuple[Problem, ...]:
    """What the shipped model says of a content: that it is older, or which examples it reads otherwise.

    Takes some twenty seconds; everything found is a warning, since the bot answers all the same.
    """
    try:
        model = from_bytes(SHIPPED.read_bytes())
    except (OSError, ModelError) as error:
        return (_doubt(SHIPPED.name, "-", str(error), "le modèle appris est illisible ; refaites-le"),)
    if model.digest != catalogue.learning_digest:
        message = "le modèle est plus ancien que les phrases d'exemple ; refaites-le"
        return (_doubt(SHIPPED.name, "digest", model.digest, message),)
    return tuple(doubtful_examples(catalogue, model))


def doubtful_examples(catalogue: Catalogue, model: Model) -> Iterator[Problem]:
    """Examples that a model trained on them still gives to another intent by a wide margin, read by their
    words."""
    for language, intent, text in catalogue.lines():
        scores = model.decide(model.features(clean(text), None, catalogue.spelling), "intent")
        other = max(scores, key=lambda name: scores[name])
        if scores.get(intent, 0.0) < _OWN and scores[other] > _OTHER:
            message = (
                f"cette phrase ressemble bien plus à « {other} » ; déplacez-la, reformulez-la ou retirez-la"
            )
            yield _doubt(f"{language}/{intent}.toml", "examples", text, message)


def _doubt(file: str, key: str, found: str, message: str) -> Problem:
    return Problem(file, key, found, message, severity="warning")
