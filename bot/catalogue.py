"""The phrase catalogues as files, and the lock between a translation and the French it was made from.

Above each entry of a translation stands `#. fr:` and the fingerprint of the French phrase its translator
read. Where the French has changed since, the translation is stale: `problems` says so, and `spoken` decides
what is said meanwhile.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

from bot.texts import texts
from knowledge.errors import Problem

FRENCH = "fr"
STAFF = (
    "card.",
    "gesture.",
    "desk.",
    "told.",
    "weekly.",
    "group.",
    "member.",
    "rule.",
    "kind.",
    "grid.",
    "orient.",
    "bailleur.",
    "pdf.",
)
"""How the keys of phrases begin that only staff read: they are written in French and stay so."""
Phrases = Mapping[str, "Phrase"]

_LOCK = re.compile(r"fr:([0-9a-f]{8})")
_NUMBER_TO_CALL = re.compile(r"\*\*\d[\d ]*\*\*")
_FILLED = re.compile(r"\{\w+\}")
_KEPT = re.compile(r"\{\w+\}|(?<!\w)/[a-z]+|\d+(?: \d+)*")
_SAY = texts("catalogue.toml")


@dataclass(frozen=True)
class Phrase:
    """One phrase; `made_from` is the fingerprint of the French it translates, empty where none is written."""

    text: str
    made_from: str = ""


def fingerprint(french: str) -> str:
    """Eight hexadecimal digits of a French phrase."""
    return hashlib.sha256(french.encode()).hexdigest()[:8]


def read(root: Path) -> dict[str, dict[str, Phrase]]:
    """Every catalogue below `root`, by language. Raises OSError or PoFileError where one cannot be read."""
    return {path.parts[-3]: _read(path) for path in sorted(root.glob("*/LC_MESSAGES/bot.po"))}


def _read(path: Path) -> dict[str, Phrase]:
    with path.open("rb") as file:
        entries = read_po(file, locale=path.parts[-3], abort_invalid=True)
    return {
        str(entry.id): Phrase(str(entry.string), _lock(entry.auto_comments))
        for entry in entries
        if entry.id and entry.string
    }


def _lock(comments: list[str]) -> str:
    found = (_LOCK.fullmatch(comment.strip()) for comment in comments)
    return next((match[1] for match in found if match), "")


def spoken(phrases: Phrases, french: Phrases) -> dict[str, str]:
    """What may be said of a translation. A stale phrase is said all the same, except where the French gives
    a number to call, or fills in other values: there the French is said.
    """
    return {key: phrase.text for key, phrase in phrases.items() if _may_be_said(phrase, french.get(key))}


def _may_be_said(phrase: Phrase, french: Phrase | None) -> bool:
    if french is None or french is phrase or not _stale(phrase, french):
        return True
    same_values = sorted(_FILLED.findall(phrase.text)) == sorted(_FILLED.findall(french.text))
    return same_values and not _NUMBER_TO_CALL.search(french.text)


def _stale(phrase: Phrase, french: Phrase) -> bool:
    return phrase.made_from != fingerprint(french.text)


def for_households(phrases: Phrases) -> dict[str, Phrase]:
    """The phrases that every language must have."""
    return {key: phrase for key, phrase in phrases.items() if not key.startswith(STAFF)}


def problems(root: Path) -> tuple[Problem, ...]:
    """What is wrong in the translations below `root`: missing, superfluous, stale, or with other values,
    numbers or commands than the French.
    """
    catalogues = read(root)
    french = catalogues.pop(FRENCH)
    return tuple(
        problem
        for language, phrases in catalogues.items()
        for problem in _of_one_language(f"locales/{language}/LC_MESSAGES/bot.po", phrases, french)
    )


def _of_one_language(file: str, phrases: Phrases, french: Phrases) -> Iterator[Problem]:
    wanted = for_households(french)
    for key in wanted.keys() - phrases.keys():
        yield Problem(file, key, "", _SAY("missing", french=wanted[key].text), "error")
    for key in phrases.keys() - wanted.keys():
        yield Problem(file, key, phrases[key].text, _SAY("superfluous"), "error")
    for key in [key for key in wanted if key in phrases]:
        yield from _of_one_phrase(file, key, phrases[key], wanted[key])


def _of_one_phrase(file: str, key: str, phrase: Phrase, french: Phrase) -> Iterator[Problem]:
    if _stale(phrase, french):
        lock = fingerprint(french.text)
        yield Problem(file, key, phrase.text, _SAY("stale", french=french.text, lock=lock), "error")
    said, wanted = _kept(phrase.text), _kept(french.text)
    if said != wanted:
        odd = ", ".join(sorted({*(said - wanted), *(wanted - said)}))
        yield Problem(file, key, phrase.text, _SAY("not_kept", odd=odd), "error")


def _kept(text: str) -> Counter[str]:
    """What a translation may not change: {values}, numbers and /commands."""
    return Counter(_KEPT.findall(text))
