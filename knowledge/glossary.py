"""Hard words in a text, so that each can be tapped and explained once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.entries import Term
from knowledge.questions import FALLBACK


def terms_in(text: str, terms: Mapping[str, Term]) -> tuple[Term, ...]:
    """The terms a text uses, in the order they appear; the longest name wins where two overlap."""
    found: list[tuple[int, int, Term]] = []
    for term in terms.values():
        for name in (term.word, *term.also, *term.formerly):
            match = re.search(
                rf"(?<!\w){re.escape(name)}s?(?!\w)", text, 0 if term.acronym else re.IGNORECASE
            )
            if match:
                found.append((match.start(), -len(name), term))
                break
    return _without_overlaps(sorted(found, key=lambda item: item[:2]))


def meaning(term: Term, language: str = FALLBACK) -> str:
    """What the term means in that language, French when it is not translated."""
    return term.meaning.get(language) or term.meaning[FALLBACK]


def _without_overlaps(found: list[tuple[int, int, Term]]) -> tuple[Term, ...]:
    kept: list[Term] = []
    end = -1
    for start, negative_length, term in found:
        if start >= end:
            kept.append(term)
            end = start - negative_length
    return tuple(kept)
