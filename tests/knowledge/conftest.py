"""The real content, read once for every test of this room."""

import pytest

from knowledge.loader import Knowledge, load


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The content folder as it is shipped."""
    return load()
