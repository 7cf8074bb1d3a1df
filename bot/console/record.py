"""Writes the conversation just had as a transcript that `pytest --update` completes and replays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_MARKS = {"household": (">", "<"), "staff": (">>", "<<")}


@dataclass(frozen=True)
class Record:
    """A transcript being written, or nothing at all when no file is given."""

    file: Path | None = None

    def start(self, title: str, now: datetime) -> None:
        """Open the file anew with its heading."""
        if self.file is not None:
            clock = now.strftime("%Y-%m-%d %H:%M")
            self.file.write_text(f"title: {title}\nclock: {clock} {now.tzinfo}\n\n", encoding="utf-8")

    def cast(self, names: Iterable[str]) -> None:
        """Other people take part: the heading names them."""
        if self.file is not None:
            title, clock, *rest = self.file.read_text(encoding="utf-8").split("\n")
            told = [row for row in rest if not row.startswith("people: ")]
            rows = [title, clock, f"people: {', '.join(names)}", *told]
            self.file.write_text("\n".join(rows), encoding="utf-8")

    def person(self, side: str, words: str) -> None:
        """What somebody wrote or pressed."""
        self._add("\n" + _lines(_marks(side)[0], words))

    def bot(self, side: str, words: str, labels: Sequence[str]) -> None:
        """What the bot wrote into that side's chat."""
        buttons = "".join(f" [{label}]" for label in labels)
        self._add(_lines(_marks(side)[1], words + ("\n" + buttons.strip() if buttons else "")))

    def time(self, seconds: int) -> None:
        """Time passed on purpose."""
        days, rest = divmod(seconds, 86_400)
        self._add(f"\n@ +{days} days\n" if not rest else f"\n@ +{seconds // 60} minutes\n")

    def _add(self, text: str) -> None:
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as stream:
                stream.write(text)


def _marks(side: str) -> tuple[str, str]:
    return _MARKS.get(side, (f">{side}", f"<{side}"))


def _lines(mark: str, words: str) -> str:
    first, *more = words.split("\n")
    indent = " " * (len(mark) + 1)
    return "".join([f"{mark} {first}".rstrip() + "\n", *(f"{indent}{line}".rstrip() + "\n" for line in more)])
