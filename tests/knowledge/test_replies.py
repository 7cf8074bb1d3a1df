"""Replies of the content: in nine languages, tied to their French, filled with what exists."""

import string
from pathlib import Path

import pytest

from knowledge.loader import CONTENT
from knowledge.reading import Reader
from knowledge.replies import FOLDER, fingerprint, read_replies

LANGUAGES = ("en", "ar", "tr", "ru", "uk", "ro", "pt", "es")


def test_every_reply_is_said_in_every_language(library):
    """Twelve at least; none stale, none missing, and each fits on a small screen."""
    replies = library.knowledge.replies
    assert len(replies) >= 12
    assert not [(one.id, said) for one in replies.values() for said in LANGUAGES if not one.speaks(said)]
    texts = [one.text_in(said) for one in replies.values() for said in ("fr", *LANGUAGES)]
    assert max(map(len, texts)) <= 450


def test_a_number_is_only_had_from_the_contacts(library):
    """No reply writes a phone number itself, in any language."""
    for reply in library.knowledge.replies.values():
        for language in ("fr", *LANGUAGES):
            blanks = string.Formatter().parse(reply.text_in(language))
            digits = "".join(sign for text, *_ in blanks for sign in text if sign.isdigit())
            assert len(digits) <= 4, reply.id


def test_a_stale_reply_is_said_in_french(library):
    """When the French changes, the household reads the French until the translation is read again."""
    reply = library.knowledge.replies["loyer"]
    changed = type(reply)(reply.title, reply.order, reply.text + " !", reply.sources, reply.say)
    assert not changed.speaks("ar") and changed.text_in("ar") == changed.text
    assert reply.speaks("ar") and reply.say["ar"].translates == fingerprint(reply.text)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{sos_loyers_impayes}", "{numero_invente}", "text"),
        ("{sos_loyers_impayes}, free", "{reference}, free", "say.en"),
        ("sources = []", 'sources = ["S9999"]', "sources"),
    ],
)
def test_what_does_not_exist_is_told(tmp_path: Path, library, old: str, new: str, key: str):
    """An unknown blank, another blank in a translation, an unknown source: file, key and what was found."""
    (tmp_path / FOLDER).mkdir()
    text = (CONTENT / FOLDER / "appeler.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FOLDER / "appeler.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    reader = Reader(tmp_path)
    read_replies(reader, library.knowledge.contacts, library.knowledge.sources)
    assert key in [problem.key for problem in reader.problems if problem.severity == "error"]
