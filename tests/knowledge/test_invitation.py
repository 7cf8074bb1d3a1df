"""The calendar file: right everywhere, discreet, replaced by its own later versions."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.appointments import Action, act, take
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


def test_a_moved_appointment_stays_the_same_event() -> None:
    """Another day under the identifier of the first, with a later sequence: calendars move what they have."""
    thursday = sessions(ONE, NOW, NOW + timedelta(days=14))[1]
    there = take("K7-1204", thursday, ONE, (), NOW)
    moved = lines(calendar(there, thursday, ONE, NOW, revision=1, root=BOOKED))
    first = lines(calendar(BOOKED, TUESDAY, ONE, NOW))
    assert moved["UID"] == first["UID"] and moved["DTSTART"] != first["DTSTART"]
    assert (moved["METHOD"], moved["SEQUENCE"], first["SEQUENCE"]) == ("PUBLISH", "1", "0")


def test_a_cancellation_needs_no_session() -> None:
    """The half-day was closed: the file still says which event, when it was, and that it is not."""
    gone = lines(calendar(act(BOOKED, "annuler_permanence", NOW), None, permanence(), NOW, revision=1))
    assert gone["SUMMARY"] == "Annulé : Rendez-vous" and gone["DTSTART"] == "20261124T130000Z"
    assert "DTEND" not in gone and gone["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 25), 4), (date(2027, 3, 28), 2)])
def test_a_night_when_the_clock_changes(day: date, hours: int) -> None:
    """A session from 1:00 to 4:00 lasts four hours in October, and two in March."""
    night = permanence(horaires_accueil="Su 01:00-04:00", duree_minutes=None)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone_of("57463"))
    (session,) = sessions(night, midnight, midnight + timedelta(hours=12))
    found = lines(calendar(take("a", session, night, (), midnight), session, night, midnight))
    begins, over = (datetime.strptime(found[key], "%Y%m%dT%H%M%S%z") for key in ("DTSTART", "DTEND"))
    assert over - begins == timedelta(hours=hours)


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
    place_told = lines(text)["LOCATION"]
    assert _TEXT.fullmatch(place_told), "RFC 5545 3.3.11: a TEXT has no control character, nor a bare ; or ,"
    assert _PROPERTY.fullmatch(f"LOCATION:{place_told}")


_TEXT = re.compile(r"(?:[^\x00-\x08\x0a-\x1f\x7f-\x9f\\;,]|\\[\\;,Nn])*")
_PROPERTY = re.compile(r"[A-Z-]+:[^\x00-\x08\x0a-\x1f\x7f]*")
_UTC = re.compile(r"\d{8}T\d{6}Z")
ONCE = ("UID", "DTSTAMP", "SEQUENCE", "ORGANIZER", "DTSTART", "SUMMARY", "STATUS")


@pytest.mark.parametrize("action", [None, "annuler_menage", "annuler_permanence", "deplacer"])
@pytest.mark.parametrize("reference", ["", "K7-1204"])
def test_the_file_is_what_the_standard_asks(action: Action | None, reference: str) -> None:
    """RFC 5545 and RFC 5546: what a PUBLISH or a CANCEL must hold, each once, every line a property, UTC."""
    appointment = act(BOOKED, action, NOW) if action else BOOKED
    text = calendar(appointment, TUESDAY, ONE, NOW, revision=3, reference=reference)
    written = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert all(_PROPERTY.fullmatch(line) for line in written)
    names = [line.split(":")[0] for line in written]
    assert names[:5] == ["BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD"] and names[5] == "BEGIN"
    assert all(names.count(name) == 1 for name in ONCE) and names[-2:] == ["END", "END"]
    found = lines(text)
    assert all(_UTC.fullmatch(found[name]) for name in ("DTSTAMP", "DTSTART", "DTEND"))
    assert found["DTSTART"] < found["DTEND"] and found["ORGANIZER"].endswith(".invalid")
    wanted = ("CANCEL", "CANCELLED") if action else ("PUBLISH", "CONFIRMED")
    assert (found["METHOD"], found["STATUS"]) == wanted
