"""The permanence's list for a session: who comes when, what each household needs, and the places left.

No name: a case has a readable reference. The same data makes the message of the evening before and the
page to print.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from knowledge.appointments import TAKES_A_PLACE, Appointment
from knowledge.directory import Permanence
from knowledge.invitation import place
from knowledge.schedule import Session
from knowledge.wording import sentence

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What the sheet says of a case: its reference, the stage's title, the last day to act, the language."""

    reference: str
    stage: str = ""
    act_before: str = ""
    langue: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet."""

    at: datetime
    line: CaseLine
    urgent: bool
    held: bool


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A session's list, whole. `text` is the message; `knowledge.printed_sheet` makes the page to print.

    `kept_left` of the `places_left` are kept for urgent cases.
    """

    name: str
    when: str
    place: str
    rows: tuple[Row, ...]
    places_left: int
    kept_left: int

    @property
    def text(self) -> str:
        """The message of the evening before, in plain lines."""
        title = sentence("liste_titre", permanence=self.name, when=self.when)
        rows = [self._row(row) for row in self.rows] or [sentence("liste_vide")]
        return "\n".join([title, self.place, *rows, *filter(None, [self.left])])

    @property
    def left(self) -> str:
        """The places still free, in words; nothing where none is."""
        if not self.places_left:
            return ""
        free = sentence("liste_places", count=self.places_left)
        return f"{free} {sentence('liste_gardees', count=self.kept_left)}" if self.kept_left else free

    @staticmethod
    def _row(row: Row) -> str:
        line = row.line
        act_before = sentence("liste_agir", act_before=line.act_before) if line.act_before else ""
        mark = sentence("liste_urgent") if row.urgent else ""
        held = sentence("liste_tenue") if row.held else ""
        parts = (line.reference, line.stage, act_before, line.langue, mark, held, line.note)
        return f"{hour(row.at)} · " + " · ".join(part for part in parts if part)


def day_sheet(
    session: Session,
    permanence: Permanence,
    appointments: Iterable[Appointment],
    cases: Mapping[str, CaseLine],
    now: datetime,
) -> DaySheet:
    """The list of one session. A case without a line is shown by its own identifier."""
    present = sorted(
        (one for one in appointments if one.key == session.key and one.takes_place(now)),
        key=lambda one: (one.at, not one.urgent, one.case),
    )
    rows = tuple(
        Row(one.at, cases.get(one.case, CaseLine(one.case)), one.urgent, one.state == "tenue")
        for one in present
        if one.state in TAKES_A_PLACE
    )
    day = session.starts_at
    left = max(0, session.places - len(rows))
    return DaySheet(
        name=permanence.nom,
        when=sentence(
            "liste_quand",
            day=f"{_DAYS[day.weekday()]} {day:%d/%m/%Y}",
            start=hour(day),
            end=hour(session.ends_at),
        ),
        place=place(permanence),
        rows=rows,
        places_left=left,
        kept_left=min(session.kept_for_urgent, left),
    )


def hour(moment: datetime) -> str:
    """A time of day as the sheet writes it, all of one width: « 9 h 05 »."""
    return f"{moment.hour} h {moment:%M}"
