"""What of a message is given to the encoder: its beginning, and where it is long, without the words that say
nothing of its subject."""

import re
from collections.abc import Set

_LONG = 60
"""Characters up to which a message is given as it is."""
ENCODED = 60
"""Characters that an encoder is given, of a message as of an example: about twenty pieces of words, 2 ms
each. Less was faster and read worse: 42 lost two stories in fifty."""
_ELIDED = re.compile(r"\b([jlmtscnd]|qu)'")


def brief(cleaned: str, quiet: Set[str], longest: int) -> str:
    """At most `longest` characters of a cleaned message in small letters."""
    text = cleaned.casefold()
    if len(text) > _LONG:
        text = " ".join(word for word in _ELIDED.sub(r"\1 ", text).split() if word not in quiet)
    return text[:longest]
