"""The bot's small HTML (b, i, blockquote, code) laid out as lines of a terminal, wrapped to a width."""

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

RESET = "\x1b[0m"
STYLES = {
    "b": "\x1b[1m",
    "i": "\x1b[3m",
    "code": "\x1b[36m",
    "dim": "\x1b[2m",
    "frame": "\x1b[33m",
    "mine": "\x1b[32m",
}


@dataclass(frozen=True)
class Word:
    """A stretch of text without spaces, with its tag; `""` for plain."""

    text: str
    tag: str = ""


def width(text: str) -> int:
    """How many columns a text takes: 0 for marks and controls, 2 for wide signs such as most emoji."""
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Mn", "Me", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def lay_out(html: str, columns: int, colours: bool) -> list[str]:
    """The lines of a message, each at most `columns` wide; a quotation is marked with «│ »."""
    reader = _Reader()
    reader.feed(html)
    lines: list[str] = []
    for quoted, words in reader.paragraphs():
        room = columns - 2 if quoted else columns
        mark = "│ " if quoted else ""
        lines += [mark + _painted(line, colours) for line in _wrapped(words, room)]
    return lines


def paint(text: str, style: str, colours: bool) -> str:
    """The text in that style, or as it is where there are no colours."""
    return f"{STYLES[style]}{text}{RESET}" if colours and style in STYLES else text


class _Reader(HTMLParser):
    """Cuts the HTML into paragraphs of words. Controls that could drive a terminal are dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tags: list[str] = []
        self._paragraphs: list[tuple[bool, list[Word]]] = [(False, [])]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._tags.append(tag)
        if tag == "blockquote":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._tags:
            self._tags.remove(tag)
        if tag == "blockquote":
            self._break()

    def handle_data(self, data: str) -> None:
        style = next((tag for tag in self._tags if tag in STYLES), "")
        for number, line in enumerate(data.split("\n")):
            if number:
                self._paragraphs.append((self._quoted, []))
            shown = "".join(sign for sign in line if unicodedata.category(sign) != "Cc")
            self._paragraphs[-1][1].extend(Word(part, style) for part in re.findall(r"\s|\S+", shown))

    @property
    def _quoted(self) -> bool:
        return "blockquote" in self._tags

    def _break(self) -> None:
        if self._paragraphs[-1][1]:
            self._paragraphs.append((self._quoted, []))
        else:
            self._paragraphs[-1] = (self._quoted, [])

    def paragraphs(self) -> list[tuple[bool, list[Word]]]:
        kept = self._paragraphs
        return kept[:-1] if len(kept) > 1 and not kept[-1][1] else kept


def _wrapped(words: list[Word], columns: int) -> list[list[Word]]:
    lines: list[list[Word]] = [[]]
    used = 0
    for word in (piece for given in words for piece in _pieces(given, columns)):
        room = width(word.text)
        if used + room > columns and not word.text.isspace():
            lines.append([])
            used = 0
        if word.text.isspace() and not used and len(lines) > 1:
            continue
        lines[-1].append(word)
        used += room
    return lines


def _pieces(word: Word, columns: int) -> list[Word]:
    if width(word.text) <= columns:
        return [word]
    # No sign is wider than two columns.
    size = columns // 2
    return [Word(word.text[at : at + size], word.tag) for at in range(0, len(word.text), size)]


def _painted(words: list[Word], colours: bool) -> str:
    return "".join(paint(word.text, word.tag, colours) for word in words).rstrip()
