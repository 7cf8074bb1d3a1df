"""Several subjects in one message: what it is about besides the first."""

from collections.abc import Callable, Mapping

from intents.catalogue import Catalogue, Intent

LONG_ENOUGH = 60
"""Characters below which a message has one subject."""


def second(
    catalogue: Catalogue,
    read: Callable[[str], Mapping[str, float]],
    cleaned: str,
    first: Intent,
    least: float,
) -> tuple[str, float] | None:
    """The other subject that a part of a message is surest about, from a probability of `least`; None where
    there is none. `read` gives the probability of each intent for one part.
    """
    parts = catalogue.acts.parts(cleaned)
    if len(cleaned) < LONG_ENOUGH or len(parts) < 2 or first.out_of_scope:
        return None
    best = [max(scores.items(), key=lambda item: item[1]) for scores in map(read, parts)]
    others = [one for one in best if one[1] >= least and _is_apart(catalogue, one[0], first)]
    return max(others, key=lambda one: one[1], default=None)


def _is_apart(catalogue: Catalogue, other: str, first: Intent) -> bool:
    """Two steps of the procedure are one subject; some subjects are mostly told in passing."""
    intent = catalogue.intents[other]
    same = other == first.id or (intent.stage is not None and first.stage is not None)
    return not (same or intent.out_of_scope or other in catalogue.acts.in_passing)
