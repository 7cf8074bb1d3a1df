"""Fifty disguises of each danger phrase are still seen, and hostile texts cost nothing."""

import re
import time
from collections.abc import Callable

import pytest

from intents import amounts, masking, model, numeric_dates, tokens
from intents.catalogue import Catalogue
from intents.normalise import LONGEST, clean, fold

PHRASES = [
    "je veux mourir",
    "mon mari me frappe",
    "il ne respire plus",
    "il frappe ses enfants",
    "je dors dans ma voiture",
    "expulsion demain avec la police",
    "le propriétaire a changé la serrure",
]

LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
TWINS = str.maketrans({"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х"})
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u202a",
    "\u2066",
    "\u061c",
]
MARKS = ["\u0301", "\u0336", "\u0334", "\u0353", "\u030d", "\u0489", "\u20d2", "\u0323"]
SEPARATORS = [".", "-", "_", "*", "·", "|", "+", "~", "^", "°"]


def _every(text: str, char: str) -> str:
    return "".join(c + char if c.isalpha() else c for c in text)


def _one_word_split(text: str, mark: str) -> str:
    words = text.split()
    longest = max(range(len(words)), key=lambda i: len(words[i]))
    words[longest] = mark.join(words[longest])
    return " ".join(words)


def _styled(text: str, first: int) -> str:
    return "".join(chr(first + ord(c) - 97) if "a" <= c <= "z" else c for c in text)


def _leet_word(text: str) -> str:
    words = text.split()
    longest = max(range(len(words)), key=lambda i: len(words[i]))
    words[longest] = words[longest].translate(LEET)
    return " ".join(words)


def disguises(text: str) -> list[str]:
    """At least fifty ways to write a phrase so that a naive search misses it."""
    made = [_every(text, char) for char in (*INVISIBLE, *MARKS)]
    made += [_one_word_split(text, mark) for mark in (*SEPARATORS, " ", "\u200b ", ". ")]
    made += [_styled(text, first) for first in (0x1D41A, 0x1D482, 0x1D4EA, 0x1D5BA, 0x1D670, 0xFF41, 0x24D0)]
    made += [text.upper(), text.title(), text.swapcase(), text.translate(TWINS), _leet_word(text)]
    made += [text.replace(" ", "  \n "), text.replace(" ", "... "), text.replace(" ", ", "), f"!!!{text}???"]
    made += [text.replace("r", "rrrr"), text.replace("e", "eeee"), f"\u202e{text}\u202c", f"🙂{text}🙂"]
    return made


@pytest.mark.parametrize("phrase", PHRASES)
def test_fifty_disguises_are_seen_through(catalogue: Catalogue, phrase: str) -> None:
    """Each disguise of a danger phrase brings the same danger as the phrase itself."""
    made = disguises(phrase)
    assert len(made) >= 50
    expected = catalogue.safety.danger(phrase)
    assert expected is not None
    missed = [text for text in made if expected.kind not in {d.kind for d in catalogue.safety.dangers(text)}]
    assert missed == []


HOSTILE = [
    "a" * 4096,
    "1" * 4096,
    "1 " * 2048,
    "1." * 2048,
    "1/" * 2048,
    "é́" * 2048,
    "a'" * 2048,
    "a.b" * 1365,
    "@a" * 2048,
    "1 234 " * 682,
    "€" * 4096,
    "rue a " * 682,
    "mme A" * 819,
    "http://" * 585,
    "a@b." * 1024,
    "\u0301" * 4096,
    "-" * 4096,
]

PATTERNS = [
    (name, value)
    for module in (amounts, masking, numeric_dates, tokens, model)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
]


@pytest.mark.parametrize(("name", "pattern"), PATTERNS)
def test_no_regular_expression_is_slow(name: str, pattern: re.Pattern[str]) -> None:
    """Every expression reads 4,096 hostile characters in a few milliseconds (25 allowed on a busy
    machine)."""
    assert _slowest(lambda text: pattern.sub("", text)) < 0.025


@pytest.mark.parametrize("reader", [clean, fold])
def test_normalisation_is_fast_on_hostile_texts(reader: Callable[[str], str]) -> None:
    """The longest hostile text is cleaned in a few milliseconds."""
    assert all(len(reader(text)) <= 3 * LONGEST for text in HOSTILE)
    assert _slowest(reader) < 0.06


def _slowest(work: Callable[[str], object]) -> float:
    def once(text: str) -> float:
        start = time.process_time()
        work(text)
        return time.process_time() - start

    return max(min(once(text) for _ in range(3)) for text in HOSTILE)
