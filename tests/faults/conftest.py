"""One mother for all the bots of a test process."""

from collections.abc import Iterator

import pytest

from tests.faults.ground import Mother


@pytest.fixture(scope="session")
def mother() -> Iterator[Mother]:
    """A process that has loaded the bot and bears running ones in milliseconds."""
    bearing = Mother()
    yield bearing
    bearing.close()
