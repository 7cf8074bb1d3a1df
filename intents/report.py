"""The bench as a page to read: what is good and what is weak first, then the tables, then the confusions.

No script, nothing fetched. Every word is in `content/report.toml`.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from intents import confusion
from intents.confusion import UNTOLD, Confusion
from intents.resources import ROOT
from intents.verdict import FEW, is_under, judged, shown

_STYLE = Path(__file__).with_name("report.css")
_WORST = 12
Result = Mapping[str, Any]
Row = Sequence[str]


def html(
    results: Mapping[str, Result],
    title: str,
    notes: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
) -> str:
    """A whole page for the results of `measuring.compare`, the reader in use first; `titles` names the
    intents."""
    return _Page(results, titles or {}, tomllib.loads((ROOT / "report.toml").read_text("utf-8"))).whole(
        title, notes
    )


class _Page:
    """The parts of one page."""

    def __init__(
        self, results: Mapping[str, Result], titles: Mapping[str, str], say: Mapping[str, Any]
    ) -> None:
        self._results = results
        self._titles = titles
        self._say = say
        self._first = next(iter(results.values()))

    def whole(self, title: str, notes: Sequence[str]) -> str:
        lead = self._say["lead"]["page"].format(
            messages=self._first["messages"], languages=len(self._first["languages"])
        )
        warned = "".join(f'<p class="notice">{escape(note)}</p>' for note in notes)
        head = f"<!doctype html><html lang={self._say['lang']}><meta charset=utf-8>"
        screen = '<meta name=viewport content="width=device-width,initial-scale=1">'
        style = f"<title>{escape(title)}</title><style>{_STYLE.read_text('utf-8')}</style>"
        parts = (
            f"<header><h1>{escape(title)}</h1><p>{escape(lead)}</p></header>{warned}",
            self._part("summary", self._cards() + self._lists(), lead=False),
            self._part("readers", self._readers()),
            self._part("languages", self._languages()),
            self._part("dangers", self._dangers()),
            self._part("confusions", self._worst()),
            self._part("picture", self._picture()),
            self._how(),
        )
        return f"{head}{screen}{style}<body>{_unbroken(chr(10).join(parts))}</body></html>"

    def _part(self, name: str, body: str, lead: bool = True) -> str:
        said = f'<p class="soft">{escape(self._say["lead"][name])}</p>' if lead else ""
        return f"<h2>{escape(self._say['title'][name])}</h2>{said}{body}"

    def _cards(self) -> str:
        figures = {
            "top1": self._first["top1"],
            "top3": self._first["top3"],
            "danger": self._first["danger"]["recall"],
            "outside": self._first["out_of_scope"]["recall"],
        }
        return f'<div class="cards">{"".join(self._card(*figure) for figure in figures.items())}</div>'

    def _card(self, name: str, value: float | None) -> str:
        aim = self._say["aim"][name]
        weak = " weak" if value is not None and value < aim else ""
        label, aimed = self._say["card"][name], self._say["card"]["aim"].format(aim=aim)
        return (
            f'<div class="card{weak}"><p class="number">{self._percent(value)}</p><p>{escape(label)}</p>'
            f'<p class="soft">{escape(aimed)}</p></div>'
        )

    def _lists(self) -> str:
        found = judged(self._first, self._say)
        lists = "".join(
            self._list(name, [one.text for one in found if one.good == good])
            for name, good in (("good", True), ("weak", False))
        )
        return f'<div class="lists">{lists}</div>'

    def _list(self, name: str, sentences: Iterable[str]) -> str:
        lines = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        if not lines:
            return ""
        return f'<div class="list {name}"><h3>{escape(self._say["title"][name])}</h3><ul>{lines}</ul></div>'

    def _readers(self) -> str:
        columns = ("reader", "top1", "top3", "macro_f1", "outside", "lost", "payer_quitter", "p95")
        rows = [
            (
                escape(self._say["reader"].get(name, name)),
                self._percent(result["top1"]),
                self._percent(result["top3"]),
                self._percent(result["macro_f1"]),
                self._percent(result["out_of_scope"]["recall"]),
                self._percent(result["out_of_scope"]["in_scope_loss"]),
                str(result["payer_quitter_confusions"]),
                self._number(result["milliseconds"]["p95"]),
            )
            for name, result in self._results.items()
        ]
        return self._table(columns, rows, first=True)

    def _languages(self) -> str:
        rows = []
        languages = self._first["languages"]
        for code, row in sorted(languages.items(), key=lambda item: (-item[1]["messages"], item[0])):
            name = escape(self._say["language"].get(code, code))
            aim = self._say["aim"]["language"].get(code)
            drawn = _bar(row["top1"], aim, is_under(code, row, self._say), row["messages"])
            shares = (self._percent(row[key]) for key in ("top1", "top3", "language_identified"))
            rows.append((name, drawn, str(row["messages"]), *shares))
        return self._table(("language", "", "messages", "top1", "top3", "identified"), rows)

    def _dangers(self) -> str:
        rows = []
        for name, kind in self._first["danger"]["kinds"].items():
            low = kind["recall"] is not None and kind["recall"] < self._say["aim"]["kind"]
            drawn = _bar(kind["recall"], self._say["aim"]["kind"], low, kind["messages"])
            shares = (self._percent(kind[key]) for key in ("recall", "named"))
            rows.append((escape(self._say["kind"].get(name, name)), drawn, str(kind["messages"]), *shares))
        return self._table(("kind", "", "messages", "recall", "named"), rows)

    def _worst(self) -> str:
        lines = "".join(f"<li>{self._confused(one)}</li>" for one in self._wrong()[:_WORST])
        return (
            f'<ol class="worst">{lines}</ol>'
            if lines
            else f"<p>{escape(self._say['lead']['no_confusion'])}</p>"
        )

    def _confused(self, one: Confusion) -> str:
        told = self._say["confusion"]
        names = {"expected": self._named(one.expected), "understood": self._named(one.understood)}
        sentence = told["missed" if one.understood == UNTOLD else "line"].format(**names)
        return (
            f'{escape(sentence)} <span class="times">{escape(told["count"].format(count=one.count))}</span>'
        )

    def _picture(self) -> str:
        found = self._wrong()
        if not found:
            return f"<p>{escape(self._say['lead']['no_confusion'])}</p>"
        drawn = confusion.picture(found, self._named, self._say["confusion"], self._say["title"]["picture"])
        return f'<div class="wide">{drawn}</div>'

    def _how(self) -> str:
        lines = "".join(f"<li>{escape(line)}</li>" for line in self._say["how"]["lines"])
        return f'<div class="how"><h2>{escape(self._say["title"]["how"])}</h2><ul>{lines}</ul></div>'

    def _wrong(self) -> list[Confusion]:
        return confusion.wrong(self._first["confusions"])

    def _named(self, intent: str) -> str:
        return str(self._say["untold"]) if intent == UNTOLD else self._titles.get(intent, intent)

    def _table(self, columns: Row, rows: Iterable[Row], first: bool = False) -> str:
        """A table whose cells are ready as HTML; an unnamed column holds drawings."""
        labels = [escape(self._say["column"][name]) if name else "" for name in columns]
        head = "".join(f"<th>{label}</th>" for label in labels)
        body = "".join(
            "<tr"
            + (' class="first"' if first else "")
            + ">"
            + "".join(_cell(label, cell) for label, cell in zip(labels, row, strict=True))
            + "</tr>"
            for row in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _percent(self, value: float | None) -> str:
        said = self._say["percent"].format(value=shown(value)) if value is not None else self._say["none"]
        return escape(said)

    def _number(self, value: float | None) -> str:
        return escape(shown(value) if value is not None else str(self._say["none"]))


def _unbroken(said: str) -> str:
    """No line ends between a French sign and its word."""
    for sign in ("»", "%", ":", ";", "?", "!"):
        said = said.replace(f" {sign}", f"\u00a0{sign}")
    return said.replace("« ", "«\u00a0")


def _cell(label: str, cell: str) -> str:
    return f'<td data-column="{label}">{cell}</td>' if label else f'<td class="drawn">{cell}</td>'


def _bar(share: float | None, aim: float | None, low: bool, messages: int) -> str:
    """A bar with the aim as a line; pale where there are too few messages to prove anything."""
    kind = ("bar low" if low else "bar") + (" few" if messages < FEW else "")
    mark = "" if aim is None else f'<line class="aim" x1="{aim}" x2="{aim}" y1="0" y2="14"/>'
    return (
        '<svg viewBox="0 0 100 14" height="14" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="14"/><rect class="{kind}"'
        f' width="{share or 0:.1f}" height="14"/>{mark}</svg>'
    )
