"""The shipped content, read once for the whole room."""

from datetime import date

import pytest

from intents.catalogue import Catalogue, load
from intents.understanding import Understander

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The content of the package."""
    return load()


@pytest.fixture(scope="session")
def understander(catalogue: Catalogue) -> Understander:
    """An understander with the lexical matcher alone."""
    return Understander(catalogue)


@pytest.fixture
def today() -> date:
    """A Saturday."""
    return TODAY
