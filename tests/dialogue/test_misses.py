"""What was not understood: the way out offered, and what is kept of it to learn from."""

from dataclasses import replace

import pytest

from bot.dialogue.effects import Missed
from bot.dialogue.events import Said
from bot.dialogue.hearing import hear
from bot.dialogue.session import dump
from intents.safety import Danger
from intents.understanding import Candidate
from tests.dialogue.household import Household

UNCLEAR = "ils ont dit encore non à mon garage de Metz le 12"


def kept(household: Household) -> list[Missed]:
    """What the last turn keeps to learn from."""
    return [effect for effect in household.turn.effects if isinstance(effect, Missed)]


def unclear(household: Household, text: str = UNCLEAR, danger: Danger | None = None) -> Said:
    """A message with three meanings that are near one another."""
    said = hear([text], household.library, household.now.date(), household.session)
    candidates = (Candidate("fsl", 0.3), Candidate("mutation", 0.29), Candidate("dalo", 0.28))
    meaning = replace(
        said.understanding, intent="fsl", ambiguous=True, alternatives=candidates, danger=danger
    )
    return replace(said, understanding=meaning, question=None)


def test_none_of_the_meanings_leads_to_the_menu_and_a_person(household: Household) -> None:
    """«Aucun de ceux-là» stands under the meanings offered; pressing it is never a dead end."""
    household.happens(unclear(household))
    assert [choice.label for choice in household.choices][3] == "Aucun de ceux-là"
    assert kept(household) == []
    household.presses("Aucun de ceux-là")
    assert [choice.label for choice in household.choices][-2:] == ["Parler à quelqu'un", "Rappelez-moi"]


def test_what_no_meaning_fits_is_kept_masked(household: Household) -> None:
    """The sentence, its language and the meanings offered; no figure and no commune."""
    household.happens(unclear(household))
    household.presses("Aucun de ceux-là")
    (missed,) = kept(household)
    assert missed == Missed(
        "ils ont dit encore non à mon garage de [nom] le [nombre]", "fr", ("fsl", "mutation", "dalo")
    )
    household.presses("J'ai reçu un papier")
    assert kept(household) == []


def test_a_meaning_chosen_keeps_nothing(household: Household) -> None:
    """Somebody who finds the right meaning was understood."""
    household.happens(unclear(household))
    household.presses("Le FSL")
    assert kept(household) == []


@pytest.mark.parametrize("level", ["possible", "certain"])
def test_nothing_is_kept_where_somebody_may_be_in_danger(household: Household, level: str) -> None:
    """Not even masked, not even in the session, whatever the level."""
    danger = Danger("violences", level, "x")  # type: ignore[arg-type]
    household.happens(unclear(household, danger=danger))
    assert kept(household) == []
    assert household.session.doubt is None and "garage" not in repr(kept(household))


def test_a_message_out_of_reach_is_kept(household: Household) -> None:
    """What the bot does not know at all is the first thing to learn from; one word is not."""
    said = unclear(household)
    foreign = replace(said.understanding, intent="hors_sujet", ambiguous=False)
    household.happens(replace(said, understanding=foreign))
    assert len(kept(household)) == 1
    household.says("zouaf")
    assert kept(household) == []


def test_the_session_holds_the_masked_words_only(household: Household) -> None:
    """What waits for «aucun de ceux-là» is masked before it is stored."""
    household.happens(unclear(household, "mon cousin Dupont garde encore mes clés de cave"))
    assert household.session.doubt is not None
    assert "Dupont" not in household.session.doubt.text
    assert "[mot]" in household.session.doubt.text and "doubt" in dump(household.session)
