"""What can be meant: every intent with its examples, read from `content/<lang>/<intent>.toml` and checked
at once."""

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from intents.acts import Acts
from intents.concepts import Concepts, concepts_from
from intents.errors import Problem
from intents.lexicon import Lexicon
from intents.normalise import fold, spelt
from intents.resources import LANGUAGES, ROOT, read_lexicons, read_table
from intents.safety import SafetyNet, read_safety, require

_META: Mapping[str, type | tuple[type, ...]] = {
    "title": str,
    "urgency": int,
    "stage": str,
    "out_of_scope": bool,
    "follows": list,
    "examples": list,
}
_EXAMPLES_ONLY = frozenset({"examples"})


@dataclass(frozen=True)
class Intent:
    """One thing a message can mean; `examples` by language, `stage` and `urgency` are what it implies by
    itself."""

    id: str
    title: str
    urgency: int = 0
    stage: str | None = None
    out_of_scope: bool = False
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """The whole content of this package, ready for use; `digest` changes when any file changes."""

    intents: Mapping[str, Intent]
    lexicons: Mapping[str, Lexicon]
    spelling: Mapping[str, str]
    safety: SafetyNet
    thresholds: Mapping[str, Any]
    languages: Mapping[str, Any]
    acts: Acts
    concepts: Concepts
    masks: Mapping[str, Any]
    crises: Mapping[str, Mapping[str, tuple[str, ...]]]
    quiet: frozenset[str]
    digest: str

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Every example as (language, intent, text), in a stable order."""
        for intent in self.intents.values():
            for language, texts in intent.examples.items():
                yield from ((language, intent.id, text) for text in texts)

    @cached_property
    def bare(self) -> tuple[tuple[str, str, str], ...]:
        """The same lines with their text folded: done once, thousands take a while."""
        return tuple((language, intent, fold(text)) for language, intent, text in self.lines())

    @cached_property
    def folded(self) -> tuple[tuple[str, str, str], ...]:
        """The same lines with their text folded, in the usual spelling."""
        return tuple((language, intent, spelt(bare, self.spelling)) for language, intent, bare in self.bare)

    @property
    def ordinary(self) -> frozenset[str]:
        """Every word of the examples, folded."""
        return frozenset(word for _language, _intent, folded in self.folded for word in folded.split())

    @cached_property
    def learning_digest(self) -> str:
        """Twelve hexadecimal digits that change with what a model learns from: examples, dangers,
        spelling."""
        learnt = [
            list(self.lines()),
            sorted((k, sorted(v.items())) for k, v in self.crises.items()),
            sorted(self.spelling.items()),
            sorted(self.quiet),
        ]
        return hashlib.sha256(json.dumps(learnt, ensure_ascii=False).encode()).hexdigest()[:12]


def load(root: Path | None = None) -> Catalogue:
    """Read a content folder (the shipped one by default). Raises ContentError with every problem found."""
    base = root or ROOT
    problems: list[Problem] = []
    catalogue = read(base, problems)
    require(problems)
    return catalogue


def load_quickly(root: Path | None = None) -> Catalogue:
    """The same, its examples not compared and their words not trusted yet: a model that was learnt from them
    knows these words (`safety.trust`). Saves a second at each start."""
    problems: list[Problem] = []
    catalogue = _read(root or ROOT, problems)
    require(problems)
    return catalogue


def read(base: Path, problems: list[Problem]) -> Catalogue:
    """Read a content folder and add its faults to `problems` instead of raising."""
    catalogue = _read(base, problems)
    _refuse_duplicates(catalogue, problems)
    catalogue.safety.trust(catalogue.ordinary)
    return catalogue


def _read(base: Path, problems: list[Problem]) -> Catalogue:
    spelling = {
        str(k): str(v) for k, v in read_table(base / "spelling.toml", problems).get("words", {}).items()
    }
    intents = dict(_intents(base, problems))
    safety = read_safety(base, spelling, problems)
    return Catalogue(
        intents=intents,
        lexicons=read_lexicons(base, problems),
        spelling=spelling,
        safety=safety,
        thresholds=read_table(base / "thresholds.toml", problems),
        languages=read_table(base / "languages.toml", problems),
        acts=Acts(read_table(base / "acts.toml", problems), spelling, problems),
        concepts=concepts_from(read_table(base / "concepts.toml", problems), spelling),
        masks=read_table(base / "masks.toml", problems),
        crises=_crises(base, problems),
        quiet=frozenset(map(str, read_table(base / "quiet.toml", problems).get("words", ()))),
        digest=digest_of(base),
    )


def digest_of(base: Path) -> str:
    """Twelve hexadecimal digits that change with any content file."""
    summary = hashlib.sha256()
    for path in sorted(base.rglob("*.toml")):
        summary.update(path.relative_to(base).as_posix().encode() + b"\0")
        summary.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return summary.hexdigest()[:12]


def _intents(base: Path, problems: list[Problem]) -> Iterator[tuple[str, Intent]]:
    for path in sorted((base / "fr").glob("*.toml")):
        table = _checked(path, read_table(path, problems), frozenset(_META), problems)
        examples = {"fr": _examples(path, table, problems)}
        for language in LANGUAGES[1:]:
            other = base / language / path.name
            if other.exists():
                rows = _checked(other, read_table(other, problems), _EXAMPLES_ONLY, problems)
                examples[language] = _examples(other, rows, problems)
        if not table.get("title"):
            problems.append(
                Problem(_name(path), "title", "rien", "chaque intention a un titre, montré sur un bouton")
            )
        yield path.stem, _intent(path.stem, table, examples)
    _refuse_strangers(base, problems)


def _intent(name: str, table: Mapping[str, Any], examples: Mapping[str, tuple[str, ...]]) -> Intent:
    return Intent(
        id=name,
        title=str(table.get("title", name)),
        urgency=int(table.get("urgency", 0)),
        stage=table.get("stage"),
        out_of_scope=bool(table.get("out_of_scope", False)),
        examples=examples,
    )


def _checked(
    path: Path, table: dict[str, Any], allowed: frozenset[str], problems: list[Problem]
) -> dict[str, Any]:
    for key, value in table.items():
        if key not in allowed:
            nearest = difflib.get_close_matches(key, allowed, 1)
            hint = f" ; vouliez-vous dire « {nearest[0]} » ?" if nearest else ""
            problems.append(Problem(_name(path), key, key, f"clé inconnue{hint}"))
        elif not isinstance(value, _META[key]):
            problems.append(
                Problem(_name(path), key, repr(value), "valeur d'une autre sorte que celle attendue")
            )
    urgency = table.get("urgency", 0)
    if isinstance(urgency, int) and not 0 <= urgency <= 5:
        problems.append(Problem(_name(path), "urgency", str(urgency), "l'urgence va de 0 à 5"))
    return {k: v for k, v in table.items() if k in allowed and isinstance(v, _META[k])}


def _examples(path: Path, table: Mapping[str, Any], problems: list[Problem]) -> tuple[str, ...]:
    lines = tuple(str(line) for line in table.get("examples", []))
    if not any(fold(line) for line in lines):
        problems.append(
            Problem(_name(path), "examples", "rien", "une intention sans exemple ne peut pas être reconnue")
        )
    problems.extend(
        Problem(_name(path), "examples", repr(line), "exemple vide") for line in lines if not line.strip()
    )
    return lines


def _refuse_duplicates(catalogue: Catalogue, problems: list[Problem]) -> None:
    seen: dict[str, str] = {}
    for (language, intent, text), (_language, _intent, bare) in zip(
        catalogue.lines(), catalogue.bare, strict=True
    ):
        other = seen.setdefault(bare, intent)
        if other != intent and bare:
            message = f"cette phrase est déjà un exemple de « {other} »"
            problems.append(Problem(f"{language}/{intent}.toml", "examples", text, message))


def _refuse_strangers(base: Path, problems: list[Problem]) -> None:
    known = {path.name for path in (base / "fr").glob("*.toml")}
    for language in LANGUAGES[1:]:
        for path in sorted((base / language).glob("*.toml")):
            if path.name not in known:
                nearest = difflib.get_close_matches(path.stem, [name[:-5] for name in known], 1)
                hint = f" ; vouliez-vous dire « {nearest[0]} » ?" if nearest else ""
                problems.append(
                    Problem(_name(path), "-", path.stem, f"aucune intention française de ce nom{hint}")
                )


def _crises(base: Path, problems: list[Problem]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted((base / "crises").glob("*.toml")):
        table = read_table(path, problems)
        found[path.stem] = {language: tuple(map(str, lines)) for language, lines in table.items()}
    return found


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
