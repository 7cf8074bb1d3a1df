"""The fiche de liaison: what the household chose and nothing else, always on one page."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.documents.liaison import SECTIONS, Liaison, sheet
from bot.documents.printing import printed
from bot.documents.sheet import Facts, Heading, Listing, Quote
from bot.i18n import load_catalogues

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 10, 42, tzinfo=PARIS)
ARABIC = "تلقيت ورقة من المحكمة يوم 12/11/2026"
LONG = "anticonstitutionnellement" * 20
FEW = Liaison(
    made_at=NOW,
    lines={"stage": "Premier impayé", "dette": "dette déclarée : 1 920 €"},
    address="https://t.me/entraidbot?start=AbCdEfGh",
    expires=datetime(2026, 12, 21, tzinfo=PARIS),
)
EVERY = tuple(name for names in SECTIONS.values() for name in names)


@pytest.fixture(scope="module")
def voice():
    """Fiches are written in French."""
    return load_catalogues().voice("fr")


def said(made):
    """Every text of a sheet."""
    texts = [made.title, made.subtitle, made.foot, made.corner.caption]
    for block in made.blocks:
        texts += [part for row in block.rows for part in row] if isinstance(block, Facts) else []
        texts += [block.text] if hasattr(block, "text") else []
    return texts


def test_what_is_not_chosen_is_not_there(voice):
    """Two lines were chosen: their values are on the page, and no heading of a section left empty."""
    made = sheet(FEW, voice)
    assert ("Dette déclarée", "1 920 €") in [
        row for one in made.blocks if isinstance(one, Facts) for row in one.rows
    ]
    headings = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert headings == ["Où en est la procédure", "Logement et budget", "Accord"]
    assert not any(isinstance(block, Quote) for block in made.blocks)


def test_what_is_chosen_is_there_whatever_its_name(voice):
    """Dates stand by the step; a line that no section knows is printed all the same: nothing chosen is lost."""
    more = {**FEW.lines, "dates": "dates : la date du bail, 2024", "callback": "à rappeler"}
    made = sheet(replace(FEW, lines=more), voice)
    rows = [row for one in made.blocks if isinstance(one, Facts) for row in one.rows]
    assert ("Dates dites", "la date du bail, 2024") in rows
    assert any(block.items == ("à rappeler",) for block in made.blocks if isinstance(block, Listing))


def test_without_a_case_it_is_a_draft_and_claims_no_agreement(voice):
    """No reference, no word of an agreement that was not given."""
    texts = said(sheet(FEW, voice))
    assert any("brouillon" in text for text in texts)
    assert not any("a donné son accord" in text for text in texts)
    with_case = replace(FEW, reference="K7-1204", agreed_at=NOW, act_before=date(2026, 12, 24))
    texts = said(sheet(with_case, voice))
    assert any("K7-1204" in text for text in texts)
    assert any("samedi 21 novembre 2026 à 10 h 42" in text for text in texts)
    assert any("jeudi 24 décembre 2026" in text for text in texts)


def test_the_step_taken_off_takes_its_date_off(voice):
    """Without the step there is no date to act by on the page either."""
    without = replace(FEW, lines={"dette": "dette déclarée : 1 €"}, act_before=date(2026, 12, 24))
    assert not any("décembre" in text and "24" in text for text in said(sheet(without, voice)))


@pytest.mark.parametrize(
    "text", [f"{ARABIC} {LONG}", "a\nb\n" * 300, "mot " * 150, f"un {ARABIC} deux " * 12]
)
def test_it_never_has_a_second_page(voice, text):
    """Every line at its longest, in Arabic, in one word or in 300 rows: one page, and it says so."""
    lines = {name: f"{name} : {text}"[:600] for name in EVERY}
    full = replace(FEW, lines={**lines, "stage": "Jugement", "words": " / ".join([text[:600]] * 8)})
    done = printed(sheet(replace(full, seen=("relance",) * 9, agreed_at=NOW), voice), NOW)
    assert (done.pages, done.shortened) == (1, True)
