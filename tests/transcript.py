"""Golden conversations: text files that a social worker can read, correct and write.

    title: Commandement de payer reçu hier
    clock: 2026-11-21 10:00 Europe/Paris

    > what the household writes; `> [label]` presses a button of the last message, `> [[label]]` an older one,
      `> (vocal)` sends what is no text, `> (modifie) …` corrects the last message; `>` lines that touch are
      sent in one breath; indented lines go on
    = what was understood
    < what the household reads, its buttons in brackets below; `< (avis) …` and the like are no messages
    ! what will be remembered; `! (annulé) …` what no longer is
    @ +14 days (or hours, minutes): time passes
    >> what staff write, as an answer in the case's topic; `>> [label]`, `>> (note) …`;
       `>> (libere) 2026-11-24 14:00`: another household gives its place back
    << what the permanence's group receives
    # a comment

With more people, named in the head (first names, small letters):

    people: lea, karim                                  each has a private chat
    staff: karim staff entraidbail-metz-borny; lea worker    their roles
    groups: woippy accueil-logement-woippy              another tied group, with its permanence
    >lea …  and  <lea …          in the private chat of lea; `>lea (lien)` opens the newest link or code shown
                                 and `>lea (papier)` scans the newest page printed
    >>karim …                    karim writes in the permanence's group, where others are staff
    >>woippy …  and  <<woippy …  in the other group, whose staff is its own
    >> (general) …               in the group, outside any topic
    >lea (repond) …              in private, a reply to the newest message there
    >> (retire)                  replies /retirer to the message written last
    > (bloque)                   blocks the bot

Only `<`, `=`, `!` and `<<` lines are rewritten by `pytest --update`.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "transcripts"
ASKED = (">", ">>", "@")
TOLD = ("=", "<", "!", "<<")
_MARK = re.compile(r"(>>|<<|[><=!@])([a-z]*)(?: (.*)|$)")
_STEP = re.compile(r"\+(\d+) (day|hour|minute)s?")
_SECONDS = {"day": 86_400, "hour": 3_600, "minute": 60}
REFERENCE = re.compile(r"\b[A-HJ-NP-Z]\d-\d{4}\b")
CODE = re.compile(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}\b")


@dataclass(frozen=True)
class Line:
    """One marked line, the indented ones below it included. `number` is its place in the file; `who` the
    person or group named at the mark, "" for the household and the permanence."""

    mark: str
    text: str
    number: int = 0
    who: str = ""

    def __str__(self) -> str:
        first, *more = self.text.split("\n")
        indent = " " * (len(self.mark) + 1)
        told = [f"{self.mark}{self.who} {first}".rstrip(), *(f"{indent}{line}".rstrip() for line in more)]
        return "\n".join(told)


@dataclass
class Step:
    """What is done (one action, or several messages in one breath), and what comes of it."""

    actions: list[Line]
    told: list[Line] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """Comments standing above the action."""
    blanks: int = 0
    """Empty rows since the last line: before an indented row they belong to it, else they end the breath."""


@dataclass
class Transcript:
    """A whole conversation."""

    path: Path
    title: str
    clock: datetime
    head: list[str]
    steps: list[Step]

    @property
    def settings(self) -> dict[str, str]:
        """What the head says, by name: the title, the clock, and where it plays (tests/replay/setting.py)."""
        return _settings(self.head)

    @property
    def reference(self) -> str:
        """The case's reference as the file has it; one of the same shape when it has none yet."""
        found = (REFERENCE.search(line.text) for step in self.steps for line in step.told)
        return next((match[0] for match in found if match), "K7-1204")

    def text(self) -> str:
        """The file that says this."""
        blocks = ["\n".join(self.head)]
        blocks += [
            "\n".join([*step.before, *map(str, step.actions), *map(str, step.told)]) for step in self.steps
        ]
        return "\n\n".join(blocks) + "\n"


def read(path: Path) -> Transcript:
    """Read a transcript. Raises ValueError naming file and line where it is not one."""
    rows = path.read_text(encoding="utf-8").splitlines()
    head = [row for row in _until_blank(rows)]
    steps: list[Step] = []
    comments: list[str] = []
    for number, row in enumerate(rows[len(head) :], start=len(head) + 1):
        _take(path, number, row, steps, comments)
    settings = _settings(head)
    return Transcript(path, settings["title"], _clock(settings["clock"]), head, steps)


def seconds(step: str) -> int:
    """How long `@ +14 days` lasts."""
    found = _STEP.fullmatch(step)
    if not found:
        raise ValueError(f"« {step} » is no time: write +14 days, +3 hours or +20 minutes")
    return int(found[1]) * _SECONDS[found[2]]


def _settings(head: list[str]) -> dict[str, str]:
    return dict(row.split(": ", 1) for row in head if ": " in row)


def _until_blank(rows: list[str]) -> list[str]:
    head = []
    for row in rows:
        if not row.strip():
            break
        head.append(row)
    return head


def _clock(text: str) -> datetime:
    moment, zone = text.rsplit(" ", 1)
    return datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))


def _take(path: Path, number: int, row: str, steps: list[Step], comments: list[str]) -> None:
    if not row.strip():
        if steps:
            steps[-1].blanks += 1
    elif row.startswith("#"):
        comments.append(row)
    elif row.startswith(" "):
        _go_on(path, number, row, steps)
    elif match := _MARK.fullmatch(row):
        _begin(Line(match[1], match[3] or "", number, match[2]), steps, comments)
    else:
        raise ValueError(f"{path.name}:{number}: a line begins with a mark, spaces or #: {row!r}")


def _go_on(path: Path, number: int, row: str, steps: list[Step]) -> None:
    lines = steps[-1].told or steps[-1].actions if steps else []
    if not lines:
        raise ValueError(f"{path.name}:{number}: an indented line goes on with another")
    last, gap = lines[-1], "\n" * (steps[-1].blanks + 1)
    steps[-1].blanks = 0
    lines[-1] = replace(last, text=f"{last.text}{gap}{row[len(last.mark) + 1 :]}")


def _begin(line: Line, steps: list[Step], comments: list[str]) -> None:
    if line.mark in TOLD:
        steps[-1].told.append(line)
    elif steps and line.mark == ">" and _same_breath(steps[-1], line.who):
        steps[-1].actions.append(line)
    else:
        steps.append(Step([line], before=comments.copy()))
        comments.clear()
    steps[-1].blanks = 0


def _same_breath(step: Step, who: str) -> bool:
    last = step.actions[-1]
    return not step.told and not step.blanks and (last.mark, last.who) == (">", who)
