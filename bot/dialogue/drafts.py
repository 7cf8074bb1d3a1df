"""What a worker tells of a household, question by question: a session of that household's own, inside theirs.

Each question has its options and its reader. A reader takes an answer in words into the draft, or returns a
phrase that says why it cannot.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.dialogue import facts, fiches
from bot.dialogue.events import Said
from bot.dialogue.session import Introduction, Session
from bot.dialogue.talk import Talk
from bot.i18n import SOURCE_LANGUAGE
from intents.normalise import fold
from knowledge.situation import Value

STAGES = (
    "impaye",
    "commandement_de_payer",
    "assignation",
    "jugement",
    "commandement_de_quitter",
    "concours_force_publique",
    "sans_abri",
)
WHO = ("travailleur_social", "collectivite", "bailleur", "autre")
TEXT_LENGTH = 200
UNREAD = "orient.not_read"
COUNTED = frozenset({"dette", "mois_impayes", "loyer", "ressources"})
_MONTHS = re.compile(r"\b(\d{1,2}) ?mois\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\bet\b|\bpuis\b|[;/\n]|,\s")


@dataclass(frozen=True)
class Section:
    """One question. `facts` are those it fills; `options` the values of its buttons."""

    id: str
    read: Callable[[Talk, Said], str | None]
    facts: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def opened(talk: Talk) -> Session:
    """A new draft, with who refers as it was said the last time."""
    who, referrer = talk.session.referrer
    asked = tuple(name for name, value in (("who", who), ("referrer", referrer)) if value)
    told = Introduction(draft=talk.session.turns, who=who, referrer=referrer, asked=asked)
    return Session(0, language=SOURCE_LANGUAGE, introduction=told, withheld=("langue",))


def inside(talk: Talk) -> Talk:
    """The household's own table: what is learned there is not learned of this chat."""
    assert talk.session.draft is not None
    return Talk(talk.session.draft, talk.library, talk.now)


def told(draft: Talk) -> Introduction:
    """What no fact holds of it."""
    return draft.session.introduction or Introduction()


def tell(draft: Talk, **changes: object) -> None:
    """Change what no fact holds."""
    draft.change(introduction=replace(told(draft), **changes))  # type: ignore[arg-type]


def keep(talk: Talk, draft: Talk) -> None:
    """The draft as it is now; who refers is remembered for the next one."""
    here = told(draft)
    talk.change(draft=draft.session, referrer=(here.who, here.referrer))


def heard(draft: Talk, event: Said) -> None:
    """The facts of a message; the step of the procedure where it is named."""
    stated = facts.heard(event)
    draft.learn(draft.situation.know(**stated))
    stage = (
        draft.library.knowledge.fiche(event.understanding.intent or "", "fr").stage
        if _named(draft, event)
        else ""
    )
    if stage in STAGES:
        _enter(draft, stage)


def _enter(draft: Talk, stage: str) -> None:
    fiches.enter_stage(draft, stage)
    draft.change(fiche=draft.library.knowledge.stages[stage].fiche)


def _named(draft: Talk, event: Said) -> bool:
    meaning = event.understanding
    return meaning.intent is not None and not meaning.ambiguous and draft.has_fiche(meaning.intent)


def missing(draft: Talk) -> str | None:
    """The next question, or None when all are answered or not needed."""
    answered = told(draft).asked
    return next((id for id in SECTIONS if id not in answered and _needed(draft, id)), None)


def _needed(draft: Talk, id: str) -> bool:
    if id == "stage":
        return draft.session.stage is None
    if id == "date":
        fact = date_fact(draft)
        return fact is not None and draft.situation.state(fact) == "not_asked"
    wanted = SECTIONS[id].facts
    return not wanted or any(draft.situation.state(fact) == "not_asked" for fact in wanted)


def date_fact(draft: Talk) -> str | None:
    """The date on the paper of this step, if its limit is counted from one."""
    stage = draft.library.knowledge.stages.get(draft.session.stage or "")
    dates = [fact for fact in (stage.needs if stage else ()) if fact.startswith("date_")]
    return dates[0] if dates else None


def answered(draft: Talk, id: str) -> None:
    """This question is not asked again; what it did not fill is not known."""
    tell(draft, asked=(*told(draft).asked, id))
    fact = date_fact(draft) if id == "date" else None
    for name in (fact,) if fact else SECTIONS[id].facts:
        if draft.situation.state(name) == "not_asked":
            draft.learn(draft.situation.decline(name))


def reopen(draft: Talk, id: str) -> None:
    """Ask this question again: what it filled is forgotten."""
    tell(draft, asked=tuple(one for one in told(draft).asked if one != id))
    fact = date_fact(draft) if id == "date" else None
    draft.learn(draft.situation.forget(*((fact,) if fact else SECTIONS[id].facts)))
    if id == "stage":
        draft.change(stage=None, urgency=0)
    elif id in ("who", "referrer", "tried", "obstacles", "wish"):
        tell(draft, **{id: ""})


def choose(draft: Talk, id: str, value: str) -> None:
    """A button of the question."""
    if id == "who":
        tell(draft, who=value)
    elif id == "stage":
        _enter(draft, value)
    elif id == "commune":
        draft.learn(draft.situation.know(commune_insee=value))


def _text(id: str) -> Callable[[Talk, Said], str | None]:
    def read(draft: Talk, event: Said) -> str | None:
        tell(draft, **{id: event.text.strip()[:TEXT_LENGTH]})
        return None

    return read


def _who(draft: Talk, event: Said) -> str | None:
    """Who refers, in words: kept as they are, with the kind of service that one of them names."""
    words, voice = fold(event.text), draft.library.voice(SOURCE_LANGUAGE)
    # A landlord's own social worker refers as a landlord.
    kinds = (
        who for who in sorted(WHO, key="bailleur".__ne__) if _names(voice.label(f"orient.hear.{who}"), words)
    )
    tell(draft, who=next(kinds, WHO[-1]), asked=(*told(draft).asked, "referrer"))
    return _text("referrer")(draft, event)


def _names(known: str, words: str) -> bool:
    return any(f" {fold(name)} " in f" {words} " for name in known.split(","))


def _composition(draft: Talk, event: Said) -> str | None:
    heard(draft, event)
    draft.learn(draft.situation.know(composition=event.text.strip()[:TEXT_LENGTH]))
    return None


def _stage(draft: Talk, event: Said) -> str | None:
    heard(draft, event)
    return None if draft.session.stage else UNREAD


def _date(draft: Talk, event: Said) -> str | None:
    fact = date_fact(draft) or ""
    prefer = "future" if fact == "date_audience" else "past"
    found = draft.library.answers.read_date(event.text, draft.today, prefer=prefer, language=SOURCE_LANGUAGE)
    if found.value is None or found.precision != "day":
        return "answer.date_unclear"
    draft.learn(draft.situation.know(**{fact: found.value}))
    return None


def _commune(draft: Talk, event: Said) -> str | None:
    found = draft.library.knowledge.territory.resolve(event.text)
    if found.commune is None:
        return "orient.which_commune"
    draft.learn(draft.situation.know(commune_insee=found.commune.insee))
    return None


def _amounts(*names: str) -> Callable[[Talk, Said], str | None]:
    """Amounts named in the message; those that are not named fill the facts in their order."""

    def read(draft: Talk, event: Said) -> str | None:
        stated = {name: value for name, value in facts.heard(event).items() if name in COUNTED}
        parts = _BETWEEN.split(_MONTHS.sub(" ", event.text))
        read = (draft.library.answers.read_amount(part, SOURCE_LANGUAGE) for part in parts)
        rest = iter([one for one in read if one is not None and one not in stated.values()])
        filled: dict[str, Value] = dict(stated)
        months = _MONTHS.search(event.text)
        if months and "mois_impayes" not in filled:
            filled["mois_impayes"] = int(months[1])
        for name in names:
            amount: Decimal | None = next(rest, None) if name not in filled else None
            if amount is not None:
                filled[name] = amount
        draft.learn(draft.situation.know(**filled))
        return None if filled else UNREAD

    return read


SECTIONS: dict[str, Section] = {
    one.id: one
    for one in (
        Section("who", _who, options=WHO),
        Section("referrer", _text("referrer")),
        Section("composition", _composition, ("composition",)),
        Section("stage", _stage, options=STAGES),
        Section("date", _date),
        Section("commune", _commune, ("commune_insee",)),
        Section("debt", _amounts("dette"), ("dette", "mois_impayes")),
        Section("money", _amounts("loyer", "ressources"), ("loyer", "ressources")),
        Section("tried", _text("tried")),
        Section("obstacles", _text("obstacles")),
        Section("wish", _text("wish")),
    )
}
