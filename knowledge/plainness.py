"""Plain language, checked: short sentences, everyday words, explained acronyms, no sentence the law forbids
us to say.

It is «langage simple», not FALC: FALC asks for readers who are themselves concerned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from knowledge.entries import Fiche
from knowledge.reading import STRICT, message

_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+|\n+")
_WORD = re.compile(r"[\w’'-]+")
_EMOJI = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]")
_NEGATION = re.compile(r"\b(ne|n['’])(?=\b|\w)", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(est|sont|sera|seront|a été|ont été|soit) \w+(é|ée|és|ées|ie|is|ue|us) par\b")
_PHONE = re.compile(r"(?<!\d)0\d(?: \d\d){4}(?!\d)|(?<!\d)0 8\d\d \d{3} \d{3}(?!\d)|\b116 \d{3}\b")


@dataclass(frozen=True)
class Ban:
    """An expression nobody may read here, why, and what in the same text makes it right."""

    __pydantic_config__ = STRICT
    pattern: str
    why: str
    unless: str = ""

    def found_in(self, text: str) -> str | None:
        """The words that break the rule, or None. `text` is folded by `folded`."""
        match = _compiled(self.pattern).search(text)
        if match is None or (self.unless and _compiled(self.unless).search(text)):
            return None
        return match[0]


@dataclass(frozen=True)
class PlainRules:
    """The rules of `plain.toml`."""

    __pydantic_config__ = STRICT
    limits: dict[str, int]
    rare: dict[str, str] = field(default_factory=dict)
    forbidden: tuple[Ban, ...] = ()
    stale: tuple[Ban, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to correct in a text: where in it, the words, and the French sentence."""

    key: str
    found: str
    text: str


@cache
def folded(text: str) -> str:
    """Lower case, without accents or bold marks, with plain apostrophes and one line."""
    bare = unicodedata.normalize("NFD", text.lower().replace("’", "'").replace("**", ""))
    return " ".join("".join(char for char in bare if unicodedata.category(char) != "Mn").split())


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; a line end closes one."""
    return tuple(part.strip() for part in _SENTENCE.split(text.replace("**", "")) if _WORD.search(part))


def words(sentence: str) -> int:
    """How many words a reader counts; «l'aide» is two."""
    return sum(1 + ("'" in word or "’" in word) for word in _WORD.findall(sentence))


def household_parts(fiche: Fiche) -> Iterator[tuple[str, str]]:
    """(where, text) of everything a household may read in a fiche, in reading order."""
    yield "En bref", fiche.short
    for number, step in enumerate(fiche.steps, 1):
        yield f"étape {number}", step
    yield "Pas demain", fiche.not_tomorrow
    yield "En savoir plus", fiche.more
    for question in fiche.questions:
        yield question.id, question.answer


def remarks_on_text(key: str, text: str, rules: PlainRules) -> Iterator[Remark]:
    """What breaks the rules in one text a household reads."""
    limits = rules.limits
    for sentence in sentences(text):
        count = words(sentence)
        if count > limits["sentence"]:
            yield Remark(
                key, sentence, message("long_sentence", found=sentence, count=count, limit=limits["sentence"])
            )
        if len(_NEGATION.findall(sentence)) > limits["negations"]:
            yield Remark(key, sentence, message("negations", found=sentence))
        if _PASSIVE.search(sentence):
            yield Remark(key, sentence, message("passive", found=sentence))
    if len(_EMOJI.findall(text)) > limits["emoji"]:
        yield Remark(key, text[:40], message("emoji", limit=limits["emoji"]))
    low = folded(text)
    for rare, better in rules.rare.items():
        if re.search(rf"\b{re.escape(folded(rare))}", low):
            yield Remark(key, rare, message("rare_word", found=rare, better=better))


def banned(key: str, text: str, rules: PlainRules) -> Iterator[Remark]:
    """Forbidden and stale sentences, in any text, for any reader."""
    low = folded(text)
    for ban in (*rules.forbidden, *rules.stale):
        found = ban.found_in(low)
        if found:
            yield Remark(key, found, message("banned", found=found, why=ban.why))


def unknown_phones(key: str, text: str, phones: frozenset[str]) -> Iterator[Remark]:
    """Telephone numbers that are no shown contact's."""
    for found in _PHONE.findall(text):
        if found not in phones:
            yield Remark(key, found, message("unknown_phone", found=found))


def naked_acronyms(fiche: Fiche, meanings: Mapping[str, str]) -> Iterator[Remark]:
    """Acronyms used before they are explained, in the order a household reads."""
    explained: set[str] = set()
    for key, text in household_parts(fiche):
        for word, meaning in meanings.items():
            if word in explained or not re.search(rf"\b{word}\b", text):
                continue
            explained.add(word)
            if not re.search(rf"\b{word}\b\*{{0,2}},? ?\(|\({word}\)", text):
                yield Remark(key, word, message("naked_acronym", found=word, meaning=meaning))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
