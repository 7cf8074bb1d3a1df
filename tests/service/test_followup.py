"""News asked for later, with the database: an answer counts once, nobody is in a figure, erasing ends it."""

from datetime import date, datetime, timedelta

import pytest

from bot.desk.case import AT_ONCE
from tests.conftest import PARIS, real_library
from tests.service.house import GROUP, METZ


def close(house, outcome="maintien"):
    """A household's case is closed as the desk does it; the case."""
    house.refers()
    house.presses("Prendre", GROUP)
    label = real_library().voice("fr").label(f"outcome.{outcome}")
    if outcome in AT_ONCE:
        for pressed in ("Clore", "Clore tout de suite", label):
            house.presses(pressed, GROUP)
    else:
        house.closes(label)
    (row,) = house.database.read(lambda tx: tx.cases.by_chat(7, open_only=False))
    return row


def counts(house, event):
    """How often each of an event's dimensions was counted."""
    read = lambda tx: tx.statistics.report(date(2026, 1, 1), date(2028, 12, 1), event)  # noqa: E731
    return [(row.dimensions, row.count) for row in house.database.read(read)]


def later(house, **time):
    """Time passes."""
    house.waits(datetime.fromtimestamp(house.now, PARIS) + timedelta(**time))


def timers(house):
    """What is remembered of the household."""
    return house.database.read(lambda tx: [timer.kind for timer in tx.timers.of_chat(7)])


def test_an_answer_counts_once(house):
    """The buttons may be pressed again and again: one answer, one relapse, and no name."""
    close(house)
    house.presses("Oui, d'accord")
    later(house, days=93)
    house.presses("Je suis toujours chez moi")
    house.presses("Elle est réglée")
    for _ in range(3):
        house.presses("Non, tout est payé")
    later(house, days=20)
    assert counts(house, "follow_up") == [({"after": "3", "situation": "cleared"}, 1)]
    assert counts(house, "relapse") == [({"after": "3", "relapse": "no"}, 1)]


def test_half_an_answer_counts_as_far_as_it_goes(house):
    """Who says that it is still at home, and no more, is not lost sight of."""
    close(house)
    house.presses("Oui, d'accord")
    later(house, days=93)
    house.presses("Je suis toujours chez moi")
    later(house, days=15)
    assert counts(house, "follow_up") == [({"after": "3", "situation": "in_home"}, 1)]


def test_silence_for_two_weeks_is_lost_sight_of(house):
    """Three questions without an answer: counted each once, and the household is not asked twice."""
    close(house)
    house.presses("Oui, d'accord")
    later(house, days=400)
    lost = [({"after": after, "situation": "lost"}, 1) for after in ("3", "6", "12")]
    assert counts(house, "follow_up") == lost
    asked = [one.text for one in house.paper.contents(7) if "Où en êtes-vous" in one.text]
    assert len(asked) == 3
    assert timers(house) == []


def test_the_moments_outlive_the_purge_of_conversations(house):
    """A closed case is kept two years after its last word; its moments with it, and no longer."""
    close(house)
    house.presses("Oui, d'accord")
    later(house, days=150)
    house.database.write(lambda tx: tx.retention.purge(house.now)).result()
    assert timers(house).count("followup") == 2
    house.now += 740 * 86_400
    house.database.write(lambda tx: tx.retention.purge(house.now)).result()
    assert timers(house) == []
    assert house.database.read(lambda tx: tx.cases.by_chat(7, open_only=False)) == []


def test_erasing_ends_the_follow_up(house):
    """After «Tout effacer» nothing is asked any more."""
    close(house)
    house.presses("Oui, d'accord")
    house.says("/effacer")
    house.presses("Oui, tout effacer")
    before = len(house.paper.contents(7))
    later(house, days=400)
    assert len(house.paper.contents(7)) == before
    assert counts(house, "follow_up") == []


@pytest.mark.parametrize("outcome", ["doublon"])
def test_a_duplicate_is_not_followed(house, outcome):
    """Nothing is left to follow: nothing is asked."""
    close(house, outcome)
    assert "3, 6 et 12 mois" not in house.read()


def test_help_asked_again_opens_the_case(house):
    """«Prévenir ma permanence»: the card is to be taken again, and words are passed on again."""
    row = close(house)
    house.presses("Oui, d'accord")
    later(house, days=93)
    house.presses("Autre, ou besoin d'aide")
    house.presses("Prévenir ma permanence")
    again = house.database.read(lambda tx: tx.cases.get(row.id))
    assert (again.state, again.closed_at, again.outcome, again.claimed_by) == ("waiting", None, None, None)
    assert "a encore besoin d'aide" in house.read(GROUP)
    house.says("je n'ai pas pu payer en octobre")
    assert "je n'ai pas pu payer en octobre" in house.read(GROUP)
    assert counts(house, "follow_up") == [({"after": "3", "situation": "other"}, 1)]
    assert counts(house, "reopened") == [({"permanence": METZ}, 1)]


def test_an_answer_reaches_who_follows_an_open_case(house):
    """A week after the date, with a case open: its permanence reads the answer."""
    house.refers()
    later(house, days=60)
    house.presses("Il y a eu expulsion")
    assert "Il y a eu expulsion" in house.read(GROUP)
