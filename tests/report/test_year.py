"""The year's report: what it tells, what it never tells, and that a year put aside stays as it was."""

import csv
import io
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import app
from bot.cli import entraidbot
from bot.cli.group import run
from bot.desk.case import OUTCOMES
from bot.i18n import load_catalogues
from bot.report import year as years
from bot.report.counters import Counters
from bot.report.indicators import plan
from bot.report.names import names
from bot.report.page import page
from bot.report.sheet import sheet
from bot.report.tables import tables
from knowledge.demand import Reason
from storage.crypto import Keyring
from storage.database import Database
from storage.statistics import Count
from storage.transaction import Transaction
from tests.conftest import real_library
from tests.report.simulated_year import YEAR, play
from tests.storage.household import CANARY, CHAT, GROUP, everything

PLAN = plan()
NAME = "Fatoumata-Zélie"
TODAY = date(2026, 11, 22)


def called(kind: str, code: str) -> str | None:
    """Names as the command line has them."""
    return names(real_library().knowledge, real_library().voice("fr"))(kind, code)


def told(*counted: Count, year: int = YEAR, today: date = TODAY) -> years.Report:
    """The report of these counters."""
    return years.compose(year, counted, PLAN, called, today)


def one(event: str, count: int, month: str = "2025-05", **dimensions: str) -> Count:
    """A counter."""
    return Count(month, event, dimensions, count)


def table(report: years.Report, id: str) -> Any:
    """The table of that id."""
    return next(table for table in report.tables if table.id == id)


def cells(report: years.Report, id: str) -> dict[str, int | None]:
    """The lines of a table of one dimension."""
    return {row.label: row.cells[0] for row in table(report, id).rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a database."""
    with Database(tmp_path / "entraidbot.db", Keyring.from_file(tmp_path / "cles"), durable=False):
        return tmp_path


def write(folder: Path, work: Any) -> None:
    """Change the database of a folder."""
    with Database(folder / "entraidbot.db", Keyring.from_file(folder / "cles"), durable=False) as database:
        database.write(work).result()


@pytest.fixture
def command(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """`entraidbot report` on that folder, on the given day."""

    def call(*arguments: object, today: date = TODAY) -> tuple[int, str]:
        monkeypatch.setattr(app, "today", lambda: today)
        given = ["entraidbot", "report", "--data", folder, "--out", folder / "out", *arguments]
        monkeypatch.setattr(sys, "argv", [str(word) for word in given])
        code = run(entraidbot)
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return call


def test_every_line_is_laid_out_once() -> None:
    """Ids are unique, sections exist, shares name lines that are there, each code belongs to one line."""
    assert len({each.id for each in PLAN.indicator}) == len(PLAN.indicator)
    for each in PLAN.indicator:
        assert each.section in {section.id for section in PLAN.section}
        labels = [row.label for row in each.row]
        codes = [code for row in each.row for code in row.values]
        assert len(set(labels)) == len(labels) and len(set(codes)) == len(codes), each.id
        assert set(each.share.rows) <= set(labels) if each.share else True
        assert all(each.apart) == bool(each.across)
        assert bool(each.rest) == bool(each.whole)


def test_every_code_that_is_counted_has_its_line() -> None:
    """The reasons of unmet demand, the outcomes of a closing and the steps of the procedure are all told."""
    reasons = next(each for each in PLAN.indicator if each.id == "demande_sans_reponse")
    assert {code for column in reasons.column for code in column.values} == set(get_args(Reason))
    assert all(called("outcome", outcome) for outcome in (*OUTCOMES, "retire_par_le_menage"))
    stages = next(each for each in PLAN.indicator if each.id == "menages_par_etape")
    assert {code for row in stages.row for code in row.values} <= set(real_library().knowledge.stages)


def test_what_is_not_said_is_told_too() -> None:
    """Forty households, thirty whose status is known: «Non dit» has the ten others."""
    report = told(
        one("household", 40),
        one("household_status", 20, status="locataire"),
        one("household_status", 10, status="heberge"),
    )
    assert cells(report, "menages_par_statut")["Non dit"] == 10
    assert table(report, "menages_par_statut").part.percent == 66.7


def test_a_code_nobody_knows_is_counted_and_not_printed() -> None:
    """A permanence that left the directory is «Autre»; its id does not appear."""
    report = told(
        one("intervention", 9, kind="answer", permanence="association-disparue"),
        one("intervention", 8, kind="call", permanence="entraidbail-metz-borny"),
    )
    assert cells(report, "interventions_par_permanence")["Autre"] == 9
    assert "disparue" not in years.dump(report)


def test_a_share_that_would_tell_a_hidden_number_is_not_given() -> None:
    """Eleven without relapse and two with: both hidden, and no percentage."""
    hidden = told(one("early_debt_relapse", 11, relapse="no"), one("early_debt_relapse", 2, relapse="yes"))
    assert table(hidden, "dette_naissante_rechute").part.percent is None
    shown = told(one("early_debt_relapse", 46, relapse="no"), one("early_debt_relapse", 6, relapse="yes"))
    assert table(shown, "dette_naissante_rechute").part.percent == 88.5


def test_two_dimensions_are_told_apart_where_most_would_be_hidden() -> None:
    """Many demands: by territory and reason. Few: by territory, then by reason, with the same total."""
    places, reasons = ("200-039-865", "245-701-362"), ("complet", "hors_zone")
    many = [one("unmet_demand", 20, place=place, why=why) for place in places for why in reasons]
    few = [one("unmet_demand", 4, place=place, why=why) for place in places for why in reasons]
    assert table(told(*many), "demande_sans_reponse").total == 80
    apart = [each for each in told(*few).tables if each.id.startswith("demande_sans_reponse")]
    assert [each.total for each in apart] == [16, 16]
    assert cells(told(*few), "demande_sans_reponse.1") == {
        "CA Portes de France-Thionville": 8,
        "Metz Métropole": 8,
    }


def test_a_year_is_told_to_the_end_of_its_last_finished_quarter() -> None:
    """On 22 November: to 30 September. On 2 January: nothing yet. A past year: whole."""
    assert years.told_until(2026, TODAY) == date(2026, 9, 30)
    assert years.told_until(2026, date(2026, 9, 30)) == date(2026, 6, 30)
    assert years.told_until(2027, date(2027, 1, 2)) is None
    assert years.told_until(2025, TODAY) == date(2025, 12, 31)
    report = told(one("household", 9, "2026-08"), one("household", 7, "2026-10"), year=2026)
    assert (table(report, "menages").total, report.complete) == (9, False)


CODES = st.sampled_from(["answer", "call", "complet", "kept", "200-039-865", "locataire", "x", "3"])
COUNTED = st.builds(
    Count,
    st.integers(1, 12).map(lambda month: f"2025-{month:02d}"),
    st.sampled_from(sorted({each.by.partition(":")[0] or "household" for each in PLAN.indicator})),
    st.dictionaries(
        st.sampled_from(["kind", "permanence", "status", "place", "why", "days", "state", "after"]), CODES
    ),
    st.integers(1, 30),
)


@given(st.lists(COUNTED, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_output_holds_a_small_number(counted: list[Count]) -> None:
    """Whatever was counted, no number from 1 to 4 stands in any table, in the sheet, or as a total."""
    found = tables(PLAN, Counters(tuple(counted)), called)
    numbers = [cell for each in found for row in each.rows for cell in row.cells]
    numbers += [cell for each in found for cell in (each.total, *each.totals)]
    assert not [number for number in numbers if number and number < 5]
    report = told(*counted)
    assert years.parse(years.dump(report)) == report
    rows = list(csv.DictReader(io.StringIO(sheet(report).lstrip("\ufeff")), delimiter=";"))
    assert not [row for row in rows if row["nombre"] in ("1", "2", "3", "4")]


def test_no_name_reference_or_chat_leaves(folder: Path, command: Any) -> None:
    """From a database with a person in every text field, nothing of them is in any file of the report."""

    def fill(tx: Transaction) -> None:
        everything(tx)
        tx.messages.keep(CHAT, None, "in", "household", NAME, 1_750_000_000.0, 9)
        play(tx)

    write(folder, fill)
    references: list[str] = []
    write(folder, lambda tx: references.extend(case.reference for case in tx.cases.list(open_only=False)))
    assert references
    code, _ = command("--year", YEAR)
    assert code == 0
    files = sorted((folder / "out").iterdir())
    assert [file.name for file in files] == ["report.csv", "report.html", "report.json"]
    for file in files:
        text = file.read_text("utf-8")
        secret = (NAME, CANARY, str(CHAT), str(abs(GROUP)), *references, "Zoé", "K7-")
        assert [word for word in secret if word in text] == [], file.name
        assert set(re.findall(r"2025-\d\d(?:-\d\d)?", text)) <= {"2025-12-31"}, "no month"


def test_the_page_stands_alone_and_says_what_it_holds(folder: Path, command: Any) -> None:
    """One file, French, without script; each figure with its definition, each reference with its source."""
    write(folder, play)
    command("--year", YEAR)
    text = (folder / "out" / "report.html").read_text("utf-8")
    assert "<script" not in text and "http" not in text and '<html lang="fr">' in text
    assert text.count("<svg") > 50 and "@media print" in text and "viewport" in text
    for each in PLAN.indicator:
        assert each.definition in text or each.definition.replace("'", "&#x27;") in text, each.id
    for source in (
        "112. Entraid’bail, Metz, 2008",
        "204. Entraid’bail",
        "84. Entraid’bail",
        "les deux tiers",
    ):
        assert source in text
    assert "88,5\u00a0%. Dette naissante, Isère" in text


def test_an_empty_year_is_honest(folder: Path, command: Any) -> None:
    """Nothing counted: the page says so, and shows no figure."""
    assert command("--year", 2024)[0] == 0
    text = (folder / "out" / "report.html").read_text("utf-8")
    assert "Rien n’a été compté en 2024" in text and '<td class="n"' not in text
    assert all(
        each["total"] == 0 for each in json.loads((folder / "out" / "report.json").read_text())["tables"]
    )


def test_a_year_under_way_says_until_when(folder: Path, command: Any) -> None:
    """To 30 September, a working document; it cannot be put aside; a year to come has no report."""
    write(folder, lambda tx: play(tx, year=2026, until_month=11))
    code, said = command("--year", 2026)
    assert code == 0 and "document de travail" in said
    assert "30 septembre 2026" in (folder / "out" / "report.html").read_text("utf-8")
    assert command("--year", 2026, "--freeze")[0] == 2
    assert command("--year", 2027)[0] == 2
    assert command("--year", 2026, today=date(2026, 2, 1))[0] == 0
    assert "Aucun trimestre de 2026" in (folder / "out" / "report.html").read_text("utf-8")


def test_a_year_put_aside_never_changes(folder: Path, command: Any) -> None:
    """Whatever is counted later, its report says the same, and since when; a second time needs a word."""
    write(folder, play)
    assert command("--year", YEAR, "--freeze")[0] == 0
    before = {file.name: file.read_text("utf-8") for file in (folder / "out").iterdir()}
    assert "Chiffres arrêtés le dimanche 22 novembre 2026" in before["report.html"]
    write(folder, play)
    assert command("--year", YEAR, today=date(2028, 5, 1))[0] == 0
    assert {file.name: file.read_text("utf-8") for file in (folder / "out").iterdir()} == before
    code, said = command("--year", YEAR, "--freeze")
    assert code == 1 and "--again" in said
    assert command("--year", YEAR, "--freeze", "--again")[0] == 0
    again = (folder / "out" / "report.html").read_text("utf-8")
    assert again != before["report.html"] and "(version 2)" in again


def test_putting_aside_is_written_down(folder: Path, command: Any) -> None:
    """The register has each time a year was put aside, and stays whole."""
    write(folder, play)
    command("--year", YEAR, "--freeze")
    command("--year", YEAR, "--freeze", "--again")
    found: list[tuple[str, str]] = []
    write(
        folder,
        lambda tx: found.extend((row.action, row.detail) for row in tx.audit.of(f"report-{YEAR}")),
    )
    assert found == [("freeze", '{"version":1}'), ("freeze", '{"version":2}')]


def test_a_name_in_markup_would_be_text() -> None:
    """Labels are escaped: what a directory calls a permanence is never markup."""
    report = years.compose(
        YEAR,
        [one("intervention", 9, kind="answer", permanence="p")],
        PLAN,
        lambda kind, code: "<b>&co</b>",
        TODAY,
    )
    assert "<b>&amp;co" not in page(report, PLAN, load_catalogues().voice("fr"))
