"""Follow-ups under an open fiche, played as turns: `python -m tests.dialogue.follow_ups` shows what fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import library
from bot.dialogue.engine import Turn, advance
from bot.dialogue.hearing import hear
from bot.dialogue.session import Session
from bot.library import Library

FILE = Path(__file__).with_suffix(".tsv")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@dataclass(frozen=True)
class FollowUp:
    """What is said under an open fiche, and the questions of it that it may be, or the new subject."""

    fiche: str
    language: str
    text: str
    questions: tuple[str, ...]
    subject: str | None


def follow_ups() -> Iterator[FollowUp]:
    """Every line of the file."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            fiche, language, text, expected = line.split("\t")
            subject = expected[1:] if expected.startswith(">") else None
            yield FollowUp(fiche, language, text, () if subject else tuple(expected.split(",")), subject)


def answered(case: FollowUp, library: Library) -> Turn:
    """The turn that answers it."""
    stage = library.knowledge.fiche(case.fiche, "fr").stage
    stages = library.knowledge.stages
    where = stage if stage in stages and stages[stage].kind == "stage" else None
    session = Session(1, language=case.language, stage=where, fiche=case.fiche, turns=2)
    said = hear([case.text], library, NOW.date(), session, language=None)
    return advance(session, said, library, NOW)


def fault(case: FollowUp, turn: Turn) -> str | None:
    """What is wrong with the answer; None where it is right."""
    if case.subject is not None:
        danger = f"danger {case.subject}" in turn.understood
        return (
            None
            if turn.session.fiche == case.subject or danger
            else f"still {turn.session.fiche}: {turn.understood}"
        )
    right = any(f"question {case.fiche}/{name}" in turn.understood.split(" · ") for name in case.questions)
    return None if right else turn.understood


def main() -> None:
    loaded = library.load()
    every = list(follow_ups())
    faults = {case: found for case in every if (found := fault(case, answered(case, loaded)))}
    for case, found in faults.items():
        print(f"{case.fiche:24} {case.text:50} {','.join(case.questions) or case.subject}\n      {found}")
    print(f"{len(every) - len(faults)}/{len(every)}")


if __name__ == "__main__":
    main()
