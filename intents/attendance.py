"""What somebody says of an appointment: they come, cannot, want it sooner or another day, or want one."""

import tomllib
from functools import cache
from typing import Literal

from intents.lexicon import PhraseTable, phrase_table
from intents.normalise import words_of
from intents.resources import ROOT

Attendance = Literal["come", "cannot", "sooner", "move", "ask"]
_FILE = ROOT / "attendance.toml"
_LONGEST = 16
"""Words: a longer message tells a story, and «je ne peux pas» in it is about something else."""
_ORDER: tuple[Attendance, ...] = ("move", "sooner", "cannot", "come")
"""What is wished instead says more than the refusal («je ne peux pas mardi, un autre jour ?»)."""


def read(text: str, language: str | None = None) -> Attendance | None:
    """What a short message says of an appointment, in its language or in French; None for anything else."""
    words = words_of(text)
    if not 0 < len(words) <= _LONGEST:
        return None
    for code in dict.fromkeys((language or "fr", "fr")):
        table = _tables().get(code, phrase_table({}))
        if table.values.get(tuple(words)) == "ask":
            return "ask"
        said = {value for value, _, _ in table.all_in(words)}
        found = next((meaning for meaning in _ORDER if meaning in said), None)
        if found is not None:
            return found
    return None


@cache
def _tables() -> dict[str, PhraseTable]:
    """The phrases of each language, read once."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        language: phrase_table({phrase: meaning for meaning, said in groups.items() for phrase in said})
        for language, groups in content.items()
    }
