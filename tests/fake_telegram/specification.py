"""The Bot API as Telegram describes it, and the check of one call against it.

The description is not part of this project: it is looked for in `shared/data`, beside the checkout or above
it. Without it that one check is skipped, as the tests of this folder say; the house rules still hold.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.fake_telegram.text import shown

_PRIMITIVES = ("Integer", "Float", "Boolean", "String", "InputFile")


@dataclass(frozen=True)
class Limit:
    """A length or a count: `unit` is characters, bytes, items or value."""

    least: int
    most: int
    unit: str
    after_entities: bool = False


@dataclass(frozen=True)
class Specification:
    """Methods and types with their fields, and the limits of single fields by "Owner.field"."""

    methods: Mapping[str, Mapping[str, Any]]
    types: Mapping[str, Mapping[str, Any]]
    limits: Mapping[str, Limit]

    def faults(self, method: str, parameters: Mapping[str, Any], html: bool) -> Iterator[str]:
        """What Telegram would find wrong in a call, as sentences."""
        known = {name.lower(): name for name in self.methods}
        if method.lower() not in known:
            yield f"{method}: unknown method"
            return
        name = known[method.lower()]
        yield from self._fields(name, self.methods[name].get("fields", ()), parameters, html)

    def _fields(
        self, owner: str, fields: Sequence[Mapping[str, Any]], given: Mapping[str, Any], html: bool
    ) -> Iterator[str]:
        by_name = {field["name"]: field for field in fields}
        for name in given.keys() - by_name.keys():
            yield f"{owner}: unknown parameter {name}"
        for name, field in by_name.items():
            if name not in given:
                if field["required"]:
                    yield f"{owner}: {name} is required"
                continue
            found = list(self._value(f"{owner}.{name}", field["types"], given[name], html))
            yield from found
            if not found:
                yield from self._limit(f"{owner}.{name}", given[name], html)

    def _value(self, where: str, types: Sequence[str], value: Any, html: bool) -> Iterator[str]:
        """The faults of the alternative that fits best."""
        trials = [list(self._as(where, kind, value, html)) for kind in types]
        yield from min(trials, key=len)

    def _as(self, where: str, kind: str, value: Any, html: bool) -> Iterator[str]:
        if kind in _PRIMITIVES:
            if not _is_primitive(kind, value):
                yield f"{where}: {value!r:.60} is no {kind}"
            return
        value = _decoded(value)
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{where}: {value!r:.60} is no list"
                return
            for item in value:
                yield from self._value(where, [kind.removeprefix("Array of ")], item, html)
        else:
            yield from self._object(where, kind, value, html)

    def _object(self, where: str, kind: str, value: Any, html: bool) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {value!r:.60} is no {kind}"
            return
        subtypes = self.types[kind].get("subtypes")
        if subtypes:
            yield from self._value(where, subtypes, value, html)
        else:
            yield from self._fields(kind, self.types[kind].get("fields", ()), value, html)

    def _limit(self, where: str, value: Any, html: bool) -> Iterator[str]:
        limit = self.limits.get(where)
        if limit is None:
            return
        measured = _measured(limit, value, html)
        if measured is not None and not limit.least <= measured <= limit.most:
            yield f"{where}: {measured} {limit.unit}, allowed {limit.least} to {limit.most}"


def _is_primitive(kind: str, value: Any) -> bool:
    match kind:
        case "Integer":
            return isinstance(value, int) or (
                isinstance(value, str) and bool(re.fullmatch(r"-?\d{1,18}", value))
            )
        case "Float":
            return isinstance(value, int | float) or bool(re.fullmatch(r"-?\d+(\.\d+)?", str(value)))
        case "Boolean":
            return isinstance(value, bool) or value in ("true", "false", "True", "False")
        case "InputFile":
            return isinstance(value, bytes) or (isinstance(value, str) and value.startswith("attach://"))
    return isinstance(value, str)


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _measured(limit: Limit, value: Any, html: bool) -> int | None:
    if limit.unit in ("items", "value"):
        value = _decoded(value)
        return len(value) if isinstance(value, list) else int(value) if isinstance(value, int) else None
    if not isinstance(value, str):
        return None
    text = shown(value) if limit.after_entities and html else value
    return len(text.encode()) if limit.unit == "bytes" else len(text)


@cache
def specification() -> Specification | None:
    """The description with what 10.2 and 10.3 add, or None where it is not there."""
    folder = _folder()
    if folder is None:
        return None
    base, delta, limits = (
        json.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("telegram_api.json", "telegram_api_delta_10.3.json", "telegram_api_limits.json")
    )
    return Specification(_merged(base, delta, "methods"), _merged(base, delta, "types"), _limits(limits))


def _folder() -> Path | None:
    checkout = Path(__file__).resolve().parents[2]
    for parent in checkout.parents:
        if (parent / "shared" / "data" / "telegram_api.json").is_file():
            return parent / "shared" / "data"
    return None


def _merged(base: Mapping[str, Any], delta: Mapping[str, Any], part: str) -> dict[str, Any]:
    merged: dict[str, Any] = {name: dict(entry) for name, entry in base[part].items()}
    for name, addition in delta[part].items():
        entry = merged.setdefault(name, {"name": name, "fields": []})
        entry["fields"] = [*entry.get("fields", ()), *addition.get("fields", ())]
    return merged


def _limits(limits: Mapping[str, Any]) -> dict[str, Limit]:
    found = {
        row["field"]: Limit(row["min"], row["max"], row["unit"], row["after_entities"])
        for row in limits["length"]
    }
    # Prose only in the description: an album of one photo passed every check before this row was there.
    for row in limits["range_or_count"]:
        found.setdefault(
            row["field"], Limit(row["min"], row["max"], "items" if "list" in row["text"] else "value")
        )
    found["sendMediaGroup.media"] = Limit(2, 10, "items")
    return found
