"""Documents made for people: asked for in a turn, printed outside it, kept encrypted, and sent."""

from base64 import b64decode
from dataclasses import asdict, dataclass
from typing import Any

from bot.documents.code import picture
from bot.documents.sheet import Sheet, stored
from bot.outgoing import REPLY, Document, Message
from bot.service.world import World

PRINT = "print"
PDF, PNG = "application/pdf", "image/png"


@dataclass(frozen=True)
class Paper:
    """A file to make: its name, its kind among the documents, whose it is and whom it is sent to.

    `owner` is the chat of the household that it is about: erasing that chat erases the file. `to` is where it
    goes, with `topic` into the topic of its case; `ref` is the call's.
    """

    name: str
    kind: str
    owner: int
    to: int
    case: str | None = None
    topic: bool = False
    protect: bool = False
    ref: str | None = None


def order(world: World, sheet: Sheet, paper: Paper, *, one_page: bool = True) -> None:
    """Have a sheet printed and sent, dated now. It arrives some seconds after what is said in this turn."""
    asked = {"sheet": stored(sheet), "made_at": world.now.isoformat(), "one_page": one_page}
    world.tx.jobs.add(
        PRINT, {**asked, "paper": asdict(paper)}, world.at, chat_id=paper.owner, case=paper.case
    )


def printed(world: World, told: dict[str, Any]) -> str:
    """A sheet was printed: keep it and send it. One that does not fit on its page is said, never lost."""
    paper = Paper(**told["paper"])
    if told["pdf"] is None:
        world.send(paper.to, Message(world.staff_voice.say("desk.not_printed", name=paper.name)), REPLY)
        return "document trop long"
    if paper.case is not None and world.tx.cases.get(paper.case) is None:
        return "sans dossier"
    send(world, paper, PDF, b64decode(told["pdf"]))
    return f"document {paper.kind}"


def address(world: World, code: str) -> str:
    """What a code is drawn from: its link, or, where the bot's name is not known, what to write to it."""
    return world.link(code) or f"/start {code}"


def show_code(world: World, shown: str, paper: Paper) -> None:
    """Send an address as a QR code to show to another phone."""
    send(world, paper, PNG, picture(shown))


def send(world: World, paper: Paper, mime: str, content: bytes) -> int:
    """Keep a file and send it; the number of its row among the documents."""
    kept = world.tx.documents.keep(paper.owner, paper.case, paper.kind, paper.name, mime, content, world.at)
    document = Document(paper.name, kept=kept, topic=paper.topic, protect=paper.protect)
    world.send(paper.to, document, REPLY, case=paper.case, ref=paper.ref)
    return kept
