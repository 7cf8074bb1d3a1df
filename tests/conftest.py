"""What every test stands on: the real content, a fixed clock, a household to talk as."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from bot.library import DeskState, Library, load
from tests.dialogue.household import Household

settings.register_profile("shared_machine", deadline=None)  # a slow minute of the machine is no fault
settings.load_profile("shared_machine")

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=PARIS)


@cache
def real_library() -> Library:
    """The real content, loaded once; every permanence can be reached."""
    loaded = load()
    return loaded.with_desk(DeskState(reachable=frozenset(loaded.knowledge.permanences)))


@pytest.fixture(scope="session")
def library() -> Library:
    """The real content."""
    return real_library()


@pytest.fixture
def household(library: Library) -> Household:
    """A household that has not written yet, on Saturday 21 November 2026 at ten."""
    return Household(library, NOW)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` rewrites what the bot says in the transcripts; the diff is the review."""
    parser.addoption("--update", action="store_true", help="rewrite the bot's lines of the transcripts")
