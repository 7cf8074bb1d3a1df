"""Text that people read, as HTML: escaping, cleaning of relayed words, cutting what is too long to send.

Only the tags of `TAGS` are ever written; a text with another tag is a fault of the writer and is refused
here, before Telegram refuses it in front of somebody.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import BotError

TAGS = frozenset({"b", "i", "code", "blockquote"})

# Accents need up to two marks on a letter, some scripts three; more is decoration that breaks a screen.
MARKS_LIMIT = 3

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-zA-Z0-9-]+)>|(?P<entity>&(?:[a-z]+|#\d+|#x[0-9a-fA-F]+);)|.", re.DOTALL
)
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029|\x0b|\x0c")
# Explicit embeddings, overrides and isolates: they let one person's words reorder the card around them.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible, without meaning. Joiners (200C, 200D) stay: Persian, Indic scripts and emoji need them.
_INVISIBLE = frozenset("\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb")
_CONTINUES = frozenset("\u200d\ufe0e\ufe0f")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_BREAKS = ("\n\n", "\n", ". ", " ")


class MarkupError(BotError):
    """A text is not the HTML that may be sent."""


def escape(text: str) -> str:
    """`text` as HTML that shows exactly `text`. Quotes stay as they are: no attribute is ever written."""
    return html.escape(text, quote=False)


def clean(text: str) -> str:
    """Somebody's words made safe to show to another person: same letters, nothing invisible that acts.

    Control characters, bidirectional overrides and isolates go, exotic line ends become plain ones, stacked
    marks are limited, and a lone surrogate becomes the replacement character. Not escaped.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kept: list[str] = []
    marks = 0
    for character in _LINE_ENDS.sub("\n", text):
        if not _shows(character):
            continue
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MARKS_LIMIT:
            kept.append(" " if character == "\t" else character)
    return "".join(kept)


def _shows(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) != "Cc" and character not in _BIDI and character not in _INVISIBLE


def isolate(text: str) -> str:
    """`text` that keeps its own direction inside a sentence of another one, line by line.

    Telegram strips embeddings but lets isolates through, so these are the only tool there is.
    """
    lines = text.split("\n")
    return "\n".join(f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}" if line else "" for line in lines)


def plain(markup: str) -> str:
    """The characters that are shown for `markup`. Raises `MarkupError`."""
    return "".join(token.shown for token in _tokens(markup))


def length(markup: str) -> int:
    """The length Telegram counts: code points shown, tags and entities resolved. Raises `MarkupError`."""
    return len(plain(markup))


@dataclass(frozen=True, slots=True)
class _Token:
    source: str
    shown: str = ""
    opens: str = ""
    closes: str = ""


def _tokens(markup: str) -> Iterator[_Token]:
    """The characters and tags of `markup`, checked for balance on the way."""
    opened: list[str] = []
    for found in _TOKEN.finditer(markup):
        source, tag = found.group(), found["tag"]
        if tag is None:
            yield _character(source, found["entity"])
        elif tag not in TAGS:
            raise MarkupError(f"The tag {source} may not be sent; allowed are {', '.join(sorted(TAGS))}.")
        elif not found["end"]:
            opened.append(tag)
            yield _Token(source, opens=tag)
        elif not opened or opened.pop() != tag:
            raise MarkupError(f"The tag {source} closes what was not opened last.")
        else:
            yield _Token(source, closes=tag)
    if opened:
        raise MarkupError(f"The tag <{opened[-1]}> is never closed.")


def _character(source: str, entity: str | None) -> _Token:
    if source == "<" or (source == "&" and entity is None):
        raise MarkupError(f"A bare {source} must be written escaped.")
    return _Token(source, shown=html.unescape(source) if entity else source)


def split(markup: str, limit: int) -> tuple[str, ...]:
    """`markup` cut into parts of at most `limit` shown characters, each one balanced HTML by itself.

    Cuts after a paragraph, else a line, a sentence, a word, else between two whole characters. The parts
    show the original text when joined; only a part of nothing but white space is left out, because it
    cannot be sent. Raises `MarkupError`.
    """
    tokens = list(_tokens(markup))
    shown = "".join(token.shown for token in tokens)
    if len(shown) <= limit:
        return (markup,)
    return tuple(_pieces(tokens, _cuts(shown, limit)))


def _cuts(shown: str, limit: int) -> Iterator[int]:
    """Ends of the parts, counted in shown characters; the last is the end of the text."""
    start = 0
    while len(shown) - start > limit:
        start = _cut(shown, start, start + limit)
        yield start
    yield len(shown)


def _cut(shown: str, start: int, latest: int) -> int:
    # Never before the middle of the part: a short first line must not make a nearly empty message.
    earliest = start + (latest - start) // 2
    for separator in _BREAKS:
        found = shown.rfind(separator, earliest, latest)
        if found > start:
            return min(found + len(separator), latest)
    for end in range(latest, earliest, -1):
        if not _joined(shown[end - 1], shown[end]):
            return end
    return latest


def _joined(left: str, right: str) -> bool:
    """Whether a cut between the two characters would break one that the eye sees as one."""
    return (
        left == "\u200d"
        or right in _CONTINUES
        or unicodedata.category(right) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= right <= "\U0001f3ff"
    )


def _pieces(tokens: list[_Token], cuts: Iterator[int]) -> Iterator[str]:
    """The parts between `cuts`: tags open at a cut are closed there and opened again in the next part."""
    opened: list[str] = []
    piece: list[str] = []
    blank, position, end = True, 0, next(cuts)
    for token in tokens:
        if token.shown and position >= end:
            if not blank:
                yield "".join(piece) + "".join(f"</{tag}>" for tag in reversed(opened))
            piece, blank, end = [f"<{tag}>" for tag in opened], True, next(cuts)
        piece.append(token.source)
        position += len(token.shown)
        blank = blank and not token.shown.strip()
        if token.opens:
            opened.append(token.opens)
        elif token.closes:
            opened.pop()
    if not blank:
        yield "".join(piece)
