"""«Ah non, le 18 c'est quand je suis allé le chercher»: the fact is replaced, it is said, and all follows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.dialogue import dates, facts, interview, reminders, verdict
from bot.dialogue.events import Said
from bot.dialogue.talk import Talk
from bot.i18n import Safe, Voice
from knowledge.errors import FactError
from knowledge.situation import FACTS, Value, parse_fact


def correct(talk: Talk, event: Said) -> bool:
    """Whether the message corrects a fact; if so it was corrected and said."""
    if not talk.situation.known:
        return False
    found = talk.library.corrections.read(
        event.text,
        talk.today,
        talk.situation.known,
        event.language(talk.session.language),
        event.understanding.entities,
    )
    if found is None:
        return False
    sets = _readable(found.sets)
    changed = {name: value for name, value in sets.items() if talk.situation.get(name) != value}
    dropped = [name for name in found.unsets if talk.situation.get(name) is not None]
    if not changed and not dropped:
        return False
    talk.learn(talk.situation.forget(*dropped).know(**changed))
    others = {name: value for name, value in facts.heard(event).items() if name not in {*changed, *dropped}}
    facts.learn(talk, others)
    talk.change(
        question=None,
        misses=0,
        to_confirm=tuple(name for name in talk.session.to_confirm if name not in {*changed, *dropped}),
    )
    talk.note(
        *(f"corrige {name} {value}" for name, value in changed.items()),
        *(f"oublie {name}" for name in dropped),
    )
    reminders.set_for(talk, dates.to_act_on(talk))
    verdict.follow_the_case(talk, note=_for_staff(talk, changed, dropped))
    told = _told(talk, changed, dropped)
    if talk.session.stage is None and talk.session.aim is None:
        talk.reply(told)
    else:
        interview.go_on(talk, told)
    return True


def _readable(sets: Mapping[str, object]) -> dict[str, Value]:
    readable: dict[str, Value] = {}
    for name, value in sets.items():
        try:
            readable[name] = parse_fact(name, str(value)) if name in FACTS else str(value)
        except FactError:
            continue
    return readable


def _told(talk: Talk, changed: dict[str, Value], dropped: list[str]) -> Safe:
    parts = [
        talk.say("correction.set", name=_name(talk.voice, name), value=_value(talk.voice, value))
        for name, value in changed.items()
    ]
    parts += [
        talk.say("correction.dropped", name=_name(talk.voice, name))
        for name in dropped
        if name not in changed
    ]
    return Safe(" ".join(parts))


def _for_staff(talk: Talk, changed: dict[str, Value], dropped: list[str]) -> str:
    """The same in French, for the permanence."""
    french = talk.library.voice("fr")
    parts = [
        french.label("card.corrected", name=_name(french, name), value=_value(french, value))
        for name, value in changed.items()
    ]
    parts += [
        french.label("card.dropped", name=_name(french, name)) for name in dropped if name not in changed
    ]
    return ", ".join(parts)


def _name(voice: Voice, fact: str) -> str:
    key = f"fact.{fact}"
    return voice.label(key if voice.has(key) else "fact.other")


def _value(voice: Voice, value: Value) -> str:
    if isinstance(value, Decimal):
        return voice.euros(value)
    return voice.day(value) if isinstance(value, date) else str(value)
