"""Facts heard in a message, so that nobody is asked what they already said."""

from bot.dialogue.events import Said
from bot.dialogue.talk import Talk
from knowledge.errors import FactError
from knowledge.situation import FACTS, Value, parse_fact

CONFIRMED_BY_TAP = frozenset({"date_acte", "date_signification", "date_audience"})
"""Dates that a limit is counted from: heard in passing, they are confirmed before anything is computed."""


def heard(event: Said) -> dict[str, Value]:
    """The facts a message states, those that are facts of ours and can be read."""
    stated = dict(event.understanding.entities.facts)
    communes = event.understanding.entities.communes
    if len(communes) == 1:
        stated["commune_insee"] = communes[0]
    read = {name: read_as(name, value) for name, value in stated.items() if name in FACTS}
    return {name: value for name, value in read.items() if value is not None}


def read_as(fact: str, value: object) -> Value | None:
    """A value as this fact may hold it, or None where it cannot be right (2024 children)."""
    try:
        return parse_fact(fact, str(value))
    except FactError:
        return None


def absorb(talk: Talk, event: Said) -> None:
    """Learn what the message states; the dates that count are to be confirmed by one tap."""
    learn(talk, heard(event))


def learn(talk: Talk, stated: dict[str, Value]) -> None:
    """Learn facts heard in passing."""
    fresh = {name: value for name, value in stated.items() if talk.situation.get(name) != value}
    confirm = [name for name in fresh if name in CONFIRMED_BY_TAP]
    talk.learn(talk.situation.know(**fresh))
    talk.change(to_confirm=tuple(dict.fromkeys((*talk.session.to_confirm, *confirm))))
