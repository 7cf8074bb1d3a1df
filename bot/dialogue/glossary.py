"""A hard word of an answer can be tapped: one a turn, each once, where there is room for its button."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.dialogue import misses
from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice, Reply
from bot.dialogue.session import Session
from bot.dialogue.talk import BUTTONS_AT_MOST, Talk, Turn
from bot.i18n import Safe
from bot.library import Library
from knowledge.entries import Term
from knowledge.glossary import meaning, terms_in

ACTION = "term"
WAYS_TO_A_PERSON = frozenset({"human", "callback"})
_TAG = re.compile(r"</?\w+>")
_LIST_OF_NAMES = re.compile(r"^•.*$", re.MULTILINE)


def offered(turn: Turn, library: Library) -> Turn:
    """The turn with a button for one hard word that was not offered before, where there is one and room."""
    for position, reply in enumerate(turn.replies):
        term = _hard(reply, turn.session, library) if _has_room(reply) else None
        if term is not None:
            replies = list(turn.replies)
            replies[position] = _with_button(reply, term, turn.session, library)
            session = replace(turn.session, explained=(*turn.session.explained, term.id))
            return replace(turn, session=session, replies=tuple(replies))
    return turn


def _has_room(reply: Reply) -> bool:
    """Room is where the two ways to a person stand: consents, erasures and danger are left as they are."""
    values = {choice.value for row in reply.choices for choice in row}
    return not reply.urgent and values >= WAYS_TO_A_PERSON and len(reply.choices) < BUTTONS_AT_MOST


def _hard(reply: Reply, session: Session, library: Library) -> Term | None:
    text = _LIST_OF_NAMES.sub("", html.unescape(_TAG.sub("", reply.text)))
    subject = library.knowledge.fiche(session.fiche).title.lower() if session.fiche else ""
    return next(
        (
            term
            for term in terms_in(text, _perhaps(text, library.knowledge.terms))
            if term.id not in session.explained
            and term.word.lower() not in subject
            and not _explained_there(term, text)
        ),
        None,
    )


def _perhaps(text: str, terms: Mapping[str, Term]) -> dict[str, Term]:
    """The few terms whose letters stand in the text at all: every turn comes by here."""
    lowered = text.lower()
    return {
        key: term
        for key, term in terms.items()
        if any(name.lower() in lowered for name in (term.word, *term.also, *term.formerly))
    }


def _explained_there(term: Term, text: str) -> bool:
    """Whether the text itself says what the word means: «FSL (Fonds de solidarité pour le logement)»."""
    names = "|".join(re.escape(name) for name in (term.word, *term.also, *term.formerly))
    return re.search(rf"\b(?:{names})s?\s*[(:]", text, re.IGNORECASE) is not None


def _with_button(reply: Reply, term: Term, session: Session, library: Library) -> Reply:
    label = library.voice(session.language).label("term.button", word=term.word)
    own, ways = reply.choices[:-2], reply.choices[-2:]
    return replace(reply, choices=(*own, (Choice(label, ANYTIME, f"{ACTION}:{term.id}"),), *ways))


def explain(talk: Talk, name: str) -> None:
    """What the word means. An open question stays open, with its buttons."""
    term = talk.library.knowledge.terms.get(name)
    if term is None:
        misses.stale(talk)
        return
    said = talk.say("term.meaning", word=term.word, meaning=meaning(term, talk.session.language))
    translated = talk.session.language in term.meaning
    talk.reply(
        Safe("") if translated else talk.say("fiche.french_only"),
        said,
        talk.say("term.question_stays") if talk.session.question else Safe(""),
    )
