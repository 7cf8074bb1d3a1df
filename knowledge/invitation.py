"""The calendar file (`.ics`, RFC 5545) of an appointment, for the household and for the permanence.

Times are in UTC, so that every calendar shows them right, overseas too. The text is discreet: on a shared
telephone the title says «Rendez-vous» and the place, never why.
"""

from datetime import UTC, datetime
from hashlib import sha256

from knowledge.appointments import Appointment
from knowledge.directory import Permanence
from knowledge.schedule import Session
from knowledge.wording import sentence

_CANCELLED = frozenset({"annulee_menage", "annulee_permanence", "deplacee"})
_LONGEST_LINE = 75  # octets, RFC 5545 section 3.1


def calendar(
    appointment: Appointment,
    session: Session,
    permanence: Permanence,
    now: datetime,
    *,
    revision: int = 0,
    reference: str = "",
) -> str:
    """The file's text. `reference` (the case's readable one) goes to the permanence only.

    The same appointment keeps its identifier, so that a later revision or a cancellation replaces it.
    """
    cancelled = appointment.state in _CANCELLED
    title = sentence("ics_titre_equipe", reference=reference) if reference else sentence("ics_titre")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Entraidbot//Permanences//FR",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_identifier(appointment)}",
        f"DTSTAMP:{_utc(now)}",
        f"SEQUENCE:{revision}",
        f"DTSTART:{_utc(appointment.at)}",
        f"DTEND:{_utc(_end(appointment, session, permanence))}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(place(permanence))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def place(permanence: Permanence) -> str:
    """Where the talk is held, in words; only what the directory confirms."""
    if permanence.modes_accueil == ("a-distance",):
        return sentence("lieu_telephone")
    if permanence.a_domicile:
        return sentence("lieu_domicile")
    town = " ".join(part for part in (permanence.code_postal, permanence.commune) if part)
    parts = (permanence.adresse, permanence.complement_adresse, town)
    return ", ".join(part for part in parts if part)


def _end(appointment: Appointment, session: Session, permanence: Permanence) -> datetime:
    if permanence.duree_minutes is None or appointment.at == session.ends_at:
        return session.ends_at
    seconds = appointment.at.timestamp() + permanence.duree_minutes * 60
    return min(datetime.fromtimestamp(seconds, UTC), session.ends_at.astimezone(UTC))


def _identifier(appointment: Appointment) -> str:
    """The same for the household and the permanence, and saying nothing of the case."""
    known = "\n".join((appointment.case, *appointment.key))
    return f"{sha256(known.encode()).hexdigest()[:32]}@entraidbot.invalid"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for special in ("\\", ";", ","):
        text = text.replace(special, "\\" + special)
    return text.replace("\r\n", "\n").replace("\n", "\\n").replace("\r", "")


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
