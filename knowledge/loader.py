"""Reads the whole content folder into one frozen `Knowledge`, or raises with every problem found.

Folders are globbed: adding a fiche, a stage or a parameter is dropping a file. The id is the file's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from knowledge.autonomy import Grid
from knowledge.budget import BudgetRules
from knowledge.commissions import Commission
from knowledge.crises import read_crises
from knowledge.crossing import cross_check
from knowledge.entries import Contact, Crisis, Doubt, Fiche, FicheQuestion, Source, Term
from knowledge.errors import ContentError, Problem
from knowledge.fiches import read_fiche, read_translation
from knowledge.instalments import MediationRules
from knowledge.model import LimitCheck, Parameter, Stage
from knowledge.phrases import FRENCH, Phrases, check_phrases, read_phrases
from knowledge.places import read_places
from knowledge.plainness import PlainRules
from knowledge.question_translations import with_translations
from knowledge.questions import FALLBACK, Question
from knowledge.reading import Reader, message, near
from knowledge.replies import Reply, read_replies

__all__ = ["CONTENT", "ContentError", "Knowledge", "Problem", "load", "read"]

CONTENT = Path(__file__).parent / "content"
T = TypeVar("T", Parameter, Stage)
V = TypeVar("V")
Notices = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Knowledge:
    """Everything the service knows, read once and never changed. `version` is a digest of the content."""

    parameters: Mapping[str, Parameter]
    stages: Mapping[str, Stage]
    questions: Mapping[str, Question]
    fiches: Mapping[tuple[str, str], Fiche]
    contacts: Mapping[str, Contact]
    crises: Mapping[tuple[str, str], Crisis]
    sources: Mapping[str, Source]
    terms: Mapping[str, Term]
    commissions: Mapping[str, Commission]
    limits: Mapping[str, LimitCheck]
    doubts: Mapping[str, Doubt]
    notices: Notices
    phrases: Mapping[str, Phrases]
    orders: Mapping[str, tuple[str, ...]]
    plain: PlainRules
    budget: BudgetRules
    mediation: MediationRules
    grid: Grid
    permanences: Mapping[str, Any]
    territory: Any
    version: str
    replies: Mapping[str, Reply] = field(default_factory=dict)
    by_intent: Mapping[str, str] = field(default_factory=dict)

    def fiche(self, fiche: str, language: str = FALLBACK, audience: str = "household") -> Fiche:
        """The fiche in that language, French when it is not translated. Raises KeyError on an unknown id.

        A translation whose French text has changed is served marked `stale`, except at the stages where a
        wrong word costs a home (urgency 4 and more): there the French text is served instead. Professionals
        always read French.
        """
        french = self.fiches[FALLBACK, fiche]
        found = self.fiches.get((language, fiche), french) if audience == "household" else french
        stage = self.stages.get(french.stage)
        return french if found.stale and stage is not None and stage.urgency >= 4 else found

    def answer(self, fiche: str, question: str, language: str = FALLBACK) -> tuple[Fiche, FicheQuestion]:
        """The answer to one question and the fiche it stands under, French where it is not translated.

        Raises KeyError.
        """
        for found in (self.fiche(fiche, language), self.fiches[FALLBACK, fiche]):
            for item in found.questions:
                if item.id == question and item.answer:
                    return found, item
        raise KeyError(f"{fiche} · {question}")

    def crisis(self, kind: str, language: str = FALLBACK) -> Crisis:
        """The fixed screen of one danger; French when it is not translated, or when the translation is stale.

        Raises KeyError on an unknown kind.
        """
        french = self.crises[FALLBACK, kind]
        found = self.crises.get((language, kind), french)
        return french if found.stale else found

    def say(self, french: str, language: str = FALLBACK) -> str:
        """A sentence of a stage or a deadline in that language, French when it is not translated."""
        return self.phrases.get(language, FRENCH).say(french)

    def stage_of(self, intent: str) -> str | None:
        """The stage a message of that intent is about, if any."""
        return self.by_intent.get(intent)


def load(root: Path | None = None) -> Knowledge:
    """The content folder as Knowledge. Raises ContentError with all problems when an error is among them."""
    knowledge, problems = read(root or CONTENT)
    if knowledge is None or any(problem.severity == "error" for problem in problems):
        raise ContentError(problems)
    return knowledge


def read(root: Path) -> tuple[Knowledge | None, tuple[Problem, ...]]:
    """As `load`, but gives what could be read together with the problems; None when a file is missing."""
    reader = Reader(root)
    if not root.is_dir():
        reader.add(root, "", root.name, message("no_folder", found=root.name))
        return None, tuple(reader.problems)
    knowledge = _assemble(reader)
    cross_check(knowledge, reader)
    check_phrases(knowledge, reader)
    return knowledge, tuple(reader.problems)


def _assemble(reader: Reader) -> Knowledge:
    stages = _folder(reader, "stages", Stage)
    places = read_places(reader)
    plain = _single(reader, "plain.toml", PlainRules) or PlainRules({})
    notices: Mapping[str, Any] = _plain(reader, "notices.toml")
    contacts = _table(reader, "contacts.toml", Contact)
    sources = _table(reader, "sources.toml", Source)
    return Knowledge(
        parameters=_folder(reader, "parameters", Parameter),
        stages=stages,
        questions=with_translations(reader, _table(reader, "questions.toml", Question, "fact")),
        fiches=_fiches(reader),
        contacts=contacts,
        crises=read_crises(reader),
        sources=sources,
        replies=read_replies(reader, contacts, sources),
        terms=_table(reader, "glossary.toml", Term),
        commissions=_table(reader, "commissions.toml", Commission),
        doubts=_table(reader, "doubts.toml", Doubt),
        limits=_named(reader, "limits.toml", LimitCheck),
        notices=notices,
        phrases=read_phrases(reader),
        orders={key: tuple(value) for key, value in notices.get("orders", {}).items()},
        plain=plain,
        budget=_single(reader, "budget.toml", BudgetRules),
        mediation=_single(reader, "mediation.toml", MediationRules),
        grid=_single(reader, "grille_acces.toml", Grid),
        permanences=places.permanences,
        territory=places.territory,
        version=digest(reader.root),
        by_intent={intent: stage.id for stage in stages.values() for intent in (stage.id, *stage.intents)},
    )


def _folder(reader: Reader, name: str, into: type[T]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for path in sorted((reader.root / name).glob("*.toml")):
        value = reader.toml(path, into)
        if value is not None:
            found[path.stem] = replace(value, id=path.stem)
    return MappingProxyType(found)


def _table(reader: Reader, name: str, into: type[Any], key: str = "id") -> Mapping[str, Any]:
    found = _named(reader, name, into)
    return MappingProxyType({item: replace(value, **{key: item}) for item, value in found.items()})


def _named(reader: Reader, name: str, into: type[Any]) -> dict[str, Any]:
    path = reader.root / name
    if not path.exists():
        reader.add(path, "", "", message("no_file", found=name))
        return {}
    return reader.toml(path, dict[str, into]) or {}  # type: ignore[valid-type]


def _single(reader: Reader, name: str, into: type[V]) -> V:
    path = reader.root / name
    if not path.exists():
        reader.add(path, "", "", message("no_file", found=name))
        return cast(V, None)
    # None only beside a problem: `load` then raises, so nobody who holds a Knowledge ever meets it.
    return cast(V, reader.toml(path, into))


def _plain(reader: Reader, name: str) -> Mapping[str, Any]:
    return MappingProxyType(_named(reader, name, dict))


def _fiches(reader: Reader) -> Mapping[tuple[str, str], Fiche]:
    found: dict[tuple[str, str], Fiche] = {}
    folder = reader.root / "fiches"
    for path in sorted((folder / FALLBACK).glob("*.md")):
        fiche = read_fiche(reader, path)
        if fiche is not None:
            found[FALLBACK, path.stem] = fiche
    for path in sorted(folder.glob("*/*.md")):
        if path.parent.name != FALLBACK:
            _translation(reader, path, found)
    return MappingProxyType(found)


def _translation(reader: Reader, path: Path, found: dict[tuple[str, str], Fiche]) -> None:
    french = found.get((FALLBACK, path.stem))
    if french is None:
        names = [name for language, name in found if language == FALLBACK]
        reader.add(path, "", path.stem, message("orphan_translation", near=near(path.stem, names)))
        return
    fiche = read_translation(reader, path, french)
    if fiche is not None:
        found[path.parent.name, path.stem] = fiche


def digest(root: Path) -> str:
    """Twelve hexadecimal digits that change when any content file does."""
    total = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]
