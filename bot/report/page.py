"""The report as one page: no script, nothing fetched, readable on paper and on a phone."""

from html import escape
from pathlib import Path

from bot.i18n import Voice
from bot.report.charts import bar, patterns
from bot.report.indicators import Plan, Reference
from bot.report.tables import SAY, Part, Table, Told
from bot.report.year import Report

PERCENT = "\u00a0%"
STYLE = Path(__file__).parent / "page.css"


def page(report: Report, plan: Plan, voice: Voice) -> str:
    """The whole HTML document. `voice` writes the dates."""
    title = escape(SAY("page.title", year=report.year))
    body = _head(report, voice) + ("" if _silent(report) else _sections(report, plan)) + _how()
    return (
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{STYLE.read_text(encoding='utf-8')}</style></head>\n<body>{patterns()}\n{body}</body></html>\n"
    )


def _silent(report: Report) -> bool:
    return report.until is None or report.empty


def _say(key: str, **values: object) -> str:
    return escape(SAY(f"page.{key}", **values), quote=False)


def _head(report: Report, voice: Voice) -> str:
    said = [f'<p class="service">{_say("service")}</p>', f"<h1>{_say('title', year=report.year)}</h1>"]
    if report.complete:
        said.append(f"<p>{_say('whole_year', year=report.year)}</p>")
    elif report.until is not None:
        until = voice.day(report.until)
        said.append(f'<p class="notice">{_say("part_of_year", until=until)}</p>')
    said.append(f'<p class="soft">{_settled(report, voice)}</p>')
    if report.until is None:
        said.append(f'<p class="notice">{_say("no_quarter", year=report.year)}</p>')
    elif report.empty:
        said.append(f'<p class="notice">{_say("nothing", year=report.year)}</p>')
    return "<header>" + "\n".join(said) + "</header>\n"


def _settled(report: Report, voice: Voice) -> str:
    if report.frozen_on is None:
        return _say("not_frozen", day=voice.day(report.made_on))
    key = "frozen" if report.version == 1 else "frozen_again"
    return _say(key, day=voice.day(report.frozen_on), version=report.version)


def _sections(report: Report, plan: Plan) -> str:
    return "".join(
        f"<section><h2>{escape(section.title)}</h2>\n{_in_section(report, section.id)}</section>\n"
        for section in plan.section
    )


def _in_section(report: Report, section: str) -> str:
    mine = [table for table in report.tables if table.section == section]
    figures = [_figure(table) for table in mine if not _is_table(table)]
    listed = [_table(table) for table in mine if _is_table(table)]
    return "".join(
        f'<div class="{kind}">\n{"".join(parts)}</div>\n'
        for kind, parts in (("figures", figures), ("tables", listed))
        if parts
    )


def _is_table(table: Table) -> bool:
    return bool(table.rows or table.columns or table.part) and not table.empty


def _figure(table: Table) -> str:
    number = _say("small") if table.total is None else _number(table.total)
    said = _say("none_here") if table.empty else f'<span class="number">{number}</span> {escape(table.unit)}'
    return (
        f'<div class="figure"><h3>{escape(table.title)}</h3><p>{said}</p>{_beside(table)}'
        f"{_references(table.reference)}{_definition(table)}</div>\n"
    )


def _beside(table: Table) -> str:
    """Our figure and the published one, drawn together."""
    published = next((one.value for one in table.reference if one.value), None)
    if published is None or not table.total:
        return ""
    greatest = max(published, table.total)
    return bar(table.total / greatest, published / greatest)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _definition(table: Table) -> str:
    return f'<p class="definition">{escape(table.definition, quote=False)}</p>'


def _references(references: tuple[Reference, ...]) -> str:
    return "".join(
        f'<p class="reference">{_say("reference", said=_said(one), source=one.source)}</p>'
        for one in references
    )


def _said(reference: Reference, unit: str = "") -> str:
    if reference.said or reference.value is None:
        return reference.said
    return f"{reference.value:g}".replace(".", ",") + unit


def _table(table: Table) -> str:
    drawn = _crossed(table) if table.columns else _bars(table)
    return (
        f'<div class="table{" wide" if table.columns else ""}"><h3>{escape(table.title)}</h3>'
        f"{_definition(table)}{drawn}{_share(table.part)}{_references(table.reference)}</div>\n"
    )


def _bars(table: Table) -> str:
    greatest = max((row.cells[0] or 0 for row in table.rows), default=0) or 1
    lines = "".join(_bar_line(row, greatest) for row in table.rows)
    return f'<table class="bars"><tbody>{lines}</tbody>{_total(table)}</table>'


def _bar_line(row: Told, greatest: int) -> str:
    value = row.cells[0]
    drawn = bar(None if value is None else value / greatest)
    return f'<tr><th scope="row">{escape(row.label)}</th><td class="drawn">{drawn}</td>{_cell(value)}</tr>\n'


def _total(table: Table) -> str:
    empty = '<td class="drawn"></td>'
    return (
        f'<tfoot><tr class="total"><th scope="row">{escape(SAY("total"))}</th>{empty}'
        f"{_cell(table.total)}</tr></tfoot>"
    )


def _cell(value: int | None, column: str = "") -> str:
    named = f' data-column="{escape(column)}"' if column else ""
    if value is None:
        aloud = escape(SAY("page.hidden_aloud"))
        return f'<td class="n"{named}><span class="hidden" title="{aloud}">{_say("hidden")}</span></td>'
    return f'<td class="n"{named}>{_number(value)}</td>'


def _crossed(table: Table) -> str:
    columns = (*table.columns, SAY("total"))
    head = "".join(f'<th scope="col" class="n">{escape(name)}</th>' for name in columns)
    lines = "".join(_crossed_line(row.label, row.cells, columns) for row in table.rows)
    total = _crossed_line(SAY("total"), table.totals, columns, "total")
    return (
        f'<table class="cross"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{lines}</tbody><tfoot>{total}</tfoot></table>"
    )


def _crossed_line(label: str, cells: tuple[int | None, ...], columns: tuple[str, ...], kind: str = "") -> str:
    drawn = "".join(_cell(cell, column) for cell, column in zip(cells, columns, strict=True))
    return f'<tr class="{kind}"><th scope="row">{escape(label)}</th>{drawn}</tr>\n'


def _share(part: Part | None) -> str:
    if part is None:
        return ""
    references = "".join(
        f'<p class="reference">{_say("reference", said=_said(one, PERCENT), source=one.source)}</p>'
        for one in part.reference
    )
    if part.percent is None:
        return f'<p class="part soft">{_say("part_hidden", label=part.label)}</p>{references}'
    percent = f"{part.percent:g}".replace(".", ",")
    marks = [one.value for one in part.reference if one.value is not None]
    drawn = bar(part.percent / 100, marks[0] / 100 if marks else None)
    return f'<p class="part"><b>{_say("part", label=part.label, percent=percent)}</b></p>{drawn}{references}'


def _how() -> str:
    sign = SAY("page.hidden")
    said = [
        _say(key, sign=sign)
        for key in ("how_hidden", "how_counted", "how_published", "how_reference", "legend")
    ]
    listed = "".join(f"<li>{line}</li>" for line in said)
    return f'<section class="how"><h2>{_say("how_title")}</h2><ul>{listed}</ul></section>\n'
