"""The danger screens: `crises/<lang>/<kind>.md`, the same two headings in every language.

A translation's header holds only the fingerprint of the French screen it was made from; sources and the day
they were checked are the French screen's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from knowledge.entries import Crisis
from knowledge.fiches import sections
from knowledge.questions import FALLBACK
from knowledge.reading import STRICT, Reader, message, near

SCREEN, POSSIBLE = "Certain", "Possible"
Crises = Mapping[tuple[str, str], Crisis]


@dataclass(frozen=True)
class CrisisHeader:
    """The header of a French danger screen."""

    __pydantic_config__ = STRICT
    sources: tuple[str, ...]
    checked_on: date


@dataclass(frozen=True)
class TranslationHeader:
    """The header of a translated danger screen."""

    __pydantic_config__ = STRICT
    translates: str


def read_crises(reader: Reader) -> Crises:
    """Every danger screen of the folder `crises`, by language and kind."""
    folder = reader.root / "crises"
    read = [_french(reader, path) for path in sorted((folder / FALLBACK).glob("*.md"))]
    french = {crisis.kind: crisis for crisis in read if crisis is not None}
    found = {(FALLBACK, kind): crisis for kind, crisis in french.items()}
    for path in sorted(folder.glob("*/*.md")):
        if path.parent.name != FALLBACK:
            crisis = _translation(reader, path, french)
            if crisis is not None:
                found[path.parent.name, path.stem] = crisis
    return MappingProxyType(found)


def fingerprint(crisis: Crisis) -> str:
    """Twelve hexadecimal digits of what a household reads on this screen."""
    return hashlib.sha256(f"{crisis.screen}\n{crisis.possible}".encode()).hexdigest()[:12]


def _french(reader: Reader, path: Path) -> Crisis | None:
    found = reader.document(path, CrisisHeader)
    if found is None:
        return None
    header, body = found
    screen, possible = _texts(reader, path, body)
    return Crisis(path.stem, FALLBACK, screen, possible, header.checked_on, header.sources)


def _translation(reader: Reader, path: Path, french: Mapping[str, Crisis]) -> Crisis | None:
    original = french.get(path.stem)
    if original is None:
        reader.add(path, "", path.stem, message("orphan_screen", near=near(path.stem, french)))
        return None
    found = reader.document(path, TranslationHeader)
    if found is None:
        return None
    header, body = found
    screen, possible = _texts(reader, path, body)
    stale = header.translates != fingerprint(original)
    if stale:
        text = message("stale_screen", found=fingerprint(original))
        reader.add(path, "translates", header.translates, text, "warning")
    language = path.parent.name
    return Crisis(path.stem, language, screen, possible, original.checked_on, original.sources, stale=stale)


def _texts(reader: Reader, path: Path, body: str) -> tuple[str, str]:
    parts = sections(reader, path, body, (SCREEN, POSSIBLE))
    for name in (SCREEN, POSSIBLE):
        if not parts.get(name):
            reader.add(path, name, "", message("missing_section", key=name))
    return parts.get(SCREEN, ""), parts.get(POSSIBLE, "")
