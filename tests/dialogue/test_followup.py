"""News asked for later: short, stoppable, a person at the end, and every answer leads somewhere."""

from datetime import timedelta

import pytest

from bot.dialogue.effects import Forget, Remember
from bot.dialogue.events import Rang
from bot.dialogue.followup import KIND, MONTHS
from bot.dialogue.news import ComeBack, Followed
from bot.dialogue.session import Session
from tests.conftest import NOW
from tests.dialogue.household import Household


def household(library, **session):
    """A household whose case was closed."""
    made = Household(library, NOW)
    made.session = Session(1, case_state="closed", **session)
    return made


def ring(made, **data):
    """A moment of the follow-up comes."""
    made.happens(Rang(KIND, data))


def remembered(made):
    """The moments of the last turn, by key."""
    return {effect.key: effect for effect in made.effects(Remember)}


def test_agreeing_remembers_three_mornings(library):
    """3, 6 and 12 months later, at ten in the morning, and nothing of the person with it."""
    made = household(library)
    ring(made, kind="ask")
    made.presses("Oui, d'accord")
    set_for = remembered(made)
    assert list(set_for) == [f"followup.{months}" for months in MONTHS]
    assert {timer.due_at.hour for timer in set_for.values()} == {10}
    assert all(timer.data.keys() == {"kind", "after"} for timer in set_for.values())
    assert made.labels == ["Ne plus me demander"]


@pytest.mark.parametrize(("said", "agreed"), [("oui", True), ("non merci", False), ("Non", False)])
def test_the_question_is_answered_in_words_too(library, said, agreed):
    """«oui» and «non» are answers; after «non» nothing is remembered."""
    made = household(library)
    ring(made, kind="ask")
    made.says(said)
    assert bool(remembered(made)) is agreed


def test_stopping_forgets_everything(library):
    """One tap, and nothing more is asked: neither the months nor the week after the date."""
    made = household(library)
    ring(made, kind="news", after="3")
    made.presses("Ne plus me demander")
    assert [effect.prefix for effect in made.effects(Forget)] == ["followup", "deadline.after"]


def test_silence_is_waited_for_two_weeks(library):
    """Every question is followed by the moment at which silence becomes «lost sight of»."""
    made = household(library)
    ring(made, kind="news", after="6")
    (silence,) = remembered(made).values()
    assert silence.due_at - made.now == timedelta(days=14)
    assert silence.data == {"kind": "silent", "after": "6", "situation": "lost"}


@pytest.mark.parametrize(
    ("path", "situation", "relapse"),
    [
        (("Je suis toujours chez moi", "Elle est réglée", "Non, tout est payé"), "cleared", "no"),
        (("Je suis toujours chez moi", "Je la paie petit à petit", "Oui"), "plan_followed", "yes"),
        (("Je suis toujours chez moi", "Rien n'a changé", "Non, tout est payé"), "in_home", "no"),
        (("J'ai un autre logement", "J'ai choisi de déménager"), "moved", ""),
        (("J'ai un autre logement", "On m'a proposé un logement"), "rehoused", ""),
        (("Il y a eu expulsion",), "evicted", ""),
        (("Autre, ou besoin d'aide",), "other", ""),
    ],
)
def test_every_answer_ends_in_one_situation(library, path, situation, relapse):
    """Whatever is pressed, one situation is counted at the end, and the relapse where they stayed."""
    made = household(library)
    ring(made, kind="news", after="3")
    heard = []
    for label in path:
        made.presses(label)
        heard += made.effects(Followed)
    assert [effect.last for effect in heard] == [False] * (len(heard) - 1) + [True]
    assert [effect.situation for effect in heard if effect.situation][-1] == situation
    assert heard[-1].relapse == relapse


@pytest.mark.parametrize("label", ["Il y a eu expulsion", "Autre, ou besoin d'aide"])
def test_a_hard_answer_leaves_a_person(library, label):
    """Evicted or in need: a number, the permanence, and a person are there."""
    made = household(library)
    ring(made, kind="news", after="12")
    made.presses(label)
    assert "gratuit" in made.reads or "115" in made.reads
    assert {"Prévenir ma permanence", "Parler à quelqu'un"} <= set(made.labels)
    made.presses("Prévenir ma permanence")
    assert made.effects(ComeBack) == [ComeBack()]


def test_who_never_had_a_case_is_given_numbers(library):
    """Where no permanence knows them, no button promises one."""
    made = Household(library, NOW)
    ring(made, kind="deadline", day="2026-11-14")
    made.presses("Autre, ou besoin d'aide")
    assert "Prévenir ma permanence" not in made.labels
    assert "Parler à quelqu'un" in made.labels


def test_nothing_is_asked_while_a_case_is_open_again(library):
    """A person follows them: the months' question is left out."""
    made = household(library, case="K7-1204")
    ring(made, kind="news", after="3")
    assert made.replies == ()


@pytest.mark.parametrize("language", ["fr", "en", "ar", "tr", "ru", "uk", "ro", "pt", "es"])
def test_five_buttons_at_most_in_every_language(library, language):
    """The longest question still fits on a small screen."""
    made = household(library, language=language)
    ring(made, kind="news", after="3")
    assert len(made.labels) == 5
    assert max(map(len, made.labels)) <= 34
