"""«Ah non, le 18 c'est quand je suis allé le chercher»: the fact is replaced, it is said, and all follows."""

from collections.abc import Mapping
from datetime import date

from bot.dialogue import dates, facts, interview, reminders, verdict
from bot.dialogue.events import Rang, Said
from bot.dialogue.lines import written
from bot.dialogue.talk import Talk
from bot.i18n import Safe, Voice, rich
from knowledge.errors import FactError
from knowledge.situation import FACTS, Value, parse_fact

KIND = "corrected"


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
    verdict.follow_the_case(talk, note=for_staff(talk, _all(changed, dropped)))
    told = _told(talk, changed, dropped)
    if talk.session.stage is None and talk.session.aim is None:
        talk.reply(told)
    else:
        interview.go_on(talk, told)
    return True


def _all(changed: Mapping[str, Value], dropped: list[str]) -> dict[str, Value | None]:
    return {**changed, **dict.fromkeys(name for name in dropped if name not in changed)}


def ring(talk: Talk, event: Rang) -> None:
    """Staff corrected a fact or the step: it is replaced, all follows, and the household reads it."""
    changed = _readable(event.data.get("facts", {}))
    talk.learn(talk.situation.know(**changed))
    told = [
        talk.say("correction.by_staff", name=_who(talk)),
        _told(talk, changed, []),
    ]
    if stage := event.data.get("stage"):
        found = talk.library.knowledge.stages[stage]
        talk.change(stage=stage, urgency=found.urgency)
        named = rich(talk.library.knowledge.say(found.title, talk.session.language))
        told.append(talk.say("correction.stage", stage=named))
    talk.change(to_confirm=tuple(name for name in talk.session.to_confirm if name not in changed))
    talk.note(*(f"corrige {name} {value}" for name, value in changed.items()))
    deadline = dates.to_act_on(talk)
    reminders.set_for(talk, deadline)
    verdict.follow_the_case(talk)
    said = Safe("\n".join(line for line in told if line))
    date_line = verdict.date_line(talk, deadline) if talk.session.stage else Safe("")
    talk.reply(said, date_line, talk.say("correction.tell_us"))


def _who(talk: Talk) -> str:
    return talk.library.heading_of(talk.session.permanence or "", talk.session.language)


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


def for_staff(talk: Talk, changed: Mapping[str, Value | None]) -> str:
    """The same in French, for the permanence; None for what is not known."""
    french = talk.library.voice("fr")
    return ", ".join(
        french.label("card.dropped", name=_told_name(french, name))
        if value is None
        else french.label("card.corrected", name=_told_name(french, name), value=_value(french, value))
        for name, value in changed.items()
    )


def _name(voice: Voice, fact: str) -> str:
    key = f"fact.{fact}"
    return voice.label(key if voice.has(key) else "fact.other")


def _told_name(french: Voice, fact: str) -> str:
    key = f"desk.fact_{fact}"
    return french.label(key) if french.has(key) else _name(french, fact)


def _value(voice: Voice, value: Value) -> str:
    return voice.day(value) if isinstance(value, date) else written(voice, value)
