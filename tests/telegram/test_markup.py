"""Relayed words are safe to show, and a long text is cut without losing a character."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.markup import MARKS_LIMIT, MarkupError, clean, escape, isolate, length, plain, split

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


@st.composite
def markups(draw: st.DrawFn, depth: int = 2) -> str:
    """Balanced HTML of the allowed tags around escaped text."""
    parts: list[str] = []
    for _ in range(draw(st.integers(0, 4))):
        inner = escape(draw(texts)) if depth == 0 else draw(markups(depth - 1))
        tag = draw(st.sampled_from(["", "b", "i", "code", "blockquote"]))
        parts.append(f"<{tag}>{inner}</{tag}>" if tag else inner)
    return "".join(parts)


def balanced(markup: str) -> bool:
    """An independent check: tags as a stack."""
    stack: list[str] = []
    for end, tag in re.findall(r"<(/?)(\w+)>", markup):
        if end and (not stack or stack.pop() != tag):
            return False
        if not end:
            stack.append(tag)
    return not stack


@settings(deadline=None)
@given(markups(), st.integers(4, 60))
@example("<b>" + "a" * 20 + "</b>", 5)
@example("&lt;&amp;&gt;" * 10, 4)
def test_parts_are_balanced_short_and_join_to_the_original(markup: str, limit: int) -> None:
    """Every part is HTML by itself, within the limit, and together they show the whole text."""
    parts = split(markup, limit)
    shown = [html.unescape(re.sub(r"</?\w+>", "", part)) for part in parts]
    assert all(balanced(part) for part in parts)
    assert all(len(part) <= limit for part in shown)
    whole = plain(markup)
    if len(whole) > limit:
        assert all(part.strip() for part in shown)
        assert "".join("".join(shown).split()) == "".join(whole.split())
    if len(whole) > limit and all(whole[i : i + limit // 2].strip() for i in range(len(whole))):
        assert "".join(shown) == whole


def test_a_short_text_is_left_as_it_is() -> None:
    """What fits is not touched, to the last byte."""
    assert split("<b>Bonjour</b> &amp; merci", 15) == ("<b>Bonjour</b> &amp; merci",)


def test_cuts_come_at_paragraphs_then_lines_then_words() -> None:
    """A reader sees whole paragraphs when they fit, and never half a word when a space is near."""
    assert split("un deux\n\ntrois quatre", 12) == ("un deux\n\n", "trois quatre")
    assert split("mot " * 5, 10) == ("mot mot ", "mot mot ", "mot ")


def test_a_family_emoji_is_not_torn_apart() -> None:
    """A cut never falls inside one visible character."""
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert split("a" * 7 + family, 10)[1].startswith(family)


@pytest.mark.parametrize(
    "wrong", ["<b>a", "a</b>", "<b><i>a</b></i>", "<script>a</script>", "a < b", "AT&T", '<a href="x">a</a>']
)
def test_wrong_markup_is_refused_before_it_is_sent(wrong: str) -> None:
    """Unbalanced, unknown or unescaped markup is an error of ours, found here."""
    with pytest.raises(MarkupError):
        plain(wrong)


@settings(deadline=None)
@given(texts)
def test_escaped_text_shows_itself(text: str) -> None:
    """Whatever a person writes is shown as written, never read as markup."""
    assert plain(escape(text)) == text
    assert length(escape(text)) == len(text)


def test_words_of_others_cannot_reorder_the_card() -> None:
    """Overrides, isolates, controls and invisible fillers are gone; letters and joiners stay."""
    assert clean("a\u202eb\u2066c\u2069d\x00\x1b\u200be\ufeff") == "abcde"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
    assert clean("un\u2028deux\r\ntrois\tquatre") == "un\ndeux\ntrois quatre"


@settings(deadline=None)
@given(st.text())
@example("e" + "\u0301" * 3 + "\u200b" + "\u0301")
def test_cleaned_text_can_be_sent(text: str) -> None:
    """Cleaning always gives text that can be encoded, and cleaning twice changes nothing."""
    cleaned = clean(text)
    cleaned.encode()
    assert clean(cleaned) == cleaned


def test_lone_surrogates_and_stacked_marks_are_tamed() -> None:
    """A broken emoji or a zalgo word cannot break the message around it."""
    assert clean("a\ud83db") == "a\ufffdb"
    assert len(clean("e" + "\u0301" * 50)) == 1 + MARKS_LIMIT


def test_isolated_text_is_closed_on_every_line() -> None:
    """Arabic words inside a French card keep their direction and do not leak it."""
    assert isolate("سلام\n\nok") == "\u2068سلام\u2069\n\n\u2068ok\u2069"
