"""Where the words of a message decide more than the scores of its meanings: an act named in full, a
follow-up, an order to leave, another subject altogether."""

from collections.abc import Mapping

from intents.catalogue import Catalogue

PAY, LEAVE = "commandement_de_payer", "commandement_de_quitter"
_DECIDED = 0.8
_NEARLY_SURE = 0.75
_FAR = 5.0


def in_context(
    catalogue: Catalogue,
    words: list[str],
    scores: Mapping[str, float],
    place: bool,
    open_subject: str | None,
) -> dict[str, float]:
    """The scores where the words of a message decide; none for a bare fact. `place`: it names a commune."""
    acts = catalogue.acts
    if acts.is_bare_fact(words, place):
        return {}
    named = acts.named(words)
    best = max(scores.values(), default=0.0)
    if named is not None and named in scores and (scores[named] >= best / _FAR or best < _NEARLY_SURE):
        return _decided(scores, named)
    if (
        open_subject is not None
        and open_subject in scores
        and best < _NEARLY_SURE
        and acts.is_follow_up(words)
    ):
        return _decided(scores, open_subject)
    return _never_to_pay(scores) if acts.only_leaves(words) else dict(scores)


def outside_first(
    catalogue: Catalogue, scores: Mapping[str, float], limits: Mapping[str, float]
) -> dict[str, float]:
    """The scores, another subject first where all other subjects together weigh enough."""
    outside = {name for name, intent in catalogue.intents.items() if intent.out_of_scope}
    foreign = {name: p for name, p in scores.items() if name in outside}
    weight, best = sum(foreign.values()), max(scores.values(), default=0.0)
    if not foreign or weight < max(limits["outside"], limits["outside_share"] * best):
        return dict(scores)
    return {**scores, max(foreign, key=lambda name: foreign[name]): min(1.0, max(weight, best + 0.001))}


def _decided(scores: Mapping[str, float], intent: str) -> dict[str, float]:
    """The scores with one intent made sure, the others kept in their order below it."""
    share = (1 - _DECIDED) / max(sum(v for k, v in scores.items() if k != intent), 1e-9)
    lowered = {name: value * min(share, 1.0) for name, value in scores.items()}
    return {**lowered, intent: max(scores[intent], _DECIDED)}


def _never_to_pay(scores: Mapping[str, float]) -> dict[str, float]:
    """What speaks of leaving and not of paying is no order to pay, whose limits are others."""
    pay, leave = scores.get(PAY, 0.0), scores.get(LEAVE, 0.0)
    return {**scores, LEAVE: pay, PAY: leave} if pay > leave else dict(scores)
