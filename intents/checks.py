"""What `check` says of the understanding content beyond its form: examples that its model reads otherwise."""

from collections.abc import Iterator

from intents.catalogue import Catalogue
from intents.encoder import NoEncoder
from intents.errors import Problem
from intents.decider import TrainedDecider
from intents.model import Model
from intents.normalise import clean

_OWN, _OTHER = 0.05, 0.75
"""An example is far off when its own intent gets less than the first and another more than the second."""


def doubtful_examples(catalogue: Catalogue, model: Model) -> Iterator[Problem]:
    """Examples that a model trained on them still gives to another intent by a wide margin."""
    decider = TrainedDecider(model, NoEncoder(), catalogue.spelling, catalogue.thresholds["model"])
    for language, intent, text in catalogue.lines():
        scores = decider.opinions(clean(text), language)["intent"]
        other = max(scores, key=lambda name: scores[name])
        if scores.get(intent, 0.0) < _OWN and scores[other] > _OTHER:
            message = (
                f"cette phrase ressemble bien plus à « {other} » ; déplacez-la, reformulez-la ou retirez-la"
            )
            yield Problem(f"{language}/{intent}.toml", "examples", text, message)
