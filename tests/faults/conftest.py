"""One mother for all the bots of a test process."""

import socket
from collections.abc import Iterator

import pytest

from tests.faults.ground import Mother


@pytest.fixture(scope="session")
def mother() -> Iterator[Mother]:
    """A process that has loaded the bot and bears running ones in milliseconds."""
    bearing = Mother()
    yield bearing
    bearing.close()


@pytest.fixture
def unused_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
