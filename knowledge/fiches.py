"""Fiches: Markdown files with a TOML header, cut into the sections a household or a professional reads.

The headings are the same in every language. A translation's header holds only its title, its papers and the
hash of the
French text it was made from; everything else is taken from the French fiche.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge.entries import Fiche, FicheQuestion
from knowledge.model import Audience, Confidence
from knowledge.reading import STRICT, Reader, message, near

SHORT, STEPS, TOMORROW, MORE = "En bref", "Cette semaine", "Pas demain", "En savoir plus"
WORKER, QUESTIONS = "Pour les professionnels", "Questions"
SECTIONS = (SHORT, STEPS, TOMORROW, MORE, WORKER, QUESTIONS)
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_QUESTION = re.compile(r"^## (.+)$", re.MULTILINE)
_SOURCES = re.compile(r"^Sources? ?: *(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Header:
    """The header of a French fiche."""

    __pydantic_config__ = STRICT
    title: str
    sources: tuple[str, ...]
    checked_on: date
    review_by: date
    articles: tuple[str, ...] = ()
    confidence: Confidence = "haute"
    audience: Audience = "household"
    stage: str = ""
    domaine: str = ""
    intents: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    reviewer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class TranslationHeader:
    """The header of a translated fiche: `translates` is the fingerprint of the French text."""

    __pydantic_config__ = STRICT
    title: str
    translates: str
    papers: tuple[str, ...] = ()


def read_fiche(reader: Reader, path: Path) -> Fiche | None:
    """A French fiche, or None with its problems written down."""
    found = reader.document(path, Header)
    if found is None:
        return None
    header, body = found
    parts = sections(reader, path, body, SECTIONS)
    questions = read_questions(reader, path, parts.get(QUESTIONS, ""))
    if not parts.get(SHORT):
        reader.add(path, SHORT, "", message("missing_section", key=SHORT))
    return Fiche(
        id=path.stem,
        lang=path.parent.name,
        short=parts.get(SHORT, ""),
        more=parts.get(MORE, ""),
        steps=_steps(parts.get(STEPS, "")),
        not_tomorrow=parts.get(TOMORROW, ""),
        worker=parts.get(WORKER, ""),
        questions=questions,
        **{name: getattr(header, name) for name in Header.__dataclass_fields__},
    )


def read_translation(reader: Reader, path: Path, french: Fiche) -> Fiche | None:
    """A translated fiche, marked stale when the French text is no longer the one it was made from."""
    found = reader.document(path, TranslationHeader)
    if found is None:
        return None
    header, body = found
    parts = sections(reader, path, body, SECTIONS)
    return replace(
        french,
        lang=path.parent.name,
        title=header.title,
        papers=header.papers or french.papers,
        short=parts.get(SHORT, ""),
        more=parts.get(MORE, ""),
        steps=_steps(parts.get(STEPS, "")),
        not_tomorrow=parts.get(TOMORROW, ""),
        worker="",
        translates=header.translates,
        stale=header.translates != fingerprint(french),
        questions=_inherited(read_questions(reader, path, parts.get(QUESTIONS, ""), strict=False), french),
    )


def fingerprint(fiche: Fiche) -> str:
    """Twelve hexadecimal digits of what a household reads in this fiche, its dates and sources apart."""
    asked = [text for item in fiche.questions for text in (item.id, item.answer)]
    text = "\n".join(
        [fiche.title, fiche.short, *fiche.steps, fiche.not_tomorrow, fiche.more, *fiche.papers, *asked]
    )
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def sections(reader: Reader, path: Path, body: str, allowed: tuple[str, ...]) -> dict[str, str]:
    """The body cut at its `# ` headings. An unknown heading is a problem, with the nearest one."""
    pieces = _HEADING.split(body)
    if pieces[0].strip():
        reader.add(path, "", pieces[0].strip()[:40], message("text_before_heading"))
    found: dict[str, str] = {}
    for title, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if title.strip() not in allowed:
            reader.add(path, title, title, message("unknown_section", found=title, near=near(title, allowed)))
        found[title.strip()] = text.strip()
    return found


def read_questions(
    reader: Reader, path: Path, text: str, *, strict: bool = True
) -> tuple[FicheQuestion, ...]:
    """The questions of one fiche: an id, the wordings as a list, the answer, and where it comes from."""
    pieces = _QUESTION.split(text)
    read = [_question(name.strip(), block) for name, block in zip(pieces[1::2], pieces[2::2], strict=True)]
    for item in read:
        if not item.answer or (strict and not (item.ask and item.sources)):
            reader.add(path, item.id, item.id, message("incomplete_question", key=item.id))
    return tuple(read)


def _question(name: str, block: str) -> FicheQuestion:
    sources = _SOURCES.search(block)
    lines = [line.strip() for line in _SOURCES.sub("", block).strip().splitlines()]
    ask = tuple(line[2:].strip() for line in lines if line.startswith("- "))
    answer = "\n".join(line for line in lines if line and not line.startswith("- "))
    cited = tuple(part.strip() for part in re.split(r"[;,]", sources[1])) if sources else ()
    return FicheQuestion(name, ask, answer, tuple(part for part in cited if part))


def _inherited(read: tuple[FicheQuestion, ...], french: Fiche) -> tuple[FicheQuestion, ...]:
    sources = {item.id: item.sources for item in french.questions}
    return tuple(replace(item, sources=item.sources or sources.get(item.id, ())) for item in read)


def _steps(text: str) -> tuple[str, ...]:
    found = re.split(r"^\d+\. ", text, flags=re.MULTILINE)
    return tuple(" ".join(step.split()) for step in found[1:])
