"""What holds for every conversation, whatever is written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.effects import Count, Refer
from bot.dialogue.events import ANYTIME, Pressed
from bot.dialogue.lines import words
from bot.dialogue.session import Session, dump, parse
from bot.dialogue.talk import Talk
from tests.conftest import NOW, real_library
from tests.dialogue.household import Household

BUTTONS_TO_A_PERSON = ("button.human", "button.callback", "button.safe_callback")
NUMBERS = ("0 805 160 075", "115", "17")
TELLING = [
    "jai recu un comandement de payé hier",
    "je sais pas",
    "Metz",
    "bail de 2024",
    "le 18",
    "non",
    "oui",
    "j'ai une dette de 1200 euros",
    "on me met dehors demain avec la police",
    "je veux mourir",
    "xyzzy blorp",
    "merci",
    "",
]

slow = settings(max_examples=60, deadline=None)


def _shows_a_person(household: Household) -> bool:
    voice = household.library.voice(household.session.language)
    offered = {voice.label(button) for button in BUTTONS_TO_A_PERSON} & set(household.labels)
    return bool(offered) or any(number in household.reads for number in NUMBERS)


@slow
@given(text=st.text(max_size=300))
def test_any_text_gets_an_answer_with_a_way_to_a_person(text: str) -> None:
    """No text raises, none is met by silence, and every answer leaves a way to a person."""
    household = Household(real_library(), NOW)
    household.says(text.encode("utf-8", "replace").decode())
    assert household.replies
    assert _shows_a_person(household)


@slow
@given(said=st.lists(st.sampled_from(TELLING), min_size=1, max_size=8))
def test_a_whole_conversation_never_breaks(said: list[str]) -> None:
    """Whatever the order of what is said: an answer each time, the session survives its stored form."""
    household = Household(real_library(), NOW)
    for text in said:
        household.says(text)
        assert household.replies
        assert parse(dump(household.session)) == household.session
        assert all(len(reply.text) <= 4096 for reply in household.replies)


@slow
@given(
    said=st.lists(st.sampled_from(TELLING), max_size=5),
    value=st.text(max_size=30),
    question=st.text(max_size=20),
)
def test_no_button_value_breaks_a_conversation(said: list[str], value: str, question: str) -> None:
    """A forged or old button gets an answer and changes no fact."""
    household = Household(real_library(), NOW)
    for text in said:
        household.says(text)
    facts = household.session.facts
    household.happens(Pressed(question or "x", value))
    household.happens(Pressed(ANYTIME, f"x{value}"))
    assert household.replies
    assert household.session.facts == facts


def test_nothing_is_passed_on_without_agreement(household: Household) -> None:
    """Without «D'accord» on the shown text no case is ever opened."""
    for text in [*TELLING, "Metz", "je veux un rendez-vous"]:
        household.says(text)
        assert not household.effects(Refer)


def test_a_question_is_never_asked_twice_in_a_row_once_answered(household: Household) -> None:
    """«Je ne sais pas» is an answer: the same fact does not come back."""
    household.says("j'ai reçu un commandement de payer")
    asked = []
    for _ in range(8):
        question = household.session.question
        if question is None or question.fact is None:
            break
        asked.append(question.fact)
        household.says("je ne sais pas")
    assert asked
    assert len(asked) == len(set(asked)) <= 6


def test_a_broken_session_is_an_error_not_a_guess() -> None:
    """A stored session that cannot be read is refused loudly; nothing is made up in its place."""
    try:
        parse('{"chat_id": "x"}')
    except ValueError as error:
        assert "chat_id" in str(error)
    else:
        raise AssertionError("a session without a chat was accepted")


def test_a_session_of_an_older_version_is_read() -> None:
    """Fields that an older version did not have take their first value; unknown ones are left out."""
    assert parse('{"chat_id": 7, "gone": 1}') == Session(7)


def test_a_danger_is_counted_without_anybody_in_it(household: Household) -> None:
    """The count of a danger screen holds its kind, never words, chat or place."""
    household.says("je veux mourir")
    (counted,) = household.effects(Count)
    assert counted == Count("danger", {"kind": "suicide", "level": "certain"})


def test_a_figure_taken_off_does_not_leave_in_the_words() -> None:
    """The debt's line is withheld: no message that tells a figure is passed on, the others are."""
    household = Household(real_library(), NOW)
    household.says("j'ai peur pour mes enfants")
    household.says("j'ai une dette de 1200 euros a metz")
    talk = Talk(household.session, real_library(), NOW)
    assert words(talk) == household.session.words
    talk.change(withheld=("dette",))
    assert words(talk) == ("j'ai peur pour mes enfants",)
    talk.change(withheld=("words",))
    assert words(talk) == ()
