"""The questions in the other languages: `questions/<lang>.toml`, one table per question.

`translates` is the fingerprint of the French question the translator read. What is missing is asked in
French; what is stale is asked all the same, and `entraidbot check` says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.model import Texts
from knowledge.questions import FALLBACK, Question
from knowledge.reading import STRICT, Reader, message, near

FOLDER = "questions"


@dataclass(frozen=True)
class TranslatedQuestion:
    """One question in one language: the parts of the French one, in the same places."""

    __pydantic_config__ = STRICT
    translates: str
    text: str
    help: str = ""
    at: Texts = field(default_factory=dict)
    choice: Texts = field(default_factory=dict)
    too_early: str = ""
    too_late: str = ""


def with_translations(reader: Reader, french: Mapping[str, Question]) -> Mapping[str, Question]:
    """The questions, with every language of the folder `questions`. Problems are written down as warnings."""
    questions = dict(french)
    for path in sorted((reader.root / FOLDER).glob("*.toml")):
        read = reader.toml(path, dict[str, TranslatedQuestion]) or {}
        for fact in french.keys() - read.keys():
            reader.add(path, fact, "", message("not_translated", key=fact), "warning")
        for fact, translated in read.items():
            if fact not in french:
                reader.add(path, fact, fact, message("orphan_question", near=near(fact, french)), "warning")
                continue
            _check(reader, path, french[fact], translated)
            questions[fact] = _merged(questions[fact], path.stem, translated)
    return questions


def fingerprint(question: Question) -> str:
    """Twelve hexadecimal digits of all that is said in French of this question."""
    return hashlib.sha256(json.dumps(parts(question, FALLBACK)).encode()).hexdigest()[:12]


def parts(question: Question, language: str) -> dict[str, str]:
    """Every text of a question in that language, by its place; only those that are written."""
    named = {
        "text": question.text,
        "help": question.help,
        "too_early": question.too_early,
        "too_late": question.too_late,
        **{f"at.{stage}": texts for stage, texts in sorted(question.at.items())},
        **{f"choice.{item.value}": item.label for item in question.choice},
    }
    return {name: texts[language] for name, texts in named.items() if texts.get(language)}


def _check(reader: Reader, path: Path, french: Question, translated: TranslatedQuestion) -> None:
    if translated.translates != fingerprint(french):
        text = message("stale_question", found=fingerprint(french))
        reader.add(path, french.fact, translated.translates, text, "warning")
    wanted, written = parts(french, FALLBACK).keys(), set(_places(translated))
    for name in wanted - written:
        reader.add(path, f"{french.fact}.{name}", "", message("not_translated", key=name), "warning")
    for name in written - wanted:
        text = message("orphan_question", near=near(name, wanted))
        reader.add(path, f"{french.fact}.{name}", name, text, "warning")


def _places(translated: TranslatedQuestion) -> Iterator[str]:
    yield from (name for name in ("text", "help", "too_early", "too_late") if getattr(translated, name))
    yield from (f"at.{stage}" for stage in translated.at)
    yield from (f"choice.{value}" for value in translated.choice)


def _merged(question: Question, language: str, translated: TranslatedQuestion) -> Question:
    def added(texts: Texts, said: str) -> Texts:
        return {**texts, language: said} if said else texts

    return replace(
        question,
        text=added(question.text, translated.text),
        help=added(question.help, translated.help),
        too_early=added(question.too_early, translated.too_early),
        too_late=added(question.too_late, translated.too_late),
        at={stage: added(texts, translated.at.get(stage, "")) for stage, texts in question.at.items()},
        choice=tuple(
            replace(item, label=added(item.label, translated.choice.get(item.value, "")))
            for item in question.choice
        ),
    )
