"""The page staff print: one A4 page, every place a line, no script, nothing remote, nobody's name."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

from knowledge.appointments import Appointment
from knowledge.day_sheet import CaseLine, DaySheet, day_sheet
from knowledge.printed_sheet import ONE_PAGE, printed
from knowledge.schedule import sessions
from tests.knowledge.permanence_samples import NOW, permanence


class Read(HTMLParser):
    """The words of each row of the table, and every tag and attribute met."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag; a row begins."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Words of the open cell."""
        if self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] += data


def sheet(people: int, places: int, kept: int = 0, note: str = "") -> DaySheet:
    """A Tuesday with so many people coming."""
    record = permanence(capacite=places, places_urgentes=kept, commune="Metz")
    day = sessions(record, NOW, NOW + timedelta(days=7))[0]
    coming = [
        Appointment(str(number), record.id, day.starts_at, day.starts_at, "reservee", number == 1)
        for number in range(people)
    ]
    lines = {
        str(number): CaseLine(f"K7-{number}", "Audience", "mardi 1er", "arabe", note)
        for number in range(people)
    }
    return day_sheet(day, record, coming, lines, NOW)


def height(page: str) -> float:
    """How tall a line is, in millimetres."""
    return float(re.search(r"--row:([0-9.]+)mm", page)[1])  # type: ignore[index]


def test_every_place_is_a_line() -> None:
    """Two people come of six places, one kept: six lines, the last free one kept, boxes and notes on each."""
    read = Read(printed([sheet(2, 6, kept=1)], NOW))
    head, *rows = read.rows
    assert head == ["Heure", "Dossier", "Étape", "Agir avant", "Langue", "Venu ?", "Notes"]
    assert [row[1] for row in rows] == ["K7-1urgent", "K7-0", *["libre"] * 3, "libre, pour une urgence"]
    assert all(row[5] == "venupas venu" and len(row) == len(head) for row in rows)


def test_it_stands_alone() -> None:
    """No script, no picture, no link, nothing fetched; the day is on it."""
    page = printed([sheet(2, 6)], NOW)
    assert not Read(page).tags & {"script", "link", "img", "iframe", "object", "form"}
    assert not Read(page).attributes & {"src", "href", "onclick", "onload"}
    assert "http" not in page and "url(" not in page and "@import" not in page and "$" not in page
    assert "mardi 24/11/2026, de 14 h 00 à 17 h 00" in page and "aucun nom" in page


def test_what_is_filled_in_never_becomes_markup() -> None:
    """A note with markup in it is shown as it was written."""
    page = printed([sheet(1, 6, note="<script>alert(1)</script>")], NOW)
    assert "script" not in Read(page).tags and "&lt;script&gt;" in page


def test_twenty_five_lines_fit_on_the_page() -> None:
    """Up to twenty-five lines the table stays within an A4 page; beyond, lines get no thinner."""
    for count in range(1, ONE_PAGE + 1):
        assert height(printed([sheet(count, count)], NOW)) * count <= 206.1
    assert height(printed([sheet(40, 40)], NOW)) == height(printed([sheet(25, 25)], NOW))
    assert height(printed([sheet(40, 40)], NOW)) >= 8


def test_an_empty_day_and_two_sessions() -> None:
    """Nobody yet: blank lines to fill. Two sessions of a day: two pages in one file. None: an empty page."""
    assert [row[1] for row in Read(printed([sheet(0, 2)], NOW)).rows[1:]] == ["libre", "libre"]
    assert printed([sheet(0, 2), replace(sheet(1, 1), name="Autre")], NOW).count("<section>") == 2
    assert "Feuille de permanence" in printed([], NOW)
