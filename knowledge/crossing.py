"""Checks what one file alone cannot know: that every id it names exists somewhere else in the content."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from knowledge.entries import Fiche
from knowledge.model import Case, DeadlineRule, Stage
from knowledge.reading import Reader, message, near
from knowledge.situation import FACTS
from knowledge.vocabulary import Thematique

if TYPE_CHECKING:
    from knowledge.loader import Knowledge

PAGE = re.compile(r"^(S\d{2,3}|R\d{2}|C0)$")
DOMAINES: tuple[str, ...] = get_args(Thematique)
ANCHORS = ("depart", "fin", "jour")


def cross_check(knowledge: Knowledge, reader: Reader) -> None:
    """Write down, in `reader`, every reference to something that does not exist."""
    checker = _Checker(knowledge, reader)
    for stage in knowledge.stages.values():
        checker.stage(stage)
    for fiche in knowledge.fiches.values():
        checker.fiche(fiche)
    checker.tables()


class _Checker:
    def __init__(self, knowledge: Knowledge, reader: Reader) -> None:
        self.knowledge, self.reader, self.root = knowledge, reader, reader.root

    def stage(self, stage: Stage) -> None:
        path = self.root / "stages" / f"{stage.id}.toml"
        knowledge = self.knowledge
        self.known(path, "leads_to", stage.leads_to, knowledge.stages, "stages")
        self.known(path, "needs", stage.needs, FACTS, "FACTS")
        self.known(path, "contacts", stage.contacts, knowledge.contacts, "contacts.toml")
        self.pages(path, "sources", stage.sources)
        self.known(
            path, "domaine", [stage.domaine] if stage.domaine else [], DOMAINES, "le schéma data·inclusion"
        )
        fiches = [name for _, name in knowledge.fiches]
        if stage.fiche and stage.fiche not in fiches:
            text = message(
                "unknown_reference", found=stage.fiche, where="fiches/fr", near=near(stage.fiche, fiches)
            )
            self.reader.add(path, "fiche", stage.fiche, text)
        self.known(
            path,
            "same_limits_as",
            [stage.same_limits_as] if stage.same_limits_as else [],
            knowledge.stages,
            "stages",
        )
        self.known(path, "doubts", stage.doubts, knowledge.doubts, "doubts.toml")
        rules = {rule.id for rule in stage.deadline}
        for rule in stage.deadline:
            self.rule(path, rule, rules)
        for note in stage.note:
            self.known(path, "note.when", note.when, FACTS, "FACTS")
        for example in stage.example:
            self.known(path, "example.facts", example.facts, FACTS, "FACTS")

    def rule(self, path: Path, rule: DeadlineRule, rules: Container[str]) -> None:
        self.known(path, f"{rule.id}.counted_from", rule.counted_from, FACTS, "FACTS")
        self.known(path, f"{rule.id}.when", rule.when, FACTS, "FACTS")
        if rule.after and rule.after not in rules:
            self.missing(path, f"{rule.id}.after", rule.after, path.name, [])
        for case in rule.case:
            self.case(path, rule, case)

    def case(self, path: Path, rule: DeadlineRule, case: Case) -> None:
        self.known(path, f"{rule.id}.case.when", case.when, FACTS, "FACTS")
        named = [name for name in (case.parameter, case.later) if name]
        self.known(path, f"{rule.id}.case", named, self.knowledge.parameters, "parameters")

    def fiche(self, fiche: Fiche) -> None:
        path = self.root / "fiches" / fiche.lang / f"{fiche.id}.md"
        knowledge = self.knowledge
        self.known(path, "contacts", fiche.contacts, knowledge.contacts, "contacts.toml")
        self.known(path, "stage", [fiche.stage] if fiche.stage else [], knowledge.stages, "stages")
        self.pages(path, "sources", fiche.sources)
        self.shown(path, fiche)
        self.known(path, "doubts", fiche.doubts, knowledge.doubts, "doubts.toml")
        self.known(
            path, "domaine", [fiche.domaine] if fiche.domaine else [], DOMAINES, "le schéma data·inclusion"
        )
        for question in fiche.questions:
            self.pages(path, question.id, [name for name in question.sources if PAGE.match(name)])
        names = [question.id for question in fiche.questions]
        for name in {name for name in names if names.count(name) > 1}:
            self.reader.add(path, name, name, message("duplicate", found=name))

    def shown(self, path: Path, fiche: Fiche) -> None:
        contacts = self.knowledge.contacts
        for name in fiche.contacts:
            if name in contacts and not contacts[name].shown:
                self.reader.add(path, "contacts", name, message("hidden_contact", found=name))

    def tables(self) -> None:
        knowledge = self.knowledge
        self.known(self.root / "questions.toml", "", knowledge.questions, FACTS, "FACTS")
        for parameter in knowledge.parameters.values():
            path = self.root / "parameters" / f"{parameter.id}.toml"
            named = [parameter.decided_by, parameter.stated_by, parameter.extended_by]
            self.known(path, "decided_by", [n for n in named if n and n not in ANCHORS], FACTS, "FACTS")
            for value in parameter.value:
                self.pages(path, "value.sources", value.sources)
        for contact in knowledge.contacts.values():
            self.pages(self.root / "contacts.toml", contact.id, contact.sources)
        self.subjects()
        limits = self.root / "limits.toml"
        for name, limit in knowledge.limits.items():
            self.known(limits, name, [limit.stage], knowledge.stages, "stages")

    def subjects(self) -> None:
        knowledge = self.knowledge
        fiches = [name for _, name in knowledge.fiches]
        if knowledge.budget:
            named = [right.fiche for right in knowledge.budget.rights.values()]
            self.known(self.root / "budget.toml", "rights", named, fiches, "fiches/fr")
            self.pages(self.root / "budget.toml", "marks.sources", knowledge.budget.marks.sources)
        if knowledge.grid:
            named = [answer.fiche for answer in knowledge.grid.answers.values()]
            self.known(self.root / "grille_acces.toml", "answers", named, fiches, "fiches/fr")
            self.pages(self.root / "grille_acces.toml", "sources", knowledge.grid.sources)

    def known(self, path: Path, key: str, named: Iterable[str], known: Iterable[str], where: str) -> None:
        all_known = list(known)
        for name in named:
            if name not in all_known:
                self.missing(path, key, name, where, all_known)

    def pages(self, path: Path, key: str, named: Iterable[str]) -> None:
        self.known(
            path, key, [name for name in named if name != "C0"], self.knowledge.sources, "sources.toml"
        )

    def missing(self, path: Path, key: str, name: str, where: str, known: Iterable[str]) -> None:
        text = message("unknown_reference", found=name, where=where, near=near(name, known))
        self.reader.add(path, key, name, text)
