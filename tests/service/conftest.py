"""What most conversations with the desk begin with."""

from pathlib import Path

import pytest

from tests.service.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A data folder whose group is tied to Metz-Borny."""
    made = House(tmp_path)
    made.tie()
    return made
