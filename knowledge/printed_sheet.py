"""The list of a session as a page to print: A4, black on white, self-contained, and without a name.

One page up to ONE_PAGE lines. Every place is a line: those still free are left blank, to be written by hand.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from knowledge.day_sheet import DaySheet, Row, hour
from knowledge.wording import sentence

ONE_PAGE = 25
TIGHT_FROM = 18
_TABLE_MM, _TALLEST_MM = 206.0, 24.0
_WIDTHS = (10, 14, 22, 13, 11, 11, 19)  # percent; they add up to 100


def printed(sheets: Iterable[DaySheet], now: datetime) -> str:
    """One HTML document, a page for each session; no script, no remote resource, everything escaped."""
    told = list(sheets)
    page = Template(Path(__file__).with_name("printed_sheet.html").read_text(encoding="utf-8"))
    title = told[0].name if told else sentence("feuille_titre")
    return page.substitute(title=escape(title), sections="\n".join(_section(one, now) for one in told))


def _section(sheet: DaySheet, now: datetime) -> str:
    rows = [*map(_taken, sheet.rows), *_free(sheet)]
    count = max(1, len(rows))
    height = min(_TALLEST_MM, _TABLE_MM / min(count, ONE_PAGE))
    tight = ' class="tight"' if count >= TIGHT_FROM else ""
    heads = sentence("feuille_colonnes").split(" | ")
    columns = "".join(f'<col style="width:{width}%">' for width in _WIDTHS)
    made = sentence("feuille_faite", day=f"{now:%d/%m/%Y}", hour=hour(now))
    return "\n".join(
        (
            "<section>",
            f"<header><h1>{escape(sheet.name)}</h1><h2>{escape(sheet.when)}</h2>",
            f"<p>{escape(sheet.place)}</p></header>",
            f'<p class="count">{escape(_count(sheet))}</p>',
            f'<table{tight} style="--row:{height:.2f}mm"><colgroup>{columns}</colgroup>',
            "<thead><tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr></thead>",
            "<tbody>",
            *rows,
            "</tbody></table>",
            f"<footer><p>{escape(sentence('feuille_venue'))}</p><p>{escape(made)}</p></footer>",
            "</section>",
        )
    )


def _count(sheet: DaySheet) -> str:
    return " ".join(filter(None, (sentence("feuille_prises", count=len(sheet.rows)), sheet.left)))


def _taken(row: Row) -> str:
    line = row.line
    marks = [sentence("liste_urgent")] if row.urgent else []
    marks += [sentence("feuille_tenue")] if row.held else []
    case = f"<b>{escape(line.reference)}</b>" + "".join(f" <small>{escape(mark)}</small>" for mark in marks)
    return _row(
        escape(hour(row.at)),
        case,
        escape(line.stage),
        escape(line.act_before),
        escape(line.langue),
        _boxes(),
        escape(line.note),
    )


def _free(sheet: DaySheet) -> Iterator[str]:
    """A blank line for each place left; the last ones are those kept for urgent cases."""
    for index in range(sheet.places_left):
        kept = index >= sheet.places_left - sheet.kept_left
        told = sentence("feuille_gardee" if kept else "feuille_libre")
        yield _row("", f'<span class="free">{escape(told)}</span>', "", "", "", _boxes(), "")


def _boxes() -> str:
    return "".join(
        f'<span class="box">{escape(sentence(f"feuille_{one}"))}</span>' for one in ("vu", "non_vu")
    )


def _row(at: str, case: str, *cells: str) -> str:
    rest = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><td class="hour">{at}</td><td class="case">{case}</td>{rest}</tr>'
