"""The fixture of every test that talks to Telegram: at its end, nothing invalid, nothing leaking was sent."""

from collections.abc import Iterator

import pytest

from tests.fake_telegram.server import FakeTelegram


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A running fake; the test fails when any of its calls was invalid, too fast, or a leak."""
    with FakeTelegram() as fake:
        yield fake
        if fake.violations:
            pytest.fail("\n".join(fake.violations))
