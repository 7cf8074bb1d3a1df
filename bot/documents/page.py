"""A4 pages being drawn: one method a kind of block. Black on white; greys stay legible on a photocopy."""

from collections.abc import Callable
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace, TTFFont

from bot.documents import code
from bot.documents.letters import ARABIC, FOLDER, LETTERS, in_lines, printable, right_to_left
from bot.documents.sheet import (
    Block,
    Code,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Sheet,
    Signatures,
    Table,
)

MARGIN, FOOT_ROOM = 18.0, 20.0
WIDTH = 210.0 - 2 * MARGIN
LABEL_WIDTH = 42.0
CORNER = 30.0
LARGE_CODE = 80.0
SIGNATURE_HEIGHT = 26.0
GREY = 110
FONT, RTL_FONT = "latin", "arabic"


class Page(FPDF):
    """The pages of one sheet, in letters of `size` points; texts over `limit` signs are cut."""

    def __init__(self, sheet: Sheet, size: float, limit: int | None) -> None:
        super().__init__(format="A4")
        self.shortened = False
        self._sheet, self._size, self._limit = sheet, size, limit
        self._line = size * 0.48  # millimetres between two lines
        for family, name in ((FONT, LETTERS), (RTL_FONT, ARABIC)):
            for style, weight in (("", "Regular"), ("B", "Bold")):
                self.add_font(family, style, FOLDER / f"{name}-{weight}.ttf")
        self.set_fallback_fonts([RTL_FONT], exact_match=False)
        self.set_text_shaping(True)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=FOOT_ROOM)

    def draw(self) -> None:
        """The whole sheet."""
        self.add_page()
        self._head()
        ways: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Quote: self._quote,
            Facts: self._facts,
            Listing: self._listing,
            Table: self._table,
            Code: self._code,
            Signatures: self._signatures,
        }
        block: Block
        for block in self._sheet.blocks:
            ways[type(block)](block)
        if self.shortened and self._sheet.cut:
            self._paragraph(Paragraph(self._sheet.cut, small=True))

    def close(self) -> None:
        """Let go of the font files, which the library leaves open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def footer(self) -> None:
        """The foot of every page; with a number where there are several."""
        self.set_y(-FOOT_ROOM + 4)
        self._rule()
        self._text(self._sheet.foot, size=8)
        if self.page_no() > 1:
            self.set_y(-8)
            self._text(str(self.page_no()), size=8, align="R")

    def _text(
        self, text: str, *, width: float = 0, size: float | None = None, bold: bool = False, align: str = ""
    ) -> None:
        """Some lines of text at the pen; afterwards the pen stands below them, at the left."""
        self.set_font(FONT, "B" if bold else "", size or self._size)
        said = printable(text)
        left, height = self.x, (size or self._size) * 0.48
        for line in in_lines(said).split("\n"):
            if line:
                where = align or ("R" if right_to_left(line) else "L")
                self.set_x(left)
                self.multi_cell(width, height, line, align=where, new_x="LMARGIN", new_y="NEXT")

    def _short(self, text: str) -> str:
        """The text, cut between two words where it is over the limit; its own line ends go first."""
        if self._limit is None:
            return text
        text = " ".join(text.split())
        if len(text) <= self._limit:
            return text
        self.shortened = True
        head = text[: self._limit]
        return (head[: head.rfind(" ")] if " " in head[self._limit // 2 :] else head).rstrip() + " …"

    def _rule(self) -> None:
        self.set_draw_color(GREY)
        self.set_line_width(0.2)
        self.line(MARGIN, self.y, MARGIN + WIDTH, self.y)
        self.ln(1)

    def _head(self) -> None:
        corner, top = self._sheet.corner, self.y
        width = WIDTH - CORNER - 6 if corner else 0
        self._text(self._sheet.title, width=width, size=16, bold=True)
        self._text(self._sheet.subtitle, width=width, size=10)
        if corner:
            self._squares(corner.address, MARGIN + WIDTH - CORNER, top, CORNER)
            self._text(corner.caption, width=width, size=8)
            self.set_y(max(self.y, top + CORNER + 1))
        self._rule()

    def _squares(self, address: str, left: float, top: float, side: float) -> None:
        count, dark = code.squares(address)
        step = side / count
        self.set_fill_color(0)
        for column, row in dark:
            # A hair wider than the step, so that no white line shows between two squares.
            self.rect(left + column * step, top + row * step, step * 1.02, step * 1.02, style="F")

    def _heading(self, block: Heading) -> None:
        self.ln(1.2)
        self._text(block.text, size=self._size + 1, bold=True)

    def _paragraph(self, block: Paragraph) -> None:
        self._text(self._short(block.text), size=8.5 if block.small else None, bold=block.strong)
        self.ln(0.8)

    def _quote(self, block: Quote) -> None:
        top = self.y
        self.set_x(MARGIN + 4)
        self.set_left_margin(MARGIN + 4)
        self._text(self._short(block.text))
        self.set_left_margin(MARGIN)
        self.set_draw_color(GREY)
        self.set_line_width(0.6)
        if self.y > top:
            self.line(MARGIN + 1.5, top + 0.5, MARGIN + 1.5, self.y - 0.5)
        self.set_x(MARGIN)
        self.ln(0.8)

    def _facts(self, block: Facts) -> None:
        for name, told in block.rows:
            page, top = self.page, self.y
            self._text(name, width=LABEL_WIDTH, bold=True)
            below = self.y
            if self.page == page:
                self.set_y(top)
            self.set_x(MARGIN + LABEL_WIDTH + 2)
            self._text(self._short(told), width=WIDTH - LABEL_WIDTH - 2)
            self.set_y(max(self.y, below) if self.page == page else self.y)

    def _listing(self, block: Listing) -> None:
        for number, item in enumerate(block.items, start=1):
            top = self.y
            self._text(f"{number}." if block.numbered else "–", width=7)
            self.set_xy(MARGIN + 7, top)
            self._text(self._short(item), width=WIDTH - 7)
        self.ln(0.8)

    def _table(self, block: Table) -> None:
        self.set_font(FONT, "", self._size - 1)
        self.set_draw_color(GREY)
        layout = TableBordersLayout.HORIZONTAL_LINES
        with self.table(
            borders_layout=layout,
            col_widths=block.widths or None,
            headings_style=FontFace(emphasis="BOLD"),
            line_height=self._line,
            padding=0.8,
            text_align="LEFT",
        ) as table:
            for cells in (block.head, *block.rows):
                row = table.row()
                for cell in cells:
                    row.cell(printable(cell))
        self.ln(1)

    def _code(self, block: Code) -> None:
        self.ln(4)
        self._squares(block.address, (210.0 - LARGE_CODE) / 2, self.y, LARGE_CODE)
        self.ln(LARGE_CODE + 4)
        self._text(block.caption, align="C")
        self.ln(2)

    def _signatures(self, block: Signatures) -> None:
        width = WIDTH / len(block.parties)
        if self.y + SIGNATURE_HEIGHT > self.page_break_trigger:
            self.add_page()
        top = self.y + 2
        self.set_draw_color(GREY)
        self.set_line_width(0.2)
        for place, party in enumerate(block.parties):
            left = MARGIN + place * width
            self.rect(left, top, width - 3, SIGNATURE_HEIGHT)
            self.set_xy(left + 1, top + 1)
            self._text(party, width=width - 5, size=9)
        self.set_xy(MARGIN, top + SIGNATURE_HEIGHT + 2)
