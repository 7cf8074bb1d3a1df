"""The permanence's list for a session: who comes when, what each household needs, and the places left.

No name: a case has a readable reference. The same data makes the message of the evening before and the
printed sheet.
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
    """A session's list. `text` is the message, `columns` and `table` make the printed sheet."""

    title: str
    place: str
    rows: tuple[Row, ...]
    places_left: int

    @property
    def text(self) -> str:
        """The message of the evening before, in plain lines."""
        lines = [self.title, self.place]
        lines += [self._row(row) for row in self.rows] or [sentence("liste_vide")]
        if self.places_left > 0:
            lines.append(sentence("liste_places", count=self.places_left))
        return "\n".join(lines)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the printed sheet; the last two are left empty, to be written by hand."""
        return tuple(sentence("liste_colonnes").split(" | "))

    @property
    def table(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the printed sheet."""
        return tuple(
            (
                _time(row.at),
                row.line.reference,
                row.line.stage,
                row.line.act_before,
                row.line.langue,
                sentence("liste_urgent") if row.urgent else "",
                "",
                "",
            )
            for row in self.rows
        )

    @staticmethod
    def _row(row: Row) -> str:
        line = row.line
        act_before = sentence("liste_agir", act_before=line.act_before) if line.act_before else ""
        mark = sentence("liste_urgent") if row.urgent else ""
        held = sentence("liste_tenue") if row.held else ""
        parts = (line.reference, line.stage, act_before, line.langue, mark, held, line.note)
        return f"{_time(row.at)} · " + " · ".join(part for part in parts if part)


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
    title = sentence(
        "liste_titre",
        permanence=permanence.nom,
        day=f"{_DAYS[day.weekday()]} {day:%d/%m/%Y}",
        start=_time(day),
        end=_time(session.ends_at),
    )
    return DaySheet(title, place(permanence), rows, max(0, session.places - len(rows)))


def _time(moment: datetime) -> str:
    return f"{moment.hour} h {moment:%M}"
