"""Replies that staff send again and again: one entry each, written in French and in the other languages.

A file `replies/<id>.toml`. What is filled in is named in braces: {reference}, {permanence}, {day} and {hour}
of the appointment, {papers}, or the id of a contact for its number. A translation whose French has changed is
not said: the household reads the French, and staff see so before sending.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from knowledge.entries import Contact
from knowledge.reading import STRICT, Reader, message, near

FOLDER = "replies"
FILLED = frozenset({"reference", "permanence", "day", "hour", "papers"})
APPOINTMENT = frozenset({"day", "hour"})
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Said:
    """A reply in another language, with the fingerprint of the French it was made from."""

    __pydantic_config__ = STRICT
    translates: str
    text: str


@dataclass(frozen=True)
class Reply:
    """One reply. `order` is its place in the list; `sources` are the pages its facts of law come from."""

    __pydantic_config__ = STRICT
    title: str
    order: int
    text: str
    sources: tuple[str, ...] = ()
    say: dict[str, Said] = field(default_factory=dict)
    id: str = ""

    @property
    def named(self) -> frozenset[str]:
        """What has to be filled in."""
        return frozenset(_NAMED.findall(self.text))

    @property
    def needs_appointment(self) -> bool:
        """Whether it speaks of an appointment."""
        return bool(self.named & APPOINTMENT)

    def speaks(self, language: str) -> bool:
        """Whether it can be said in that language as the French now says it."""
        return language in self.say and self.say[language].translates == fingerprint(self.text)

    def text_in(self, language: str) -> str:
        """The text in that language; in French where it is not translated, or no longer."""
        return self.say[language].text if self.speaks(language) else self.text


def fingerprint(french: str) -> str:
    """Eight hexadecimal digits of a French text."""
    return hashlib.sha256(french.encode()).hexdigest()[:8]


def read_replies(
    reader: Reader, contacts: Mapping[str, Contact], pages: Mapping[str, object]
) -> Mapping[str, Reply]:
    """Every reply by id, in its order; their problems are written in `reader`."""
    found: dict[str, Reply] = {}
    filled = FILLED | {id for id, contact in contacts.items() if contact.phone}
    for path in sorted((reader.root / FOLDER).glob("*.toml")):
        reply = reader.toml(path, Reply)
        if reply is not None:
            found[path.stem] = replace(reply, id=path.stem)
            _check_french(reader, path, reply, filled, pages)
            _check_translations(reader, path, reply)
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (item[1].order, item[0]))))


def _check_french(
    reader: Reader, path: Path, reply: Reply, filled: frozenset[str], pages: Mapping[str, object]
) -> None:
    for key, named, known in (("text", reply.named, filled), ("sources", reply.sources, pages)):
        for name in sorted(set(named) - set(known)):
            text = message("unknown_reference", found=name, where=key, near=near(name, known))
            reader.add(path, key, name, text)


def _check_translations(reader: Reader, path: Path, reply: Reply) -> None:
    for language, said in reply.say.items():
        if said.translates != fingerprint(reply.text):
            text = message("stale_question", found=fingerprint(reply.text))
            reader.add(path, f"say.{language}", said.translates, text, "warning")
        if sorted(_NAMED.findall(said.text)) != sorted(_NAMED.findall(reply.text)):
            reader.add(path, f"say.{language}", said.text, message("other_blanks"))
