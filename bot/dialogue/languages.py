"""Which language a household is spoken to in: the messenger's at first, then that of its first words.

A language chosen with /langue stays. A greeting alone settles nothing: everybody writes «bonjour».
"""

from bot.dialogue.events import Said
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import SOURCE_LANGUAGE

GREETING = "bonjour"
WORDS_OF_A_PLACE = 2
LETTERS_AT_LEAST = 4


def follow(talk: Talk, event: Said, urgent: bool) -> None:
    """Go on in the language of the first words that tell one. A danger is always answered in its own."""
    heard = event.understanding.language
    if heard not in talk.library.catalogues.languages or not _may_change(talk, urgent):
        return
    if not _tells(event, heard, talk.session.question):
        return
    settles = event.understanding.intent != GREETING
    talk.change(language=heard, language_from="words" if settles else talk.session.language_from)


def choose(talk: Talk, language: str) -> None:
    """The household chose: nothing it writes changes that."""
    talk.change(language=language, language_from="choice")


def _may_change(talk: Talk, urgent: bool) -> bool:
    return talk.session.language_from == "messenger" or (urgent and talk.session.language_from == "words")


def _tells(event: Said, heard: str, question: OpenQuestion | None) -> bool:
    """Whether the words say what is spoken at home. Two or three letters do not, nor the name of a town, nor
    French copied from a paper to answer a question («12 novembre»).
    """
    if sum(sign.isalpha() for sign in event.text) < LETTERS_AT_LEAST:
        return False
    if question is not None:
        return heard != SOURCE_LANGUAGE and question.fact != "commune_insee"
    return not (event.understanding.entities.communes and len(event.text.split()) <= WORDS_OF_A_PLACE)
