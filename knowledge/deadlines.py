"""From an act and what is known, the prudent last day, and the later one when it is arguable.

CPC 640–642: the day of the act does not count; months by quantième; weeks are seven days; a last day that is
not a
working day may move, and that only ever moves the later date. Nothing is guessed: a fact that is missing is
named, and a
date that cannot be right is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from knowledge import truce
from knowledge.conditions import holds
from knowledge.counting import Counted, count
from knowledge.durations import add
from knowledge.model import Basis, Case, DeadlineRule, Stage
from knowledge.parameters import decide
from knowledge.report import Deadline, DeadlineReport, Refusal
from knowledge.situation import FACTS, Situation, read_value
from knowledge.stages import stage_named

if TYPE_CHECKING:
    from knowledge.loader import Knowledge

__all__ = ["Deadline", "DeadlineReport", "Refusal", "compute"]


@dataclass(slots=True)
class _Work:
    """One computation under way: what was given, what came out so far."""

    stage: Stage
    situation: Situation
    knowledge: Knowledge
    today: date
    language: str
    refused: list[Refusal] = field(default_factory=list)
    found: dict[str, Deadline] = field(default_factory=dict)
    ends: dict[str, Counted] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, french: str) -> str:
        """A French sentence in the language asked."""
        return self.knowledge.say(french, self.language)

    def refuse(self, fact: str, french: str) -> None:
        """Set a fact aside, and say why."""
        self.refused.append(Refusal(fact, self.say(french)))


def compute(
    stage: str, situation: Situation, knowledge: Knowledge, today: date, language: str = "fr"
) -> DeadlineReport:
    """Every limit of a stage, an event, or one limit named by its id in the register. Raises UnknownStage."""
    limit = knowledge.limits.get(stage) if stage not in knowledge.stages else None
    if limit is not None:
        asked = {
            name: read_value(name, value)
            for name, value in limit.preset.items()
            if situation.get(name) is None
        }
        report = compute(limit.stage, situation.know(**asked), knowledge, today, language)
        return replace(report, deadlines=tuple(d for d in report.deadlines if d.id == limit.deadline))
    chosen = stage_named(stage, knowledge)
    if chosen.same_limits_as:
        chosen = replace(stage_named(chosen.same_limits_as, knowledge), needs=chosen.needs, id=stage)
    work = _Work(chosen, situation, knowledge, today, language)
    kept = _believable(work)
    # A limit counted from the end of another comes after it, whatever their order on the screen.
    for rule in sorted(_asked(chosen, kept), key=lambda rule: bool(rule.after)):
        _apply(rule, work)
    if not work.found and not work.refused and not work.missing:
        work.missing += _first_fact(chosen, kept)
    _note(work)
    shown = tuple(work.found[rule.id] for rule in chosen.deadline if rule.id in work.found)
    missing = (fact for fact in _once(work.missing) if fact not in situation.declined)
    return DeadlineReport(stage, shown, tuple(missing), tuple(work.refused), tuple(work.notes))


def _asked(stage: Stage, situation: Situation) -> tuple[DeadlineRule, ...]:
    """The rules that answer the question asked, with those they are counted from; all the usual ones
    otherwise.
    """
    active = tuple(rule for rule in stage.deadline if holds(rule.when, situation))
    question = situation.get("question")
    exact = tuple(rule for rule in active if question in rule.question) if question else ()
    if not exact:
        return tuple(rule for rule in active if not rule.only_if_asked)
    before = {rule.after for rule in exact}
    return tuple(rule for rule in active if rule in exact or rule.id in before)


def _first_fact(stage: Stage, situation: Situation) -> list[str]:
    """When nothing at all could be said, the fact that would start the stage's first limit."""
    starts = [fact for rule in stage.deadline for fact in rule.counted_from if not rule.yearly]
    known = any(situation.day(fact) for fact in starts)
    return [] if known else [fact for fact in stage.needs if fact in starts][:1]


def _apply(rule: DeadlineRule, work: _Work) -> None:
    if rule.yearly is not None:
        _apply_yearly(rule, work)
        return
    case = next((case for case in rule.case if holds(case.when, work.situation)), None)
    if case is None:
        return
    if not case.parameter:
        work.missing += [fact for fact in case.ask if work.situation.get(fact) is None]
        if case.none:
            work.refuse(case.fact, case.none)
        return
    starts = _starts(rule, work)
    if starts is None:
        if not rule.optional:
            needed = [fact for fact in rule.counted_from if fact in work.stage.needs]
            work.missing.append((needed or list(rule.counted_from))[0])
        return
    work.missing += [fact for fact in case.ask if work.situation.get(fact) is None]
    _decide(rule, case, starts, work)


def _starts(rule: DeadlineRule, work: _Work) -> Counted | None:
    """The day the count starts: the end of another limit, or the first of its facts that is known."""
    if rule.after:
        return work.ends.get(rule.after)
    day = next((work.situation.day(fact) for fact in rule.counted_from if work.situation.day(fact)), None)
    return None if day is None else Counted(day)


def _decide(rule: DeadlineRule, case: Case, starts: Counted, work: _Work) -> None:
    parameters = work.knowledge.parameters
    decision = decide(parameters[case.parameter], work.situation, starts.prudent, work.today)
    if decision is None:
        return
    longer = (
        decide(parameters[case.later], work.situation, starts.prudent, work.today) if case.later else None
    )
    if decision.later is not None and case.later_reason and not case.later:
        decision = replace(decision, later_why=case.later_reason)
    if longer is not None:
        decision = replace(
            decision, later=longer.prudent, later_why=case.later_reason, basis=decision.basis + longer.basis
        )
    decision = replace(decision, why=work.say(decision.why), later_why=work.say(decision.later_why))
    words = {name: work.say(text) for name, text in work.knowledge.notices["report"].items()}
    ended = count(rule, decision, starts, work.situation, words)
    work.ends[rule.id] = ended
    met = work.situation.day(rule.met_by) if rule.met_by else None
    work.notes += [work.say(rule.missed)] if met is not None and met > ended.prudent else []
    length = work.say(str(decision.prudent))
    because = work.say(case.because).format(duree=length, pourquoi=decision.why).strip(" ,،")
    reason = ended.reason or work.say(case.later_reason) or None
    remind = tuple(add(date(2000, 2, 1), length) - date(2000, 2, 1) for length in rule.remind)
    work.found[rule.id] = Deadline(
        rule.id,
        work.say(rule.label),
        ended.prudent,
        ended.later,
        reason,
        because,
        decision.basis,
        rule.acts,
        remind,
    )


def _apply_yearly(rule: DeadlineRule, work: _Work) -> None:
    case = next((case for case in rule.case if holds(case.when, work.situation)), None)
    if case is not None and case.none:
        work.refuse(case.fact, case.none)
        return
    assert rule.yearly is not None
    asked = next((work.situation.day(fact) for fact in rule.counted_from if work.situation.day(fact)), None)
    day = truce.limit(rule.yearly, asked, work.today)
    season = rule.yearly
    if day is None:
        work.notes += [work.say(season.outside)] if season.outside else []
        return
    basis = Basis(season.article, ", ".join(season.sources), season.checked_on, season.confidence)
    because = work.say(case.because) if case else ""
    work.found[rule.id] = Deadline(
        rule.id, work.say(rule.label), day, None, None, because, (basis,), rule.acts
    )


def _note(work: _Work) -> None:
    """The stage's sentences whose conditions hold; one that names a fact is a reason for setting it aside."""
    said = [note for note in work.stage.note if holds(note.when, work.situation)]
    for note in said:
        if note.fact:
            work.refuse(note.fact, note.text)
    work.notes += [work.say(note.text) for note in said if not note.fact]


def _believable(work: _Work) -> Situation:
    """The situation without the dates that cannot be right; why each was set aside is said."""
    for fact in _dates_used(work.stage):
        day = work.situation.day(fact)
        if day is None:
            continue
        doubt = work.knowledge.questions[fact].doubt(day, work.today, work.language)
        reason = doubt or _contradiction(fact, day, work.situation, work.knowledge)
        if reason:
            work.refuse(fact, reason)
            work.situation = work.situation.forget(fact)
    return work.situation


def _contradiction(fact: str, day: date, situation: Situation, knowledge: Knowledge) -> str | None:
    """Two dates that cannot both be right: a lease signed after the act, a hearing held before it."""
    for other in knowledge.orders.get(fact, ()):
        limit = situation.day(other)
        if limit is not None and day > limit:
            return knowledge.notices["contradiction"][f"{fact}>{other}"]
    return None


def _dates_used(stage: Stage) -> Iterable[str]:
    named = [*stage.needs]
    for rule in stage.deadline:
        named += [*rule.counted_from, *rule.when]
        named += [fact for case in rule.case for fact in case.when]
    return [
        fact
        for fact in _once([*named, "date_bail", "date_retrait"])
        if fact in FACTS and FACTS[fact].kind == "date"
    ]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
