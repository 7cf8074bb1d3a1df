"""A sheet as a page to print from any browser: one file, no script, nothing fetched, everything escaped."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from bot.documents.sheet import Facts, Heading, Listing, Paragraph, Quote, Sheet, Signatures, Table
from bot.errors import BotError

PAGE = Path(__file__).with_name("webpage.html")


class NotForThePage(BotError):
    """A block that only paper has, such as a code to scan."""


def webpage(sheet: Sheet) -> str:
    """The HTML document. Raises NotForThePage for a code, which a screen cannot scan from itself."""
    body = "\n".join(_WAYS.get(type(block), _refused)(block) for block in sheet.blocks)
    page = Template(PAGE.read_text(encoding="utf-8"))
    told = {name: escape(getattr(sheet, name), quote=False) for name in ("title", "subtitle", "foot")}
    return page.substitute(told, body=body)


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _heading(block: Heading) -> str:
    return f"<h2>{_text(block.text)}</h2>"


def _paragraph(block: Paragraph) -> str:
    kind = " class='strong'" if block.strong else " class='small'" if block.small else ""
    return f"<p{kind}>{_text(block.text)}</p>"


def _quote(block: Quote) -> str:
    return f"<blockquote dir='auto'>{_text(block.text)}</blockquote>"


def _facts(block: Facts) -> str:
    rows = "".join(f"<dt>{_text(name)}</dt><dd>{_text(told)}</dd>" for name, told in block.rows)
    return f"<dl>{rows}</dl>"


def _listing(block: Listing) -> str:
    kind = "ol" if block.numbered else "ul"
    return f"<{kind}>{''.join(f'<li>{_text(item)}</li>' for item in block.items)}</{kind}>"


def _table(block: Table) -> str:
    columns = "".join(f"<col style='width:{width}%'>" for width in block.widths)
    head = "".join(f"<th scope='col'>{_text(name)}</th>" for name in block.head)
    rows = "".join("<tr>" + "".join(map(_cell, cells)) + "</tr>\n" for cells in block.rows)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(text: str) -> str:
    return f"<td dir='auto'>{_text(text)}</td>"


def _signatures(block: Signatures) -> str:
    return f"<div class='signatures'>{''.join(f'<p>{_text(party)}</p>' for party in block.parties)}</div>"


def _refused(block: Any) -> str:
    raise NotForThePage(type(block).__name__)


_WAYS: dict[type, Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Quote: _quote,
    Facts: _facts,
    Listing: _listing,
    Table: _table,
    Signatures: _signatures,
}
