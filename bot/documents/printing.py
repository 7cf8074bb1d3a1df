"""A sheet as the bytes of a PDF: always the same bytes for the same sheet and moment."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from bot.documents.page import Page
from bot.documents.sheet import Block, Facts, Heading, Listing, Paragraph, Quote, Sheet, Table
from bot.errors import BotError

SIZES = (11.0, 10.0)
LIMITS = (900, 600, 400, 250, 150, 90, 50)
"""How long one text may be, in signs, tried in turn until the sheet fits."""
ROWS_AT_MOST, SIGNS_A_ROW = 56, 110
"""What a page of the smaller letters can hold at the very most."""


class DoesNotFit(BotError):
    """A sheet for one page has too many blocks, however short its texts."""


@dataclass(frozen=True)
class Printed:
    """A PDF: its bytes, its pages, and whether texts were cut to fit."""

    content: bytes
    pages: int
    shortened: bool = False


def printed(sheet: Sheet, made_at: datetime, *, one_page: bool = True) -> Printed:
    """Print `sheet`, dated `made_at` (aware). On one page: letters of 11 points, then 10, then texts cut.

    The file's own properties name nobody: the title is not repeated there. Raises DoesNotFit.
    """
    for size, limit in _tries(sheet, one_page):
        with closing(Page(sheet, size, limit)) as page:
            page.draw()
            if page.page_no() == 1 or not one_page:
                page.set_creation_date(made_at)
                page.set_producer("Entraidbot")
                pages = page.page_no()
                return Printed(bytes(page.output()), pages, page.shortened)
    raise DoesNotFit(f"{len(sheet.blocks)} blocks do not fit on one page")


def _tries(sheet: Sheet, one_page: bool) -> Iterator[tuple[float, int | None]]:
    if not one_page:
        yield SIZES[-1], None
        return
    if _rows(sheet, None) <= ROWS_AT_MOST:
        yield from ((size, None) for size in SIZES)
    yield from ((SIZES[-1], limit) for limit in LIMITS if _rows(sheet, limit) <= ROWS_AT_MOST)


def _rows(sheet: Sheet, limit: int | None) -> int:
    """About how many rows the texts take: drawing what cannot fit costs seconds, guessing costs nothing."""
    texts = (text for block in sheet.blocks for text in _texts(block))
    return sum(1 + min(len(text), limit or len(text)) // SIGNS_A_ROW for text in texts)


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Facts(rows):
            yield from (told for _, told in rows)
        case Table(rows=rows):
            yield from (max(cells, key=len, default="") for cells in rows)
        case Listing(items):
            yield from items
        case Heading(text) | Paragraph(text) | Quote(text):
            yield text
