"""Printed pages: one page whatever is written, the same bytes every time, no one in the file's properties."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.code import picture, squares
from bot.documents.letters import in_lines, printable, right_to_left
from bot.documents.printing import DoesNotFit, printed
from bot.documents.sheet import (
    Code,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Sheet,
    Signatures,
    Table,
    sheet_of,
    stored,
)

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
ARABIC = "تلقيت ورقة من المحكمة يوم 12/11/2026"
ADDRESS = "https://t.me/entraidbot?start=ABCD-EFGH-JKMN-PQRS"
EVERYTHING = Sheet(
    title="Fiche de liaison",
    subtitle="Référence K7-1204",
    blocks=(
        Heading("Ses mots"),
        Quote(f"« {ARABIC} »"),
        Facts((("Commune", "Metz (57463)"), ("Dette", "1 920 €"))),
        Listing(("le commandement", "le bail"), numbered=True),
        Paragraph("Lu par la permanence seule.", small=True),
        Paragraph("Agir avant le mardi 22 décembre 2026.", strong=True),
        Table(("Référence", "Étape"), (("K7-1204", "assignation"),), (1, 3)),
        Signatures(("Le locataire", "Le bailleur")),
        Code(ADDRESS, "À ouvrir avec Telegram"),
    ),
    foot="Qui peut lire cette page : le service à qui elle est remise.",
    corner=Code(ADDRESS, "À scanner"),
    cut="Textes raccourcis.",
)


def test_every_kind_of_block_is_printed_on_one_page():
    """All blocks together give one page, with nothing cut."""
    done = printed(EVERYTHING, NOW)
    assert done.content.startswith(b"%PDF-")
    assert (done.pages, done.shortened) == (1, False)


def test_the_same_sheet_gives_the_same_bytes():
    """Nothing of the machine or of chance is in the file; another moment is another file."""
    assert printed(EVERYTHING, NOW) == printed(EVERYTHING, NOW)
    assert printed(EVERYTHING, NOW).content != printed(EVERYTHING, NOW.replace(hour=11)).content


def test_the_file_s_properties_name_nobody():
    """Its properties are the program and the date; the title, which may hold a reference, is not there."""
    content = printed(EVERYTHING, NOW).content
    found = {
        name.decode() for name in re.findall(rb"/(Title|Author|Subject|Keywords|Creator|Producer)\b", content)
    }
    assert found == {"Producer"}
    assert b"http" not in content.replace(b"https://t.me", b"")


def test_texts_too_long_are_cut_and_said_to_be():
    """Ten thousand signs of somebody's words still give one page, marked as shortened."""
    long = replace(EVERYTHING, blocks=(*EVERYTHING.blocks[:7], Quote("mot " * 2500)))
    done = printed(long, NOW)
    assert (done.pages, done.shortened) == (1, True)


def test_what_cannot_fit_is_refused_and_a_report_has_pages():
    """Too many rows for one page are an error where one page is promised, and several pages where not."""
    rows = tuple((f"K7-{number:04d}", "assignation") for number in range(120))
    table = replace(EVERYTHING, blocks=(Table(("Référence", "Étape"), rows),))
    with pytest.raises(DoesNotFit):
        printed(table, NOW)
    assert printed(table, NOW, one_page=False).pages > 1


def test_a_sheet_survives_being_stored():
    """What a job carries as JSON is the same sheet again."""
    assert sheet_of(json.loads(json.dumps(stored(EVERYTHING)))) == EVERYTHING
    assert sheet_of(json.loads(json.dumps(stored(replace(EVERYTHING, corner=None))))).corner is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.text(max_size=80))
def test_whatever_a_person_writes_is_printed_on_one_page(words, told):
    """Any text at all, of any script, controls and lone surrogates too, gives one page."""
    sheet = replace(EVERYTHING, blocks=(Quote(words), Facts((("Dit", told),)), Table((told,), ((words,),))))
    assert printed(sheet, NOW).pages == 1


def test_what_the_fonts_do_not_have_is_marked_or_left_out():
    """Pictures go; a word in a writing without a font is a mark; what the fonts have stays."""
    assert printable("j'ai peur 😭 !\u202e") == "j'ai peur !"
    assert printable("ሰላም, Привіт, ţară, ığdır") == "[…], Привіт, ţară, ığdır"
    assert printable(f"un\x00\n\n\ndeux {ARABIC}") == f"un\ndeux {ARABIC}"


def test_a_paragraph_in_arabic_begins_at_the_right():
    """The first letter decides, not the figures before it."""
    assert right_to_left(f"12/11 {ARABIC}")
    assert not right_to_left(f"Metz {ARABIC}")
    assert not right_to_left("12/11/2026")


def test_arabic_with_figures_inside_french_has_a_line_of_its_own():
    """Only there: words without figures stay in their sentence, and Arabic alone is left as it is."""
    assert in_lines(f"Elle écrit {ARABIC} المحكمة merci") == f"Elle écrit\n{ARABIC} المحكمة\nmerci"
    assert in_lines("Elle dit مرحبا puis part") == "Elle dit مرحبا puis part"
    assert in_lines(f"{ARABIC} Metz") == f"{ARABIC} Metz"


def test_a_code_is_drawn_and_pictured():
    """The three corner squares are there, and the picture is a PNG of readable size."""
    side, dark = squares(ADDRESS)
    assert {(0, 0), (side - 1, 0), (0, side - 1)} <= set(dark)
    assert picture(ADDRESS).startswith(b"\x89PNG")


def test_a_start_does_not_wait_for_the_printer():
    """The process and the terminal are imported without the printer, which costs a quarter of a second."""
    code = "import sys, bot.process, bot.terminal; print('fpdf' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
