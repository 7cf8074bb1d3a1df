"""A long message cut into pieces worth reading alone: its sentences, or runs of words where nobody put a
full stop."""

_ENDS = str.maketrans({"!": ".", "?": ".", "\n": ".", ";": ".", "…": ".", "؟": "."})
LONG = 110
"""Characters from which a message is also read piece by piece."""
_SHORTEST = 12
_WIDEST = 140
_WORDS, _STEP = 18, 12
_MOST = 14


def sentences(cleaned: str) -> list[str]:
    """What stands between the full stops, question marks and line ends of a message."""
    return [sentence.strip() for sentence in cleaned.translate(_ENDS).split(".")]


def windows(cleaned: str) -> list[str]:
    """The pieces of a long message, at most fourteen spread over it; none for a short one."""
    if len(cleaned) < LONG:
        return []
    parts = [piece for sentence in sentences(cleaned) for piece in _narrowed(sentence)]
    kept = [part for part in parts if len(part) >= _SHORTEST]
    if len(kept) < 2:
        return []
    return _spread(kept)


def _narrowed(sentence: str) -> list[str]:
    """A sentence, or overlapping runs of its words when it is very long."""
    if len(sentence) <= _WIDEST:
        return [sentence]
    words = sentence.split(" ")
    starts = range(0, max(1, len(words) - _WORDS + _STEP), _STEP)
    return [" ".join(words[start : start + _WORDS]) for start in starts]


def _spread(parts: list[str]) -> list[str]:
    """The pieces, neighbours joined where there are too many to read."""
    size = -(-len(parts) // _MOST)
    return [" ".join(parts[start : start + size]) for start in range(0, len(parts), size)]
