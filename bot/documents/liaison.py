"""The fiche de liaison on one page: only what the household chose, in the order a worker reads it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.documents.sheet import Block, Code, Facts, Heading, Listing, Paragraph, Quote, Sheet
from bot.i18n import Voice

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "home": ("composition", "enfants", "statut", "commune_insee", "langue", "telephone"),
    "money": ("type_bailleur", "loyer", "mois_impayes", "dette", "ressources"),
    "path": ("tried", "obstacles", "wish", "early_debt"),
    "by": ("referrer", "method"),
}
"""Which lines stand under which heading."""
MESSAGES_AT_MOST, PAPERS_AT_MOST = 5, 5
"""The newest ones: more would not fit on the page."""


@dataclass(frozen=True)
class Liaison:
    """What a fiche holds. `lines` are by name, as staff are told them; `reference` is empty for a draft."""

    made_at: datetime
    lines: Mapping[str, str]
    address: str
    expires: datetime
    reference: str = ""
    act_before: date | None = None
    seen: tuple[str, ...] = field(default=())
    agreed_at: datetime | None = None


def sheet(content: Liaison, voice: Voice) -> Sheet:
    """The page, in French whatever the household speaks: it is read by workers."""
    day = voice.day(content.made_at.date())
    reference = content.reference or voice.label("pdf.draft")
    until = voice.day(content.expires.date())
    return Sheet(
        title=voice.label("pdf.title"),
        subtitle=voice.label("pdf.subtitle", reference=reference, day=day),
        blocks=tuple(_blocks(content, voice)),
        foot=voice.label("pdf.foot"),
        corner=Code(content.address, voice.label("pdf.code", day=until)),
        cut=voice.label("pdf.cut"),
    )


def _blocks(content: Liaison, voice: Voice) -> Iterator[Block]:
    yield from _path(content, voice)
    for section, names in SECTIONS.items():
        rows = tuple(_row(voice, name, content.lines[name]) for name in names if name in content.lines)
        if rows:
            yield Heading(voice.label(f"pdf.section.{section}"))
            yield Facts(rows)
    placed = {"stage", "dates", "words"}.union(*SECTIONS.values())
    if rest := [told for name, told in content.lines.items() if name not in placed]:
        yield Heading(voice.label("pdf.section.more"))
        yield Listing(tuple(rest))
    if "words" in content.lines:
        yield Heading(voice.label("pdf.section.words"))
        # Each message by itself: one in Arabic begins at the right, the one before it in French does not.
        said = [one for one in content.lines["words"].split(" / ") if one.strip()]
        yield from (Quote(one) for one in said[-MESSAGES_AT_MOST:])
    if content.seen:
        yield Heading(voice.label("pdf.section.seen"))
        yield Listing(content.seen[-PAPERS_AT_MOST:])
    yield from _agreement(content, voice)


def _path(content: Liaison, voice: Voice) -> Iterator[Block]:
    if "stage" not in content.lines:
        return
    yield Heading(voice.label("pdf.section.stage"))
    rows = [(voice.label("pdf.stage"), content.lines["stage"])]
    if content.act_before is not None:
        until = voice.label("pdf.until", day=voice.day(content.act_before))
        rows.append((voice.label("pdf.act_before"), until))
    if "dates" in content.lines:
        rows.append(_row(voice, "dates", content.lines["dates"]))
    yield Facts(tuple(rows))


def _row(voice: Voice, name: str, told: str) -> tuple[str, str]:
    """«dette déclarée : 1 920 €» under the name of its row: only what comes after it."""
    _, colon, rest = told.partition(" : ")
    return voice.label(f"pdf.{name}"), rest if colon else told


def _agreement(content: Liaison, voice: Voice) -> Iterator[Block]:
    yield Heading(voice.label("pdf.section.agreement"))
    if content.agreed_at is not None:
        when = {"day": voice.day(content.agreed_at.date()), "hour": voice.hour(content.agreed_at)}
        yield Paragraph(voice.label("pdf.agreed", **when))
    yield Paragraph(voice.label("pdf.chosen"))
