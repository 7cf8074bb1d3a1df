"""Sentences for those who run the bot, read from a TOML file beside the code that says them.

What households read is content or a translation catalogue; this is only for operators and for the demo.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Texts:
    """The sentences of one file, called by dotted key: `texts("serve.help", port=8080)`."""

    file: str
    sentences: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence of that key with its values put in. A key that is not in the file raises KeyError."""
        if key not in self.sentences:
            raise KeyError(f"{self.file}: no sentence called {key!r}")
        return self.sentences[key].format(**values) if values else self.sentences[key]

    def __contains__(self, key: object) -> bool:
        return key in self.sentences

    def section(self, name: str) -> dict[str, str]:
        """The sentences under one heading, by what follows the heading's name."""
        start = f"{name}."
        inside = (key for key in self.sentences if key.startswith(start))
        return {key.removeprefix(start): self.sentences[key] for key in inside}


@cache
def texts(file: str) -> Texts:
    """The sentences of a TOML file given by its path inside `bot/`."""
    with (HERE / file).open("rb") as stream:
        return Texts(file, dict(_flatten(tomllib.load(stream))))


def _flatten(table: Mapping[str, object], above: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{above}{key}.")
        else:
            pairs.append((above + key, str(value)))
    return pairs
