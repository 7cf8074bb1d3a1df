"""The bench as a page to read: a table per reader, languages, dangers, and a picture of the confusions.
No script."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}"
    "td,th{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right}"
    "td:first-child,th:first-child{text-align:left}.note{color:#555}svg text{font:9px system-ui,sans-serif}"
)
_CELL, _MARGIN = 13, 150
_COLUMNS = (
    ("top1", "Premier sens (%)"),
    ("top3", "Parmi trois (%)"),
    ("macro_f1", "F1 moyen"),
    ("payer_quitter_confusions", "Payer / quitter"),
)


def html(results: Mapping[str, Mapping[str, Any]], title: str, notes: Sequence[str] = ()) -> str:
    """A whole page for the results of `measuring.compare`, the reader in use first."""
    first = next(iter(results.values()))
    parts = [
        f"<!doctype html><html lang=fr><meta charset=utf-8><title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f"<h1>{escape(title)}</h1>",
        *(f"<p class=note>{escape(note)}</p>" for note in notes),
        "<h2>Les lecteurs comparés</h2>",
        _readers(results),
        "<h2>Par langue</h2>",
        _table(("", "messages", "top1", "top3", "language_identified"), first["languages"]),
        "<h2>Dangers</h2>",
        _dangers(first["danger"]),
        "<h2>Confusions</h2>",
        confusion_picture(first["confusions"]),
        "</html>",
    ]
    return "\n".join(parts)


def _readers(results: Mapping[str, Mapping[str, Any]]) -> str:
    head = "".join(f"<th>{escape(label)}" for _key, label in _COLUMNS)
    rows = []
    for name, result in results.items():
        cells = "".join(f"<td>{_shown(result[key])}" for key, _label in _COLUMNS)
        outside = result["out_of_scope"]
        cells += f"<td>{_shown(outside['recall'])}<td>{_shown(outside['in_scope_loss'])}"
        cells += f"<td>{_shown(result['milliseconds']['p50'])}<td>{_shown(result['milliseconds']['p95'])}"
        rows.append(f"<tr><td>{escape(name)}{cells}")
    extra = "<th>Hors sujet vus (%)<th>Perdus (%)<th>p50 (ms)<th>p95 (ms)"
    return f"<table><tr><th>{head}{extra}{''.join(rows)}</table>"


def _table(columns: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> str:
    head = "".join(f"<th>{escape(column)}" for column in columns)
    body = "".join(
        f"<tr><td>{escape(name)}" + "".join(f"<td>{_shown(row.get(column))}" for column in columns[1:])
        for name, row in rows.items()
    )
    return f"<table><tr>{head}{body}</table>"


def _dangers(danger: Mapping[str, Any]) -> str:
    lines = "".join(f"<li>{escape(key)} : {_shown(value)}" for key, value in danger.items() if key != "kinds")
    return f"<ul>{lines}</ul>" + _table(("", "messages", "recall", "named"), danger["kinds"])


def _shown(value: Any) -> str:
    return "–" if value is None else escape(str(value))


def confusion_picture(confusions: Sequence[tuple[str, str, int]]) -> str:
    """An SVG matrix: a row per expected meaning, a column per understood one, darker where it happens
    more."""
    names = sorted(
        {expected for expected, _u, _n in confusions} | {understood for _e, understood, _n in confusions}
    )
    place = {name: index for index, name in enumerate(names)}
    side = _MARGIN + _CELL * len(names)
    most = max((count for _e, _u, count in confusions), default=1)
    cells = "".join(_cell(place[e], place[u], count, most, e, u) for e, u, count in confusions)
    labels = "".join(_label(name, _MARGIN + index * _CELL) for name, index in place.items())
    return (
        f'<svg viewBox="0 0 {side} {side}" role="img" aria-label="Matrice de confusion">{labels}{cells}</svg>'
    )


def _label(name: str, at: int) -> str:
    row = f'<text x="{_MARGIN - 4}" y="{at + 10}" text-anchor="end">{escape(name)}</text>'
    return row + f'<text transform="translate({at + 9},{_MARGIN - 4}) rotate(-60)">{escape(name)}</text>'


def _cell(row: int, column: int, count: int, most: int, expected: str, understood: str) -> str:
    strength = 0.25 + 0.75 * count / most
    colour = "#2a7" if row == column else "#c33"
    x, y = _MARGIN + column * _CELL, _MARGIN + row * _CELL
    shape = f'x="{x}" y="{y}" width="{_CELL - 1}" height="{_CELL - 1}" fill="{colour}"'
    title = f"<title>{escape(expected)} → {escape(understood)} : {count}</title>"
    return f'<rect {shape} fill-opacity="{strength:.2f}">{title}</rect>'
