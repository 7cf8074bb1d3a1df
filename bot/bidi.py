"""Latin words and numbers inside a text that runs from right to left.

Without isolation a phone number is shown with its groups in the wrong order (« 075 160 805 0 »), and a
command loses its slash. Each run of Latin letters and digits is set apart with FSI … PDI (Unicode UAX 9).
"""

import re

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})
FIRST_STRONG_ISOLATE, POP = "\u2068", "\u2069"

_RIGHT_TO_LEFT_LETTER = re.compile("[\u0590-\u08ff]")
_LATIN = "[0-9A-Za-z\u00c0-\u024f]+"
_BETWEEN = "[ \u00a0\u202f'’./:+_@-]+"
_PIECE = re.compile(
    rf"<[^>]*>|&\w+;|\{{\w+\}}|{FIRST_STRONG_ISOLATE}[^{POP}]*{POP}|(?P<run>[/+]?{_LATIN}(?:{_BETWEEN}{_LATIN})*)"
)


def isolate(text: str) -> str:
    """Set apart one value in a text that runs from right to left."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP}"


def isolate_runs(text: str) -> str:
    """HTML with every Latin or digit run set apart, in the lines that hold letters running right to left.

    Tags, entities, `{names}` and what is already set apart are left alone: doing it twice changes nothing.
    """
    return "\n".join(
        _PIECE.sub(_one, line) if _RIGHT_TO_LEFT_LETTER.search(line) else line for line in text.split("\n")
    )


def _one(piece: re.Match[str]) -> str:
    return isolate(piece[0]) if piece["run"] else piece[0]
