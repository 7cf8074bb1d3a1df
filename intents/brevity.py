"""What of a message is given to the encoder: its beginning, and where it is long, without the words that say
nothing of its subject."""

import re
from collections.abc import Set

_ENCODED, _ENCODED_ELSEWHERE = 64, 100
"""Characters that an encoder is given of a message, as of an example; a shorter one is given as it is. A
piece of a word costs 0.8 ms. French was read as well with 48 as with 64 or 100, but with 48 three dangers
in a hundred were lost; with fewer than 100, languages in Cyrillic lost some points."""
_ELIDED = re.compile(r"\b([jlmtscnd]|qu)'")


def brief(cleaned: str, quiet: Set[str], language: str | None) -> str:
    """The beginning of a cleaned message in small letters, as long as its language needs."""
    longest = _ENCODED if language == "fr" else _ENCODED_ELSEWHERE
    text = cleaned.casefold()
    if len(text) > longest:
        text = " ".join(word for word in _ELIDED.sub(r"\1 ", text).split() if word not in quiet)
    return text[:longest]
