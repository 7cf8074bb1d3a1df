"""The calendar file (`.ics`, RFC 5545) of an appointment, for the household and for the permanence.

Times are in UTC, so that every calendar shows them right, overseas too. The text is discreet: on a shared
telephone the title says «Rendez-vous» and the place, never why.
"""

from datetime import UTC, datetime
from hashlib import sha256
from unicodedata import category

from knowledge.appointments import Appointment
from knowledge.directory import Permanence
from knowledge.schedule import Session
from knowledge.wording import sentence

_CANCELLED = frozenset({"annulee_menage", "annulee_permanence", "deplacee"})
_DOMAIN = "entraidbot.invalid"  # reserved (RFC 2606): identifies, and never receives mail
_LONGEST_LINE = 75  # octets, RFC 5545 section 3.1


def is_cancelled(appointment: Appointment) -> bool:
    """Whether the appointment will not be held: cancelled by either side, or moved."""
    return appointment.state in _CANCELLED


def calendar(
    appointment: Appointment,
    session: Session | None,
    permanence: Permanence,
    now: datetime,
    *,
    revision: int = 0,
    root: Appointment | None = None,
    reference: str = "",
) -> str:
    """The file's text. `reference` (the case's readable one) goes to the permanence only.

    An appointment keeps its identifier when it is moved: `root` is the one it was moved from, so that a later
    `revision` (it only grows) or a cancellation replaces what is in the calendar. Times are in UTC, which
    needs no VTIMEZONE for a single event and stays right on the nights of a clock change.
    """
    cancelled = is_cancelled(appointment)
    end = _end(appointment, session, permanence)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Entraidbot//Permanences//FR",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_identifier(root or appointment)}",
        f"DTSTAMP:{_utc(now)}",
        f"SEQUENCE:{revision}",
        f"ORGANIZER:mailto:permanence@{_DOMAIN}",
        f"DTSTART:{_utc(appointment.at)}",
        *([f"DTEND:{_utc(end)}"] if end else []),
        f"SUMMARY:{_escaped(_title(cancelled, reference))}",
        f"LOCATION:{_escaped(place(permanence))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if cancelled else 'OPAQUE'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _title(cancelled: bool, reference: str) -> str:
    """Said in the title too that it is cancelled: many phones add a cancellation as one more event."""
    title = sentence("ics_titre_equipe", reference=reference) if reference else sentence("ics_titre")
    return sentence("ics_annule", title=title) if cancelled else title


def place(permanence: Permanence) -> str:
    """Where the talk is held, in words; only what the directory confirms."""
    if permanence.modes_accueil == ("a-distance",):
        return sentence("lieu_telephone")
    if permanence.a_domicile:
        return sentence("lieu_domicile")
    town = " ".join(part for part in (permanence.code_postal, permanence.commune) if part)
    parts = (permanence.adresse, permanence.complement_adresse, town)
    return ", ".join(part for part in parts if part)


def _end(appointment: Appointment, session: Session | None, permanence: Permanence) -> datetime | None:
    """When the talk ends, as far as it is known: never after its session, nor before it begins."""
    ends = [session.ends_at] if session else []
    if permanence.duree_minutes is not None:
        seconds = appointment.at.timestamp() + permanence.duree_minutes * 60
        ends.append(datetime.fromtimestamp(seconds, UTC))
    begins = appointment.at.timestamp()  # in one zone, Python compares wall clocks, wrong when they change
    later = (end for end in ends if end.timestamp() > begins)
    return min(later, key=datetime.timestamp, default=None)


def _identifier(appointment: Appointment) -> str:
    """The same for the household and the permanence, and saying nothing of the case."""
    known = "\n".join((appointment.case, *appointment.key))
    return f"{sha256(known.encode()).hexdigest()[:32]}@{_DOMAIN}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11); control characters have no place in one."""
    for special in ("\\", ";", ","):
        text = text.replace(special, "\\" + special)
    lines = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(letter for letter in lines if letter == "\t" or category(letter) != "Cc")


def _folded(line: str) -> str:
    """Cut every 75 octets, never inside a letter."""
    pieces: list[str] = []
    current, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LONGEST_LINE:
            pieces.append(current)
            current, size = " ", 1
        current, size = current + letter, size + width
    return "\r\n".join([*pieces, current])
