"""Thirty questions as a worried tenant asks them, false ideas included, through the real `ask`: no false
certainty, a next step.

`pytest --update` writes what is answered today in `transcripts/trente_questions.md`, to be read and corrected
by people.
"""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from bot.cli.asking import answered
from knowledge.plainness import banned, unknown_phones
from tests.conftest import NOW, real_library

PAGE = Path(__file__).parent / "transcripts" / "trente_questions.md"
HEAD = "# Trente questions d'un locataire inquiet, et ce qui est répondu\n"
QUESTIONS = re.findall(r"^> (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
LOST = "Je ne suis pas sûr de comprendre"


@cache
def told(question: str) -> str:
    """What a household reads in answer to a first message."""
    return "\n\n".join(reply["text"] for reply in answered(real_library(), question, "fr", NOW)["reply"])


def test_there_are_thirty() -> None:
    """The page holds thirty different questions."""
    assert len(set(QUESTIONS)) == 30


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_false_certainty(question: str) -> None:
    """Nothing forbidden or outdated is said, no unconfirmed number is given, and something is always
    answered.
    """
    knowledge = real_library().knowledge
    shown = frozenset(contact.phone for contact in knowledge.contacts.values() if contact.shown)
    assert [remark.text for remark in banned("", told(question), knowledge.plain)] == []
    assert [remark.text for remark in unknown_phones("", told(question), shown)] == []
    assert len(told(question)) > 40


def test_almost_all_are_understood() -> None:
    """At most three of the thirty lead to «Est-ce à propos de…», and those offer a choice."""
    lost = [question for question in QUESTIONS if told(question).startswith(LOST)]
    assert len(lost) <= 3, json.dumps(lost, ensure_ascii=False)


def test_the_page_can_be_rewritten(pytestconfig: pytest.Config) -> None:
    """`--update` rewrites every answer of the page, and no question."""
    page = HEAD + "".join(f"\n> {question}\n\n{told(question)}\n" for question in QUESTIONS)
    if pytestconfig.getoption("update"):
        PAGE.write_text(page, encoding="utf-8")
    assert re.findall(r"^> (.+)$", page, re.MULTILINE) == QUESTIONS
