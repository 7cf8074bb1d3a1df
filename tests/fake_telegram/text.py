"""HTML as Telegram reads it, checked without any code of the bot."""

import html
import re
from collections.abc import Iterator

HOUSE_TAGS = frozenset({"b", "i", "code", "blockquote"})
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


def shown(text: str) -> str:
    """What a reader sees of an HTML text."""
    return html.unescape(_TAG.sub("", text))


def faults(text: str) -> Iterator[str]:
    """What is wrong with an HTML text: tags that are unknown, open, crossed; marks that are not escaped."""
    opened: list[str] = []
    for end, tag, rest in _TAG.findall(text):
        if tag not in HOUSE_TAGS or rest:
            yield f"tag <{tag}{rest}> is not allowed"
        elif not end:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            yield f"tag </{tag}> closes what is not open"
    if opened:
        yield f"tag <{opened[-1]}> stays open"
    bare = _ENTITY.sub("", _TAG.sub("", text))
    if re.search(r"[<&]", bare):
        yield "a bare < or & is not escaped"
