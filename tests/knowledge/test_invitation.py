"""The calendar file: right everywhere, discreet, replaced by its own later versions."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.appointments import act, take
from knowledge.invitation import calendar, place
from knowledge.schedule import sessions, zone_of
from tests.knowledge.permanence_samples import NOW, SAINT_DENIS, permanence

ONE = permanence(duree_minutes=30, commune="Metz", complement_adresse="Quartier de Borny")
TUESDAY = sessions(ONE, NOW, NOW + timedelta(days=7))[0]
BOOKED = take("K7-1204", TUESDAY, ONE, (), NOW)


def lines(text: str) -> dict[str, str]:
    """The file's properties, folded lines joined."""
    joined = text.replace("\r\n ", "")
    return dict(line.split(":", 1) for line in joined.split("\r\n") if line)


def test_a_calendar_file_for_the_household() -> None:
    """14:00 in Metz is 13:00 UTC in winter; half an hour; neither the case nor the reason is said."""
    text = calendar(BOOKED, TUESDAY, ONE, NOW)
    found = lines(text)
    assert (found["DTSTART"], found["DTEND"]) == ("20261124T130000Z", "20261124T133000Z")
    assert (found["SUMMARY"], found["LOCATION"]) == ("Rendez-vous", "Quartier de Borny\\, Metz")
    assert (found["METHOD"], found["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert "K7-1204" not in text and "expulsion" not in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_the_permanence_reads_the_reference() -> None:
    """Its own copy names the case, under the same identifier."""
    theirs = lines(calendar(BOOKED, TUESDAY, ONE, NOW, reference="K7-1204"))
    assert "K7-1204" in theirs["SUMMARY"]
    assert theirs["UID"] == lines(calendar(BOOKED, TUESDAY, ONE, NOW))["UID"]


def test_a_cancellation_replaces_the_first_file() -> None:
    """The same identifier, a later sequence, METHOD:CANCEL."""
    gone = lines(calendar(act(BOOKED, "annuler_menage", NOW), TUESDAY, ONE, NOW, revision=1))
    first = lines(calendar(BOOKED, TUESDAY, ONE, NOW))
    assert gone["UID"] == first["UID"]
    assert (gone["METHOD"], gone["STATUS"], gone["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")


def test_without_a_length_the_appointment_is_the_session() -> None:
    """Nobody said how long a talk lasts: the whole half-day is written."""
    one = permanence()
    (tuesday, *_) = sessions(one, NOW, NOW + timedelta(days=7))
    found = lines(calendar(take("a", tuesday, one, (), NOW), tuesday, one, NOW))
    assert (found["DTSTART"], found["DTEND"]) == ("20261124T130000Z", "20261124T160000Z")


def test_overseas_times_are_right() -> None:
    """14:00 in Saint-Denis de La Réunion is 10:00 UTC."""
    there = permanence(code_insee=SAINT_DENIS)
    midnight = datetime(2026, 11, 24, tzinfo=zone_of(SAINT_DENIS))
    (session,) = sessions(there, midnight, midnight + timedelta(days=1))
    found = lines(calendar(take("a", session, there, (), NOW), session, there, NOW))
    assert found["DTSTART"] == "20261124T100000Z"
    assert found["DTSTAMP"] == f"{NOW.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def test_where_it_is_held() -> None:
    """By telephone, at home, or at the address as far as it is confirmed."""
    assert place(permanence(modes_accueil=("a-distance",))) == "Par téléphone"
    assert place(permanence(a_domicile=True)) == "À domicile"
    assert (
        place(permanence(adresse="1 rue Haute", code_postal="57000", commune="Metz"))
        == "1 rue Haute, 57000 Metz"
    )


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=300))
def test_no_text_breaks_the_file(address: str) -> None:
    """Whatever the place is called: lines of at most 75 octets, and nothing added to the file."""
    text = calendar(BOOKED, TUESDAY, permanence(adresse=address), NOW)
    pieces = text.split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert [piece for piece in pieces if piece.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]
    assert "\n" not in text.replace("\r\n", "")
