"""Answers in words to an open question, and corrections."""

from datetime import date
from decimal import Decimal

import pytest

from intents.answers import AnswerReader
from intents.catalogue import Catalogue
from intents.corrections import CorrectionReader

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def answers(catalogue: Catalogue) -> AnswerReader:
    """The reader of the shipped content."""
    return AnswerReader(catalogue)


@pytest.fixture(scope="module")
def corrections(catalogue: Catalogue) -> CorrectionReader:
    """The reader of the shipped content."""
    return CorrectionReader(catalogue)


@pytest.mark.parametrize(
    ("text", "value", "problem"),
    [
        ("hier", date(2026, 11, 20), None),
        ("le 3", date(2026, 11, 3), None),
        ("3", date(2026, 11, 3), None),
        ("mardi", date(2026, 11, 17), None),
        ("il y a 2 semaines", date(2026, 11, 7), None),
        ("demain", date(2026, 11, 22), "future"),
        ("2021", date(2021, 1, 1), None),
        ("45/13/2026", None, "absurd"),
        ("12/03/1902", date(1902, 3, 12), "absurd"),
        ("je sais pas", None, None),
        ("вчера", date(2026, 11, 20), None),
        ("أمس", date(2026, 11, 20), None),
        ("lbareh", date(2026, 11, 20), None),
        ("dün", date(2026, 11, 20), None),
        ("ontem", date(2026, 11, 20), None),
        ("ieri", date(2026, 11, 20), None),
        ("ayer", date(2026, 11, 20), None),
        ("yesterday", date(2026, 11, 20), None),
        ("вчора", date(2026, 11, 20), None),
    ],
)
def test_a_date_is_read_or_questioned(
    answers: AnswerReader, text: str, value: date | None, problem: str | None
) -> None:
    """A past date is read in nine languages; one in the future or out of the calendar is said to be."""
    reading = answers.read_date(text, TODAY)
    assert (reading.value, reading.problem) == (value, problem)


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("600 euros", "600"),
        ("600", "600"),
        ("1 200,50", "1200.50"),
        ("six cents", "600"),
        ("600 e", "600"),
        ("bonjour", None),
    ],
)
def test_a_sum_is_read(answers: AnswerReader, text: str, euros: str | None) -> None:
    """Sums in digits or in words, with or without currency."""
    assert answers.read_amount(text) == (Decimal(euros) if euros else None)


@pytest.mark.parametrize(
    ("text", "count"), [("3", 3), ("j'en ai deux", 2), ("aucun", 0), ("iki", 2), ("plein", None)]
)
def test_a_count_is_read(answers: AnswerReader, text: str, count: int | None) -> None:
    """Counts in digits or in words; none is zero; anything else is not a count."""
    assert answers.read_count(text) == count


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("oui", True),
        ("non", False),
        ("pas d'accord", False),
        ("d'accord", True),
        ("oui mais non", None),
        ("peut-être", None),
        ("نعم", True),
        ("hayır", False),
        ("да", True),
        ("ні", False),
        ("sim", True),
        ("nu", False),
        ("si", True),
        ("yes please", True),
    ],
)
def test_yes_and_no_are_told_apart(answers: AnswerReader, text: str, verdict: bool | None) -> None:
    """Yes and no in nine languages; both or neither is no answer."""
    assert answers.read_yes_no(text) is verdict


@pytest.mark.parametrize(
    "text", ["je sais pas", "chépa", "aucune idée", "не знаю", "bilmiyorum", "ma3reftch", "لا أعرف"]
)
def test_not_knowing_is_an_answer(answers: AnswerReader, text: str) -> None:
    """«je ne sais pas» is recognised in every language."""
    assert answers.is_unknown(text)


@pytest.mark.parametrize(
    ("text", "sets", "unsets"),
    [
        (
            "ah non, le 18 c'est quand je suis allé le chercher",
            {"date_retrait": date(2026, 11, 18)},
            ("date_acte",),
        ),
        ("non c'est le 12 pas le 18", {"date_acte": date(2026, 11, 12)}, ()),
        ("en fait mon bail est de 2021", {"date_bail": date(2021, 1, 1)}, ()),
        (
            "ah non, le 18 c'est quand je suis allé le chercher, c'est daté du 10 novembre",
            {"date_retrait": date(2026, 11, 18), "date_acte": date(2026, 11, 10)},
            (),
        ),
        ("non c'est le 12", {"date_acte": date(2026, 11, 12)}, ()),
        ("en fait le loyer c'est 650 euros", {"loyer": Decimal(650)}, ()),
        ("no, es el 12 no el 18", {"date_acte": date(2026, 11, 12)}, ()),
        ("нет, не 18, а 12 ноября", {"date_acte": date(2026, 11, 12)}, ()),
    ],
)
def test_a_correction_says_what_changes(
    corrections: CorrectionReader, text: str, sets: dict[str, object], unsets: tuple[str, ...]
) -> None:
    """A correction names the facts that take another value and those no longer known."""
    language = "es" if "12 no" in text else "ru" if "12 ноября" in text else "fr"
    correction = corrections.read(text, TODAY, {"date_acte": date(2026, 11, 18)}, language)
    assert correction is not None
    assert (dict(correction.sets), correction.unsets) == (sets, unsets)


@pytest.mark.parametrize(
    ("text", "known", "sets"),
    [
        ("non c'est 600 le loyer pas 500", {"loyer": Decimal(500)}, {"loyer": Decimal(600)}),
        ("non, 700, pas 750", {"loyer": Decimal(750), "dette": Decimal(900)}, {"loyer": Decimal(700)}),
        ("pas 3, 4", {"enfants": 3}, {"enfants": 4}),
        ("no, el alquiler es 600, no 500", {"loyer": Decimal(500)}, {"loyer": Decimal(600)}),
    ],
)
def test_a_sum_refused_is_replaced(
    corrections: CorrectionReader, text: str, known: dict[str, Decimal | int], sets: dict[str, object]
) -> None:
    """The sum or the count that is set aside is found among what was known, and takes the other value."""
    correction = corrections.read(text, TODAY, known, "es" if "alquiler" in text else "fr")
    assert correction is not None
    assert dict(correction.sets) == sets


@pytest.mark.parametrize("text", ["bonjour", "non", "j'ai reçu ça le 18", "merci c'est noté"])
def test_what_changes_nothing_is_no_correction(corrections: CorrectionReader, text: str) -> None:
    """A greeting, a bare no and a date already known change nothing."""
    assert corrections.read(text, TODAY, {"date_acte": date(2026, 11, 18)}) is None
