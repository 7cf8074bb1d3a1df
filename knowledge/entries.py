"""What people read: contacts, sources, hard words, danger screens and fiches, once read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.model import Audience, Confidence, Texts
from knowledge.reading import STRICT


@dataclass(frozen=True)
class Contact:
    """Somebody who helps. A contact that is not `shown` is kept for workers to check, never given to
    households.
    """

    __pydantic_config__ = STRICT
    name: str
    sources: tuple[str, ...]
    confidence: Confidence
    phone: str = ""
    hours: str = ""
    free: bool = False
    note: str = ""
    site: str = ""
    territory: str = "france"
    shown: bool = True
    id: str = ""


@dataclass(frozen=True)
class Source:
    """A page or a text that was read: where, whose, and of what date."""

    __pydantic_config__ = STRICT
    title: str
    nature: str = ""
    id: str = ""


@dataclass(frozen=True)
class Term:
    """A hard word, its plain meaning, and the names it had before."""

    __pydantic_config__ = STRICT
    word: str
    meaning: Texts
    acronym: bool = False
    formerly: tuple[str, ...] = ()
    since: str = ""
    also: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Doubt:
    """Something the law leaves open, and what the service does meanwhile."""

    __pydantic_config__ = STRICT
    question: str
    conduct: str
    state: Literal["ouvert", "partiel", "resolu"]
    checked_on: date
    id: str = ""


@dataclass(frozen=True)
class Crisis:
    """The fixed screen of one danger: three short lines, the number first; and the gentle line when it is
    only possible. A translation is `stale` when the French screen it was made from has changed.
    """

    kind: str
    lang: str
    screen: str
    possible: str
    checked_on: date
    sources: tuple[str, ...]
    stale: bool = False


@dataclass(frozen=True)
class FicheQuestion:
    """A question people really ask, in several wordings, with an answer of two or three sentences."""

    id: str
    ask: tuple[str, ...]
    answer: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Fiche:
    """What to tell somebody about one subject: `short` first, `more` behind «En savoir plus», `worker` for
    professionals.

    A translation carries `translates`, the hash of the French text it was made from; `stale` when that text
    changed.
    """

    id: str
    lang: str
    title: str
    audience: Audience
    stage: str
    short: str
    more: str
    steps: tuple[str, ...]
    not_tomorrow: str
    worker: str
    contacts: tuple[str, ...]
    papers: tuple[str, ...]
    articles: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: Confidence
    checked_on: date
    review_by: date
    questions: tuple[FicheQuestion, ...] = ()
    intents: tuple[str, ...] = ()
    domaine: str = ""
    doubts: tuple[str, ...] = ()
    reviewer: str = ""
    translates: str = ""
    stale: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
