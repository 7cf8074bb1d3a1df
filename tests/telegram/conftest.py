"""The fake Bot API for the tests of this folder."""

from tests.fake_telegram.fixtures import telegram

__all__ = ["telegram"]
