"""Where the content of this package is read: every TOML file, once, with its faults collected."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intents.errors import Problem
from intents.lexicon import Lexicon, lexicon_from

ROOT = Path(__file__).parent / "content"
LANGUAGES = ("fr", "en", "ar", "tr", "ru", "uk", "ro", "pt", "es")


def read_table(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """A parsed TOML file; a file that is not TOML adds a problem and reads as empty."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(
            Problem(
                str(path.name), "-", str(error), "ce fichier ne se lit pas ; vérifiez guillemets et virgules"
            )
        )
        return {}


def read_lexicons(root: Path, problems: list[Problem]) -> Mapping[str, Lexicon]:
    """Every language's lexicon found in the folder, by its code."""
    files = sorted((root / "lexicon").glob("*.toml"))
    return {path.stem: lexicon_from(path.stem, read_table(path, problems)) for path in files}


def ordered(
    lexicons: Mapping[str, Lexicon], language: str | None, usual: str | None = None
) -> tuple[Lexicon, ...]:
    """The lexicons to try for a message: its own language, the person's usual one, then French.

    A few words («kiram 650 euro») are often taken for another language: the usual one still reads them.
    """
    codes = dict.fromkeys((language or usual or "fr", usual or "fr", "fr"))
    return tuple(lexicons[code] for code in codes if code in lexicons)
