"""Which letters the fonts can print, and what becomes of the others."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
LETTERS, ARABIC = "NotoSans", "NotoSansArabic"
UNKNOWN_WRITING = "[…]"
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Signs that could turn a sentence of ours round."""
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_STRETCH = re.compile(
    rf"[{_RIGHT_TO_LEFT}](?:[^{_RIGHT_TO_LEFT}\na-zA-Z]|[{_RIGHT_TO_LEFT}])*[{_RIGHT_TO_LEFT}]"
)
_SPACES = re.compile(r"[^\S\n]+")


@cache
def known() -> frozenset[int]:
    """The code points that one of the fonts has."""
    return frozenset().union(*(_of_font(FOLDER / f"{name}-Regular.ttf") for name in (LETTERS, ARABIC)))


def _of_font(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def printable(text: str) -> str:
    """The text as it can be printed: pictures and controls gone, words in another writing as «[…]»."""
    kept = "".join(_of_one_kind(text))
    return _SPACES.sub(" ", re.sub(r"\n\s*\n+", "\n", kept)).strip()


def _of_one_kind(text: str) -> Iterator[str]:
    for kind, signs in groupby(unicodedata.normalize("NFC", text), key=_kind):
        if kind == "known":
            yield "".join(signs)
        elif kind == "letter":
            yield UNKNOWN_WRITING


def _kind(sign: str) -> str:
    """`known` to the fonts; a `letter` of another writing; or a `picture`, which is left out."""
    if sign == "\n" or sign.isspace():
        return "known"
    if ord(sign) in known() and sign not in _OVERRIDES:
        return "known"
    return "letter" if unicodedata.category(sign)[0] in "LMN" else "picture"


def in_lines(text: str) -> str:
    """The text with every stretch that runs right to left and holds figures on a line of its own.

    Inside a line from left to right, the printer would put the words around the figures in the wrong order.
    """
    if right_to_left(text):
        return text
    return re.sub(r" ?\n ?", "\n", _STRETCH.sub(_on_its_own_line, text)).strip()


def _on_its_own_line(stretch: re.Match[str]) -> str:
    return f"\n{stretch[0]}\n" if any(sign.isdigit() for sign in stretch[0]) else stretch[0]


def right_to_left(text: str) -> bool:
    """Whether the text begins, after signs and figures, with a letter that runs from right to left."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"
