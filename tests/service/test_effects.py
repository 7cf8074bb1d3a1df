"""What a turn asks for is carried out, whatever it is."""

from typing import get_args

from bot.dialogue.effects import Effect, Missed, PassOn
from bot.service.effects import WAYS


def test_every_effect_has_its_way() -> None:
    """No effect of the dialogue is left aside: each has a way, or needs the messages that were heard."""
    assert set(get_args(Effect)) == {*WAYS, PassOn, Missed}
