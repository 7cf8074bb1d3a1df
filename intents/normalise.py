"""Disguises off: one plain form of any text, for matching only; what the person wrote is kept elsewhere.

`clean` keeps a readable sentence, `fold` gives the bare words that patterns and examples are compared in.
Both accept any string, never raise, and change nothing when applied twice.
"""

import re
import unicodedata
from collections.abc import Mapping

LONGEST = 4096
"""Characters read for matching: what is longer is cut here, so that no pattern can be made slow."""

_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans({c: "'" for c in "’‘`´ʼʹ′‛＇ˈ"})
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": "", "ک": "ك", "ی": "ي", "گ": "ك"}
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ı": "i", "ł": "l", "đ": "d"})
_CYRILLIC_TWINS = dict(zip("асеорхукмтнвіјѕԁɡ", "aceopxykmthbijsdg", strict=True))
_GREEK_TWINS = dict(zip("αορνικτυεηχ", "aopviktuenx", strict=True))
_TWINS = str.maketrans(_CYRILLIC_TWINS | _GREEK_TWINS)
_LATIN = re.compile(r"[a-z]")
_LATIN_ENDS = "\u0250"
_FOREIGN_TWIN = re.compile("[" + "".join(_CYRILLIC_TWINS) + "".join(_GREEK_TWINS) + "]")


def clean(text: str) -> str:
    """A readable copy: compatibility forms unified, invisible and control characters out, marks capped
    at two.

    At most `LONGEST` characters; runs of white space become one space; digits of every script become 0–9.
    """
    plain = text[:LONGEST].translate(_APOSTROPHES)
    if not plain.isascii() and not _is_plain_latin(plain):
        kept = unicodedata.normalize("NFKC", _without_surrogates(plain)).translate(_VISIBLE)
        plain = _capped_marks(unicodedata.normalize("NFC", kept))
    shown = plain if plain.isprintable() else plain.translate(_VISIBLE)
    return _SPACES.sub(" ", shown).strip()[:LONGEST].rstrip()


def fold(text: str, spelling: Mapping[str, str] | None = None) -> str:
    """The bare words of a text: no case, accents, punctuation, stretched letters or look-alike letters.

    `spelling` maps a folded word to its usual spelling («jai» → «j ai»); its outputs are never looked up
    again.
    """
    return fold_cleaned(clean(text), spelling)


def fold_cleaned(cleaned: str, spelling: Mapping[str, str] | None = None) -> str:
    """`fold` for a text that went through `clean` already."""
    words = (word for raw in _WORDS.findall(_bare(cleaned)) for word in raw.split("'"))
    return spelt(" ".join(word for word in words if word), spelling or {})


def spelt(folded: str, spelling: Mapping[str, str]) -> str:
    """A folded text in its usual spelling."""
    return " ".join(spelling.get(word, word) for word in folded.split()) if spelling else folded


def words_of(text: str, spelling: Mapping[str, str] | None = None) -> list[str]:
    """The folded words as a list."""
    return fold(text, spelling).split()


def _is_plain_latin(text: str) -> bool:
    """Whether every character is a visible Latin one in its usual form: nothing to undo."""
    return text.isprintable() and max(text) < _LATIN_ENDS and unicodedata.is_normalized("NFKC", text)


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", " ")


class _Visible(dict[int, str]):
    """What each character becomes in a cleaned text, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Nd":
            shown = str(unicodedata.digit(char))
        elif category in ("Cf", "Cs", "Co", "Cn"):
            shown = ""
        else:
            shown = " " if category in ("Cc", "Zs", "Zl", "Zp") else char
        self[code] = shown
        return shown


_VISIBLE = _Visible()


class _Markless(dict[int, str]):
    """Every character but marks, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = "" if unicodedata.category(char)[0] == "M" else char
        return self[code]


_MARKLESS = _Markless()


def _capped_marks(text: str) -> str:
    if len(text.translate(_MARKLESS)) == len(text):
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 2:
            kept.append(char)
    return "".join(kept)


class _Bare(dict[int, str]):
    """A small Latin letter without its marks, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        opened = unicodedata.normalize("NFKD", chr(code).translate(_LIGATURES))
        self[code] = opened.translate(_MARKLESS).casefold()
        return self[code]


_BARE_LATIN = _Bare()


def _bare(text: str) -> str:
    if text.isascii():
        return _STRETCHED.sub(r"\1", text.lower())
    if _is_plain_latin(text):
        return _STRETCHED.sub(r"\1", text.casefold().translate(_BARE_LATIN))
    lowered = text.casefold().translate(_ARABIC).translate(_LIGATURES)
    marks_off = unicodedata.normalize("NFKD", lowered).translate(_MARKLESS).casefold()
    if _FOREIGN_TWIN.search(marks_off) and _LATIN.search(marks_off):
        marks_off = " ".join(_latinised(word) for word in marks_off.split())
    return _STRETCHED.sub(r"\1", marks_off)


def _latinised(word: str) -> str:
    """A word that mixes Latin letters with their Cyrillic or Greek twins is a disguise of the Latin
    word."""
    if _LATIN.search(word) and _FOREIGN_TWIN.search(word):
        return word.translate(_TWINS)
    return word
