"""aiogram is imported lightly, and whatever was put off can still be built."""

import subprocess
import sys


def fresh(script: str) -> str:
    """What a new interpreter writes for a script."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def test_the_models_of_the_bot_api_are_not_built_at_import() -> None:
    """Hundreds of them wait: that is most of aiogram's import time."""
    written = fresh("from bot.telegram import channel, models; print(len(models._put_off))")
    assert int(written) > 300


def test_reading_updates_needs_no_aiogram() -> None:
    """The commands that only read or test do not pay for it."""
    written = fresh("import sys; from bot.telegram import updates, polling; print('aiogram' in sys.modules)")
    assert written == "False"


def test_what_was_put_off_can_be_built_after_all() -> None:
    """A model nobody foresaw is built when it is asked for, and then works."""
    script = (
        "from bot.telegram import models; from aiogram.types import Message; models.build_all();"
        "raw = {'message_id': 5, 'date': 1, 'chat': {'id': 1, 'type': 'private'}};"
        "print(Message.model_validate(raw).message_id)"
    )
    assert fresh(script) == "5"


def test_other_peoples_models_are_built_as_ever() -> None:
    """Only aiogram's are put off."""
    script = (
        "import bot.telegram.models; from pydantic import BaseModel\n"
        "class Later(BaseModel):\n    other: 'Other'\n"
        "class Other(BaseModel):\n    number: int\n"
        "Later.model_rebuild(); print(Later.model_validate({'other': {'number': 3}}).other.number)"
    )
    assert fresh(script) == "3"
