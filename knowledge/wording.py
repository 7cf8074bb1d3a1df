"""The French sentences of the territory: problems of the directory, why a permanence was kept or not."""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path


@functools.cache
def _sentences() -> Mapping[str, str]:
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


def sentence(name: str, **words: object) -> str:
    """The sentence `name` of wording.toml, filled."""
    return _sentences()[name].format(**words)
