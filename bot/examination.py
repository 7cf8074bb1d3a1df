"""The examination of all content: law and permanences, examples of phrases, the bot's own phrases."""

from datetime import date
from typing import Any

from bot.i18n import load_catalogues
from intents import catalogue
from intents.errors import ContentError as PhrasesError
from knowledge import loader

Json = dict[str, Any]


def examine(today: date) -> Json:
    """Every problem at once, how much content there is, and what covers what: the shape of `check --json`."""
    knowledge, problems = loader.read(loader.CONTENT)
    phrases, faults = _phrases()
    found = [_problem(problem) for problem in problems] + [_problem(fault) for fault in faults]
    languages = list(load_catalogues().languages)
    spoken = {"intents": len(phrases.intents) if phrases else 0, "languages": len(languages)}
    return {
        "problems": found,
        "counts": _counts(knowledge) | spoken,
        "coverage": {"languages": languages},
        "version": knowledge.version if knowledge else "",
    }


def _phrases() -> tuple[catalogue.Catalogue | None, tuple[Any, ...]]:
    try:
        return catalogue.load(), ()
    except PhrasesError as error:
        return None, error.problems


def _counts(knowledge: loader.Knowledge | None) -> dict[str, int]:
    if knowledge is None:
        return {}
    names = ("stages", "fiches", "parameters", "questions", "contacts", "crises", "permanences")
    return {name: len(getattr(knowledge, name)) for name in names}


def _problem(problem: Any) -> Json:
    names = ("file", "key", "found", "message", "severity")
    return {name: str(getattr(problem, name)) for name in names}
