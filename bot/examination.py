"""The examination of all content: law, permanences, examples of phrases, translations of the bot's own."""

from dataclasses import asdict
from datetime import date
from typing import Any

from bot import catalogue as translations
from bot.i18n import LOCALES, load_catalogues
from intents import catalogue
from intents.checks import doubts
from intents.errors import ContentError as PhrasesError
from knowledge import checks, loader
from knowledge.coverage import coverage
from knowledge.errors import ContentError as ContentFaults

Json = dict[str, Any]


def examine(today: date) -> Json:
    """Every problem at once, how much content there is, and what covers what: the shape of `check --json`."""
    report = checks.check(today=today).as_json()
    intents, faults = _phrases()
    languages = list(load_catalogues().languages)
    report["problems"] += [_problem(fault) for fault in (*faults, *translations.problems(LOCALES))]
    report["counts"] |= {"intents": intents, "languages": len(languages)}
    return report | {"territory": _territory(), "version": loader.digest(loader.CONTENT)}


def _territory() -> list[Json]:
    """For each domain and each département served, the communes with nobody competent, the largest first."""
    try:
        knowledge = loader.load()
    except ContentFaults:
        return []  # its problems are in the report already
    domaines = sorted({domaine for one in knowledge.permanences.values() for domaine in one.thematiques})
    return [asdict(one) for one in coverage(knowledge, domaines)]


def _phrases() -> tuple[int, tuple[Any, ...]]:
    try:
        phrases = catalogue.load()
    except PhrasesError as error:
        return 0, error.problems
    return len(phrases.intents), doubts(phrases)


def _problem(problem: Any) -> Json:
    return {name: str(getattr(problem, name)) for name in ("file", "key", "found", "message", "severity")}
