"""Draws both sides of the conversation: the household's in plain lines, the permanence's group in a frame."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.console.layout import lay_out, paint, width
from bot.console.world import Event, Notice, Posted
from bot.texts import texts

SAY = texts("console/texts.toml")
WIDEST = 88
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
FRAME_INDENT = "      "


@dataclass
class Screen:
    """Writes to a terminal of so many columns; without colours when nobody looks (a pipe, a file)."""

    write: Callable[[str], None]
    columns: int
    colours: bool
    group: int
    topics: Callable[[int | None], str]
    names: dict[int, str] = field(default_factory=dict)
    """Whose private chat it is, for those who are not the household."""

    def show(self, event: Event) -> None:
        """Draw one change: a message as it stands now, or a notice."""
        if isinstance(event, Notice):
            self._note(event)
        elif event.chat_id == self.group:
            self._frame(self._heading(event), self._post(event))
        else:
            self._open(event, self._post(event))

    def line(self, text: str, style: str = "dim") -> None:
        """One line or paragraph of the terminal itself."""
        for row in text.strip("\n").split("\n"):
            self.write(paint(row, style, self.colours))

    def mine(self, speaker: str, text: str) -> None:
        """What the person at the keyboard has just sent or pressed."""
        self.write(paint(f"> {text}", "mine", self.colours) + paint(f"   ({speaker})", "dim", self.colours))

    @property
    def _room(self) -> int:
        return max(30, min(self.columns, WIDEST) - len(FRAME_INDENT) - 4)

    def _post(self, post: Posted) -> list[str]:
        lines = lay_out(post.text, self._room, self.colours)
        return lines + numbered(labels(post))

    def _note(self, notice: Notice) -> None:
        """What is no message takes one line, on its side."""
        indent = FRAME_INDENT if notice.chat_id == self.group else "  "
        text = SAY(f"notice.{notice.kind}", words=notice.words)
        self.write(indent + paint(f"· {text}", "dim", self.colours))

    def _open(self, post: Posted, lines: Sequence[str]) -> None:
        name = SAY("side.bot") + (f" ({SAY('side.edited')})" if post.edited else "")
        if post.chat_id in self.names:
            name = SAY("side.bot_to", name=self.names[post.chat_id])
        self.write("")
        self.write(paint(name, "b", self.colours))
        for line in lines:
            self.write(f"  {line}".rstrip())

    def _heading(self, post: Posted) -> str:
        parts = [SAY("side.group")]
        if post.thread_id is not None:
            parts.append(SAY("side.topic", title=self.topics(post.thread_id)))
        if post.edited:
            parts.append(SAY("side.edited"))
        return " · ".join(parts)

    def _frame(self, heading: str, lines: Sequence[str]) -> None:
        room = self._room
        side = paint("│", "frame", self.colours)
        title = heading if width(heading) <= room - 2 else heading[: room - 3] + "…"
        rule = "─" * (room - width(title) - 1)
        self.write("")
        self.write(FRAME_INDENT + paint(f"╭─ {title} {rule}╮", "frame", self.colours))
        for line in lines:
            gap = " " * (room - _seen_width(line))
            self.write(f"{FRAME_INDENT}{side} {line}{gap} {side}")
        self.write(FRAME_INDENT + paint(f"╰{'─' * (room + 2)}╯", "frame", self.colours))


def labels(post: Posted) -> list[str]:
    """What can be pressed under a message, in order."""
    given = [button.label for button in post.buttons]
    return given or ([SAY("say.phone")] if post.asks_phone else [])


def numbered(names: Sequence[str]) -> list[str]:
    """Buttons as lines to choose from by number."""
    return [f"{number} [{name}]" for number, name in enumerate(names, start=1)]


def _seen_width(painted: str) -> int:
    return width(_ESCAPE.sub("", painted))
