"""Whole numbers, in digits of any script or in words («vingt et un», «six cents», «doua»)."""

from collections.abc import Sequence

from intents.lexicon import Lexicon, PhraseTable
from intents.tokens import Tokens

_JOINERS = frozenset({"et", "and", "y", "e", "si", "و"})
_LONGEST = 8
"""Words of one number at most: «un un un…», a thousand times, must not be read a thousand times over."""
_ARTICLES = frozenset({"un", "une", "a", "an", "o", "um", "uma", "una"})


def number_at(tokens: Tokens, start: int, lexicons: Sequence[Lexicon]) -> tuple[int, int] | None:
    """The number that begins at a token, and how many tokens it takes; None where there is none."""
    if start >= len(tokens.items):
        return None
    token = tokens.items[start]
    digits = token.number
    if digits is not None:
        return digits, 1
    for lexicon in lexicons:
        if token.word not in lexicon.numbers.first_words:
            continue
        spelled = _spelled(tokens, start, lexicon.numbers)
        if spelled is not None:
            return spelled
    return None


def is_article(word: str) -> bool:
    """Whether a number word may be only an article («un papier»)."""
    return word in _ARTICLES


def _spelled(tokens: Tokens, start: int, table: PhraseTable) -> tuple[int, int] | None:
    words = tokens.words
    values: list[int] = []
    index = start
    while index < len(words) and len(values) < _LONGEST:
        if values and tokens.breaks_after(index - 1):  # «four, two adults» is no six
            break
        hit = table.at(words, index)
        if hit is None:
            if not values or words[index] not in _JOINERS or table.at(words, index + 1) is None:
                break
            index += 1
            continue
        values.append(hit[0])
        index += hit[1]
    return (_total(values), index - start) if values else None


def _total(values: list[int]) -> int:
    total = current = 0
    for value in values:
        if value == 1000:
            total, current = total + max(1, current) * 1000, 0
        elif value == 100 or (value == 20 and current % 100 == 4):
            current = max(1, current) * 100 if value == 100 else current + 76
        else:
            current += value
    return total + current
