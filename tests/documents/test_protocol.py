"""The protocol: the debt to the cent, what signing does not stop, blank lines where nothing was said."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.documents.printing import printed
from bot.documents.protocol import BLANK, Protocol, sheet
from bot.documents.sheet import Facts, Paragraph, Signatures, Table, sheet_of, stored
from knowledge.instalments import Plan

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def made(library, amount="95.00", debt="1920.50", names=None):
    """A protocol of that debt."""
    plan = Plan(Decimal(debt), Decimal(amount), date(2027, 1, 31), date(2026, 12, 1))
    content = Protocol(plan, 2, "K7-1204", "Permanence", names or {}, date(2026, 11, 21))
    return sheet(content, library.knowledge.mediation, library.voice("fr"))


def block(document, kind):
    """The one block of a kind."""
    return next(one for one in document.blocks if isinstance(one, kind))


def test_the_table_ends_at_nought(library):
    """One row an instalment, to the cent; after the last nothing is left; the end of February is there."""
    rows = block(made(library), Table).rows
    assert len(rows) == 21
    assert rows[0][1:] == ("dimanche 31 janvier 2027", "95\u00a0€", "1\u202f825,50\u00a0€")
    assert rows[1][1] == "dimanche 28 février 2027"
    assert rows[-1][2:] == ("20,50\u00a0€", "0\u00a0€")


def test_it_says_that_the_procedure_goes_on(library):
    """The sentence of law, strong, with its article; and a line for the landlord to write otherwise."""
    document = made(library)
    strong = [one.text for one in document.blocks if isinstance(one, Paragraph) and one.strong]
    assert strong == [library.knowledge.mediation.clock.text]
    assert "n'arrête pas la procédure" in strong[0] and "sauf si le bailleur écrit" in strong[0]
    assert "art. 24 I, V et VII" in str(document.blocks)
    assert block(document, Signatures).parties[1].startswith("Le bailleur")


@pytest.mark.parametrize(
    ("names", "blanks"), [({}, 3), ({"landlord": "SCI Test"}, 2), ({"household": ""}, 3)]
)
def test_nothing_is_invented(library, names, blanks):
    """Who did not name itself has a line to fill in; so has the home, which nobody told the bot."""
    rows = block(made(library, names=names), Facts).rows
    assert [told for _, told in rows].count(BLANK) == blanks


def test_thirty_six_months_are_printed(library):
    """The longest plan is two pages; it goes through the job that prints it unchanged."""
    document = made(library, "53.35")
    assert sheet_of(stored(document)) == document
    assert printed(document, NOW, one_page=False).pages == 2
