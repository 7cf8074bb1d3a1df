"""Everything `entraidbot check` says of the content: problems, counts, coverage, and what must be read again
soon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge import freshness
from knowledge.entries import Fiche
from knowledge.errors import Problem
from knowledge.fiches import fingerprint
from knowledge.loader import CONTENT, Knowledge, read
from knowledge.plainness import (
    PlainRules,
    Remark,
    banned,
    household_parts,
    naked_acronyms,
    remarks_on_text,
    sentences,
    unknown_phones,
    words,
)
from knowledge.reading import message

PROCEDURE = frozenset(
    {
        "impaye_debut",
        "plan_apurement",
        "commandement_de_payer",
        "assignation_audience",
        "jugement",
        "commandement_de_quitter",
        "concours_force_publique",
        "treve_hivernale",
        "apres_expulsion",
        "conge_du_bailleur",
        "expulsion_illegale",
        "heberge_chez_un_tiers",
    }
)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found in a content folder."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    coverage: Mapping[str, Any]
    due: tuple[freshness.Due, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of `entraidbot check`."""
        return {
            "problems": [
                {"file": p.file, "key": p.key, "found": p.found, "message": p.message, "severity": p.severity}
                for p in self.problems
            ],
            "counts": dict(self.counts),
            "coverage": dict(self.coverage),
            "due": [{"file": item.file, "review_by": item.review_by.isoformat()} for item in self.due],
        }


def check(root: Path | None = None, today: date | None = None) -> CheckReport:
    """All problems of a content folder at once, with counts and coverage; `today` adds what falls due in 90
    days.
    """
    folder = root or CONTENT
    knowledge, problems = read(folder)
    if knowledge is None:
        return CheckReport(problems, {}, {}, ())
    found = (*problems, *text_problems(knowledge))
    soon = freshness.due(knowledge, today) if today else ()
    return CheckReport(found, counts(knowledge), coverage(knowledge), soon)


def text_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """What is wrong in the texts themselves: plain language, forbidden sentences, telephone numbers,
    translations.
    """
    for fiche in knowledge.fiches.values():
        file = f"fiches/{fiche.lang}/{fiche.id}.md"
        found = _french(fiche, knowledge) if fiche.lang == "fr" else _translated(fiche, knowledge)
        yield from (_problem(file, remark) for remark in found)
    for (language, kind), crisis in knowledge.crises.items():
        texts = [("Certain", crisis.screen), ("Possible", crisis.possible)]
        yield from _plain_texts(f"crises/{language}/{kind}.md", texts, knowledge)
    for stage in knowledge.stages.values():
        yield from _plain_texts(f"stages/{stage.id}.toml", _stage_texts(stage), knowledge)


def citing(article: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The files that cite an article, written as people do: «L.412-4» finds «CPCE L. 412-4»."""
    wanted = _bare(article)
    found = {
        file for file, articles in _citations(knowledge) if any(_cites(wanted, text) for text in articles)
    }
    return tuple(sorted(found))


def counts(knowledge: Knowledge) -> dict[str, int]:
    """How much content there is, by kind."""
    french = [fiche for fiche in knowledge.fiches.values() if fiche.lang == "fr"]
    return {
        "fiches_fr": len(french),
        "translations": len(knowledge.fiches) - len(french),
        "questions": sum(len(fiche.questions) for fiche in french),
        "stages": len(knowledge.stages),
        "parameters": len(knowledge.parameters),
        "limits": len(knowledge.limits),
        "examples": sum(len(stage.example) for stage in knowledge.stages.values()),
        "contacts": len(knowledge.contacts),
        "terms": len(knowledge.terms),
        "sources": len(knowledge.sources),
        "permanences": len(knowledge.permanences),
        "crises": len(knowledge.crises),
    }


def coverage(knowledge: Knowledge) -> dict[str, dict[str, list[str]]]:
    """For every intent, the fiches that answer it, by language and audience."""
    found: dict[str, dict[str, list[str]]] = {}
    for fiche in knowledge.fiches.values():
        for intent in fiche.intents or (fiche.id,):
            cell = found.setdefault(intent, {})
            cell.setdefault(f"{fiche.lang}/household", []).append(fiche.id)
            if fiche.worker:
                cell.setdefault(f"{fiche.lang}/worker", []).append(fiche.id)
    return dict(sorted(found.items()))


def _french(fiche: Fiche, knowledge: Knowledge) -> Iterator[Remark]:
    rules = knowledge.plain
    yield from _shape(fiche, rules)
    for key, text in household_parts(fiche):
        yield from remarks_on_text(key, text, rules)
    meanings = {term.word: term.meaning["fr"] for term in knowledge.terms.values() if term.acronym}
    yield from naked_acronyms(fiche, meanings)
    everything = "\n".join([*(text for _, text in household_parts(fiche)), fiche.worker])
    yield from banned("", everything, rules)
    yield from unknown_phones("", everything, _phones(knowledge))


def _shape(fiche: Fiche, rules: PlainRules) -> Iterator[Remark]:
    limits = rules.limits
    if len(fiche.short) > limits["first_message"]:
        yield Remark("En bref", str(len(fiche.short)), message("too_long", limit=limits["first_message"]))
    if len(fiche.steps) > limits["steps"]:
        yield Remark("Cette semaine", str(len(fiche.steps)), message("too_many_steps", limit=limits["steps"]))
    needed = limits["procedure_questions" if fiche.id in PROCEDURE else "questions"]
    if len(fiche.questions) < needed:
        yield Remark("Questions", str(len(fiche.questions)), message("too_few_questions", limit=needed))
    if not fiche.worker:
        yield Remark("Pour les professionnels", "", message("missing_section", key="Pour les professionnels"))
    parts = [sentence for _, text in household_parts(fiche) for sentence in sentences(text)]
    average = sum(map(words, parts)) / max(len(parts), 1)
    if average > limits["average"]:
        yield Remark(
            "", f"{average:.1f}", message("long_average", found=f"{average:.1f}", limit=limits["average"])
        )


def _translated(fiche: Fiche, knowledge: Knowledge) -> Iterator[Remark]:
    if fiche.stale:
        wanted = fingerprint(knowledge.fiches["fr", fiche.id])
        yield Remark("translates", fiche.translates, message("stale_translation", found=wanted))
    if len(fiche.short) > knowledge.plain.limits["first_message"]:
        yield Remark("En bref", str(len(fiche.short)), message("too_long", limit=900))
    yield from unknown_phones("", "\n".join(text for _, text in household_parts(fiche)), _phones(knowledge))


def _plain_texts(file: str, texts: Iterable[tuple[str, str]], knowledge: Knowledge) -> Iterator[Problem]:
    for key, text in texts:
        remarks = [*banned(key, text, knowledge.plain), *unknown_phones(key, text, _phones(knowledge))]
        if not file.startswith("crises/") or file.startswith("crises/fr"):
            remarks += remarks_on_text(key, text, knowledge.plain)
        yield from (_problem(file, remark) for remark in remarks)


def _stage_texts(stage: Any) -> Iterator[tuple[str, str]]:
    yield from (
        ("arrives", stage.arrives),
        ("comes_next", stage.comes_next),
        ("not_tomorrow", stage.not_tomorrow),
    )
    yield from (("do", text) for text in stage.do)
    yield from (("note", note.text) for note in stage.note)
    yield from ((rule.id, case.none) for rule in stage.deadline for case in rule.case)


def _phones(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(
        contact.phone for contact in knowledge.contacts.values() if contact.phone and contact.shown
    )


def _problem(file: str, remark: Remark) -> Problem:
    return Problem(file, remark.key, remark.found[:80], remark.text)


def _citations(knowledge: Knowledge) -> Iterator[tuple[str, list[str]]]:
    for fiche in knowledge.fiches.values():
        if fiche.lang == "fr":
            asked = [source for question in fiche.questions for source in question.sources]
            yield f"fiches/fr/{fiche.id}.md", [*fiche.articles, *asked, fiche.worker]
    for stage in knowledge.stages.values():
        yield f"stages/{stage.id}.toml", list(stage.articles)
    for parameter in knowledge.parameters.values():
        yield f"parameters/{parameter.id}.toml", [value.article for value in parameter.value]


def _bare(text: str) -> str:
    return re.sub(r"[.\s]", "", text).lower()


def _cites(wanted: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\d-])", _bare(text)) is not None or bool(
        re.search(rf"{re.escape(wanted)}(?!\d)(?!-\d)", _bare(text))
    )
