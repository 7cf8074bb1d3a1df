"""The same figures for a spreadsheet: one line a number, hidden ones empty and said to be."""

import csv
import io

from bot.report.tables import SAY, Table
from bot.report.year import Report

HEADER = ("annee", "jusqu_au", "indicateur", "titre", "unite", "ligne", "colonne", "nombre", "cache")


def sheet(report: Report) -> str:
    """CSV with a header, semicolons as French spreadsheets read them, and a byte order mark for accents."""
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\n")
    lines.writerow(HEADER)
    until = report.until.isoformat() if report.until else ""
    for table in report.tables:
        for row, column, number in _numbers(table):
            hidden = SAY("sheet.hidden") if number is None else ""
            told = "" if number is None else str(number)
            head = (report.year, until, table.id, table.title, table.unit)
            lines.writerow((*head, row, column, told, hidden))
    return "\ufeff" + written.getvalue()


def _numbers(table: Table) -> list[tuple[str, str, int | None]]:
    total = SAY("total")
    if not table.columns:
        return [(row.label, "", row.cells[0]) for row in table.rows] + [(total, "", table.total)]
    columns = (*table.columns, total)
    lines = [
        *((row.label, row.cells) for row in table.rows),
        *([(total, table.totals)] if table.rows else []),
    ]
    return [
        (label, column, cell) for label, cells in lines for column, cell in zip(columns, cells, strict=True)
    ]
