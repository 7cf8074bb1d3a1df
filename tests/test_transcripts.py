"""Whole conversations, replayed three ways with the same expected text."""

import shutil

import pytest

from tests.fake_telegram.server import FakeTelegram
from tests.replay import setting
from tests.replay.messengers import Telegram, Terminal
from tests.replay.pure import Pure, household_side
from tests.replay.service import Clock, Served
from tests.transcript import FOLDER, Line, read, seconds

PATHS = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def here(library):
    """The library; a transcript says which permanence has its group, the first one else."""
    return library


def as_text(lines):
    """Lines as the file writes them, so that a failure shows a diff that can be read."""
    return "\n".join(map(str, lines))


def where(transcript, step):
    """The place of a step, for whoever reads the failure."""
    return f"{transcript.path.name}:{step.actions[0].number}: {step.actions[0]}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_pure_core_says_it(path, here, pytestconfig):
    """Said to `advance` alone, the household's side is word for word the transcript's."""
    transcript = read(path)
    pure = Pure(transcript, setting.of(transcript, here))
    for step in transcript.steps:
        told = pure.play(step)
        if told is None:
            break
        if pytestconfig.getoption("update"):
            understood = [line for line in told if line.mark == "="]
            step.told = understood + [line for line in step.told if line.mark != "="]
            path.write_text(transcript.text(), encoding="utf-8")
        else:
            expected = household_side(step.told)
            assert as_text(household_side(told)) == as_text(expected), where(transcript, step)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_service_says_it(path, here, pytestconfig, tmp_path):
    """Through inbox, transaction, outbox and a database file, both sides read what the transcript says."""
    transcript = read(path)
    served = Served(transcript, setting.of(transcript, here), tmp_path, lambda clock, _: Terminal(clock))
    try:
        follow(served, transcript, pytestconfig.getoption("update"))
    finally:
        served.close()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_telegram_shows_it(path, here, pytestconfig, tmp_path):
    """Through aiogram and HTTP to a server that checks every call, people read the same words."""
    if pytestconfig.getoption("update"):
        pytest.skip("--update writes what the service says; this way only compares")
    transcript = read(path)
    clock = Clock(transcript.clock.timestamp())
    with FakeTelegram(clock) as fake:
        there = setting.of(transcript, here)
        served = Served(transcript, there, tmp_path, lambda _, people: Telegram(fake, people), clock)
        try:
            follow(served, transcript, update=False)
        finally:
            served.close()
        assert fake.violations == []


def follow(served, transcript, update):
    """Play every step; compare, or write down what was said."""
    for step in transcript.steps:
        told = served.play(step)
        if update:
            step.told = [line for line in step.told if line.mark == "="] + told
            transcript.path.write_text(transcript.text(), encoding="utf-8")
        else:
            expected = [line for line in step.told if line.mark != "="]
            assert as_text(told) == as_text(expected), where(transcript, step)


def test_a_transcript_is_read_and_written_back_the_same(tmp_path):
    """Bursts, continuations, comments and both sides survive reading and writing."""
    written = (
        "title: Essai\nclock: 2026-11-21 10:00 Europe/Paris\n\n# au début\n> un\n> deux\n  encore\n"
        "= intent x\n"
        "< Bonjour.\n  [Oui] [Non]\n! deadline 2026-12-18 09:30\n\n> [Oui]\n< Bien.\n\n"
        "@ +14 days\n< Rappel\n\n"
        ">> [Prendre]\n<< (modifié) carte\n   [Clore]\n"
    )
    path = tmp_path / "essai.txt"
    path.write_text(written, encoding="utf-8")
    transcript = read(path)
    assert [len(step.actions) for step in transcript.steps] == [2, 1, 1, 1]
    assert transcript.steps[0].actions[1].text == "deux\nencore"
    assert transcript.text() == written


def test_other_people_are_named_at_their_marks(tmp_path):
    """A name at a mark says who acts or reads; the same person's lines that touch are one breath."""
    written = (
        "title: Essai\nclock: 2026-11-21 10:00 Europe/Paris\npeople: lea\n\n"
        ">lea (lien)\n<lea Bonjour.\n\n>lea un\n>lea deux\n> trois\n<<woippy (topic) K7-1204\n"
    )
    path = tmp_path / "essai.txt"
    path.write_text(written, encoding="utf-8")
    transcript = read(path)
    assert [[line.who for line in step.actions] for step in transcript.steps] == [
        ["lea"],
        ["lea", "lea"],
        [""],
    ]
    assert transcript.steps[2].told[0].who == "woippy"
    assert read(path).text() == written.replace("deux\n> trois", "deux\n\n> trois")


def test_a_blank_line_ends_a_breath(tmp_path):
    """Two messages with a blank line between them are two turns; without it they are read together."""
    path = tmp_path / "essai.txt"
    path.write_text(
        "title: E\nclock: 2026-11-21 10:00 Europe/Paris\n\n> un\n\n> deux\n> trois\n", encoding="utf-8"
    )
    assert [len(step.actions) for step in read(path).steps] == [1, 2]


@pytest.mark.parametrize("row", ["bonjour", "  au milieu de rien"])
def test_a_line_that_is_none_is_told_with_its_place(tmp_path, row):
    """A mistake in a transcript names file and line."""
    path = tmp_path / "essai.txt"
    path.write_text(f"title: E\nclock: 2026-11-21 10:00 Europe/Paris\n\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="essai.txt:4"):
        read(path)


def test_time_is_written_in_words():
    """Days, hours and minutes; anything else is refused."""
    assert (seconds("+14 days"), seconds("+3 hours"), seconds("+1 minute")) == (1_209_600, 10_800, 60)
    with pytest.raises(ValueError, match="hier"):
        seconds("hier")


def test_updating_touches_only_what_the_bot_does(tmp_path, here):
    """`--update` never rewrites what a person says: every action comes back as it was."""
    for path in PATHS:
        copy = tmp_path / path.name
        shutil.copyfile(path, copy)
        before = [[action.text for action in step.actions] for step in read(path).steps]
        assert before == [[action.text for action in step.actions] for step in read(copy).steps]
        assert read(copy).text() == path.read_text(encoding="utf-8"), (
            f"{path.name} is not written as --update would"
        )
    assert Line("<", "a\nb").__str__() == "< a\n  b"
