"""What a printed document says, block by block; nothing of how it looks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Heading:
    """A title inside the page."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Prose. `small` for what is said once and rarely read, `strong` for what must not be missed."""

    text: str
    small: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, in any language of the fonts."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Rows of a name and what is known, such as («Commune», «Metz (57463)»)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listing:
    """Short items, one below the other; `numbered` for steps."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Columns with a head that comes back on every page. `widths` are shares of the page's width."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Code:
    """An address as a QR code, in the middle of the page, with what it is for below."""

    address: str
    caption: str


@dataclass(frozen=True)
class Signatures:
    """A box to sign in for each party, side by side: at most three."""

    parties: tuple[str, ...]


Block = Heading | Paragraph | Quote | Facts | Listing | Table | Code | Signatures


@dataclass(frozen=True)
class Sheet:
    """A document. `corner` is a QR code beside the title; `foot` stands at the foot of each page.

    `cut` is the sentence that says that texts were shortened, shown only where they were.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    foot: str = ""
    corner: Code | None = None
    cut: str = ""


def stored(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON values, for the job that prints it."""
    blocks = [{"block": type(block).__name__, **asdict(block)} for block in sheet.blocks]
    return {**asdict(sheet), "blocks": blocks}


def sheet_of(values: Mapping[str, Any]) -> Sheet:
    """The sheet that `stored` wrote."""
    blocks = tuple(_BLOCKS[block["block"]].validate_python(_rest(block)) for block in values["blocks"])
    corner = Code(**values["corner"]) if values["corner"] else None
    return Sheet(**{**values, "blocks": blocks, "corner": corner})


def _rest(block: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "block"}


_BLOCKS: Mapping[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Block)}
