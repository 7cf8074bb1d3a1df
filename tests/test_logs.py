"""Logs: nothing a person said, is called or holds secret gets through, whoever calls."""

import io
import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import allowed, open_logs, silent_logs
from tests.replay import setting
from tests.replay.messengers import Terminal
from tests.replay.service import Served
from tests.transcript import FOLDER, read

CANARY = "canari Fatima 06 39 98 00 01"
TOKEN = "123456789:" + "A" * 35


@pytest.fixture
def journal():
    """A logger writing to memory, and what it has written. The root logger is put back afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    log = open_logs(lambda: 1_795_255_200.0, "debug", stream)
    yield log, stream
    logging.captureWarnings(False)
    root.handlers, root.level = before


def lines(stream):
    """What was logged, one mapping a line."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_what_may_be_logged_is(journal):
    """Identifiers, counts and keyed ids of the allow-list are written as JSON with the moment."""
    log, stream = journal
    log.info("turn", kind="message", intent="fsl", score=0.93, chat="0123456789abcdef")
    (line,) = lines(stream)
    assert line == {
        "at": "2026-11-21T10:00:00.000+00:00",
        "event": "turn",
        "kind": "message",
        "intent": "fsl",
        "score": 0.93,
        "chat": "0123456789abcdef",
        "level": "info",
    }


def test_words_of_people_are_dropped_and_counted(journal):
    """A text under any name, a raw chat id, a token: nothing is written but how many were dropped."""
    log, stream = journal
    log.info(
        CANARY, kind=CANARY, text=CANARY, chat=123456789, count=-1001234567890, error=TOKEN, trace=[CANARY]
    )
    (line,) = lines(stream)
    assert CANARY not in stream.getvalue() and TOKEN not in stream.getvalue()
    assert "1234567890" not in stream.getvalue()
    assert line["dropped"] == 6


def test_exceptions_show_where_and_never_what(journal):
    """An exception that quotes a person is logged by its type and the lines it passed."""
    log, stream = journal
    try:
        raise ValueError(CANARY)
    except ValueError:
        log.exception("turn.failed")
    (line,) = lines(stream)
    assert line["error"] == "ValueError" and line["trace"][-1].startswith("test_logs.py:")
    assert CANARY not in stream.getvalue()


def test_libraries_are_reduced_to_where_they_speak(journal):
    """A library that logs an address with a token in it, or a text, leaves only its name and place."""
    _, stream = journal
    logging.getLogger("aiohttp.client").error("POST /bot%s/sendMessage %s", TOKEN, CANARY)
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved: %r", CANARY)
    first, second = lines(stream)
    assert (first["logger"], second["error"]) == ("aiohttp.client", "RuntimeError")
    assert CANARY not in stream.getvalue() and TOKEN not in stream.getvalue()


@given(st.dictionaries(st.text(max_size=12), st.text() | st.integers() | st.binary() | st.none(), max_size=6))
def test_any_field_gives_a_line_of_identifiers(fields):
    """Whatever is given, the words that pass have no space and no Telegram id."""
    kept = allowed(None, "info", dict(fields))
    assert all(" " not in str(value) for value in kept.values() if not isinstance(value, list))
    assert all(" " not in str(place) for place in kept.get("trace", []))
    assert all(abs(value) < 10**8 for value in kept.values() if isinstance(value, int))


def test_the_silent_logger_writes_nothing(capsys):
    """In the terminal where a person reads, nothing is logged."""
    silent_logs().error("turn.failed", kind="message")
    assert capsys.readouterr() == ("", "")
    assert sys.stderr is not None


def test_no_word_of_a_conversation_reaches_the_logs(journal, library, tmp_path):
    """A whole conversation, staff included, at the most talkative level: none of its words is logged."""
    log, stream = journal
    transcript = read(FOLDER / "commandement_bail_2024.txt")
    served = Served(
        transcript, setting.of(transcript, library), tmp_path, lambda clock, _: Terminal(clock), log=log
    )
    try:
        for step in transcript.steps:
            served.play(step)
            for action in step.actions:
                assert action.text not in stream.getvalue()
    finally:
        served.close()
    assert [line for line in lines(stream) if line["event"] == "turn"]
    assert "1001" not in stream.getvalue().replace(str(served.clock()), ""), "a chat id is in the logs"


def test_a_bug_that_quotes_a_person_is_logged_without_the_quote(journal, library, tmp_path, monkeypatch):
    """An exception made of somebody's words costs an apology, and the logs hold its kind and place only."""
    from bot.service import household

    def broken(session, event, library, now):
        raise ValueError(f"cannot read {event.text}")

    monkeypatch.setattr(household, "advance", broken)
    log, stream = journal
    path = tmp_path / "essai.txt"
    path.write_text(f"title: E\nclock: 2026-11-21 10:00 Europe/Paris\n\n> {CANARY}\n", encoding="utf-8")
    transcript = read(path)
    served = Served(
        transcript, setting.of(transcript, library), tmp_path, lambda clock, _: Terminal(clock), log=log
    )
    try:
        told = served.play(transcript.steps[0])
    finally:
        served.close()
    assert told, "the person is not left in silence"
    assert CANARY not in stream.getvalue() and "Fatima" not in stream.getvalue()
    assert [line for line in lines(stream) if line.get("error") == "ValueError"]
