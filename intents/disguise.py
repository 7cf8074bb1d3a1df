"""Other readings of a text whose words were masked: «su1c1de», «m o u r i r», «mou.rir», «jeveuxmourir».

Each reading is one more list of words to search; none replaces the plain one.
"""

import re
from collections.abc import Iterator, Mapping, Set

from intents.normalise import clean, fold_cleaned

_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "€": "e"}
)
_INSIDE = re.compile(r"(?<=[^\W\d_])[.\-_*·|/\\+,~^°#:;=]+(?=[^\W\d_])")
_LONGEST_WORD = 24
_SHORTEST_JOINED = 8
SHORTEST_NEAR = 7
"""Letters from which a word one letter away from a danger word is read as that word."""


def readings(
    text: str, spelling: Mapping[str, str], vocabulary: Set[str], near: Mapping[str, str]
) -> Iterator[list[str]]:
    """The plain words first, then every reading that differs from it."""
    seen: set[tuple[str, ...]] = set()
    for variant in _texts(clean(text)):
        words = fold_cleaned(variant, spelling).split()
        for reading in (words, _corrected(_rejoined(words, vocabulary), vocabulary, near)):
            if tuple(reading) not in seen:
                seen.add(tuple(reading))
                yield reading


def _texts(cleaned: str) -> Iterator[str]:
    yield cleaned
    if _INSIDE.search(cleaned):
        yield _INSIDE.sub("", cleaned)
    if any(mark in cleaned for mark in "013457@$!€"):
        yield _unleeted(cleaned)
        yield _INSIDE.sub("", _unleeted(cleaned))


def _unleeted(text: str) -> str:
    return " ".join(part.translate(_LEET) if _mixes(part) else part for part in text.split(" "))


def _mixes(part: str) -> bool:
    inside = part.rstrip("!€$")
    return any(c.isalpha() for c in inside) and any(c in "013457@$!€" for c in inside)


def _rejoined(words: list[str], vocabulary: Set[str]) -> list[str]:
    """Runs of single letters become words again; long unknown words are cut where known words meet."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        joined.extend(_read_run(run, vocabulary))
        run = []
        if word:
            joined.extend(cut_up(word, vocabulary))
    return joined


def _read_run(run: list[str], vocabulary: Set[str]) -> list[str]:
    return cut_up("".join(run), vocabulary) if len(run) >= 3 else run


def cut_up(word: str, vocabulary: Set[str]) -> list[str]:
    """«jeveuxmourir» → je veux mourir, when known words cover it entirely; else the word itself."""
    if word in vocabulary or not _SHORTEST_JOINED <= len(word) <= 120:
        return [word]
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        best[end] = _best_cut(word, end, best, vocabulary)
    return best[-1] or [word]


def _best_cut(word: str, end: int, best: list[list[str] | None], vocabulary: Set[str]) -> list[str] | None:
    options = (
        [*head, word[start:end]]
        for start in range(max(0, end - _LONGEST_WORD), end)
        if (head := best[start]) is not None and word[start:end] in vocabulary
    )
    return min(options, key=len, default=None)


def _corrected(words: list[str], vocabulary: Set[str], near: Mapping[str, str]) -> list[str]:
    return [
        word if word in vocabulary else next((near[d] for d in _deletions(word) if d in near), word)
        for word in words
    ]


def nearby(vocabulary: Set[str]) -> dict[str, str]:
    """For each long word, the forms one letter away from it, keyed by what is left when a letter is
    dropped."""
    index: dict[str, str] = {}
    for word in sorted(vocabulary):
        for form in _deletions(word):
            index.setdefault(form, word)
    return index


def _deletions(word: str) -> list[str]:
    """A long word and what is left when one letter but the first is dropped."""
    if not SHORTEST_NEAR <= len(word) <= _LONGEST_WORD:
        return []
    return [word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))]
