"""The strict reader of content files: TOML, or Markdown with a `+++` TOML header, into frozen dataclasses.

Unknown keys are refused, every problem of a file is found at once, and each is a French sentence with the
nearest valid value, because the person who reads it is a social worker and not a programmer.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import tomllib
import typing
from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from knowledge.durations import SHAPES
from knowledge.errors import Problem, Severity

T = TypeVar("T")
STRICT = ConfigDict(extra="forbid", strict=True)
HEADER = "+++"
_PATTERNS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("date",), "date"),
    (("string",), "text"),
    (("int", "float", "decimal"), "number"),
    (("bool",), "flag"),
    (("tuple", "list", "frozen_set"), "list"),
    (("dataclass", "dict", "model"), "table"),
)


@functools.cache
def _messages() -> Mapping[str, str]:
    return tomllib.loads((Path(__file__).parent / "messages.toml").read_text(encoding="utf-8"))


def message(name: str, **words: object) -> str:
    """The French sentence `name` of messages.toml, filled."""
    return _messages()[name].format(**words)


def near(word: str, known: typing.Iterable[str]) -> str:
    """« Vouliez-vous écrire … ? », or nothing when no known word is close."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return message("did_you_mean", near=found[0]) if found else ""


class Reader:
    """Reads the files of one content folder and gathers every problem instead of stopping at the first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def name(self, path: Path) -> str:
        """`path` as people see it: relative to the content folder."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name

    def add(self, path: Path, key: str, found: object, text: str, severity: Severity = "error") -> None:
        """Write one problem down."""
        self.problems.append(Problem(self.name(path), key, str(found), text, severity))

    def toml(self, path: Path, into: type[T]) -> T | None:
        """The file as `into`, or None with its problems written down."""
        text = self.text(path)
        return None if text is None else self.parse(path, text, into)

    def document(self, path: Path, into: type[T]) -> tuple[T, str] | None:
        """A Markdown file as (header, body), or None with its problems written down."""
        text = self.text(path)
        if text is None:
            return None
        parts = text.split(HEADER + "\n", 2)
        if len(parts) != 3 or parts[0].strip():
            self.add(path, "", "", message("no_header"))
            return None
        header = self.parse(path, parts[1], into)
        return None if header is None else (header, parts[2])

    def text(self, path: Path) -> str | None:
        """The file's text with plain line ends, or None with the problem written down."""
        try:
            return path.read_text(encoding="utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            self.add(path, "", "", message("not_utf8"))
            return None

    def parse(self, path: Path, text: str, into: type[T]) -> T | None:
        """TOML text as `into`; problems carry the name of `path`."""
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.add(path, "", error, message("syntax", found=error))
            return None
        return self.build(path, data, into)

    def build(self, path: Path, data: object, into: type[T]) -> T | None:
        """Already parsed data as `into`, strictly."""
        # JSON mode is the strict mode that still lets a list be a tuple and a table be a dataclass.
        try:
            adapter: TypeAdapter[T] = _adapter(cast(Any, into))
            return adapter.validate_json(json.dumps(data, default=_plain), strict=True)
        except ValidationError as error:
            self.problems += [_problem(self.name(path), item, into) for item in error.errors()]
            return None


@functools.cache
def _adapter(into: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(into)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _problem(file: str, item: Any, into: type) -> Problem:
    where = [str(part) for part in item["loc"] if not str(part).startswith("function-")]
    key, kind = ".".join(where), str(item["type"])
    found = "" if kind == "missing" else _shown(item["input"])
    return Problem(file, key, found, _sentence(kind, where[-1] if where else "", found, item, into))


def _sentence(kind: str, key: str, found: str, item: Any, into: type) -> str:
    context = item.get("ctx") or {}
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return message("missing", key=key)
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return message("unknown_key", key=key, near=near(key, field_names(into)))
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return message("literal", found=found, allowed=allowed, near=near(found, allowed.split(", ")))
    if kind == "value_error":
        reason = str(context.get("error", ""))
        return message("duration" if reason == SHAPES else "other", found=found, allowed=reason)
    for starts, name in _PATTERNS:
        if kind.startswith(starts):
            return message(name, found=found)
    return message("other", found=found, allowed=item["msg"])


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def field_names(into: Any) -> frozenset[str]:
    """Every key that may be written in a file read as `into`, nested tables included."""
    return frozenset(_walk(into, set()))


def _walk(into: Any, seen: set[type]) -> Iterator[str]:
    for argument in typing.get_args(into):
        yield from _walk(argument, seen)
    if not (isinstance(into, type) and dataclasses.is_dataclass(into)) or into in seen:
        return
    seen.add(into)
    for name, hint in typing.get_type_hints(into, include_extras=True).items():
        if name.startswith("__"):
            continue
        yield name
        yield from _walk(hint, seen)
