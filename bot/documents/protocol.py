"""The protocol that household and landlord sign: what they agreed on, and what signing does not do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.documents.sheet import Block, Facts, Heading, Paragraph, Sheet, Signatures, Table
from bot.i18n import Voice
from knowledge.instalments import Cited, MediationRules, Plan

_SIDES = ("household", "landlord")
BLANK = "_" * 48
"""What nobody said is left to be filled in by hand; nothing is invented."""


@dataclass(frozen=True)
class Protocol:
    """What a protocol holds. `names` by side, as each named itself; who did not leaves a line blank."""

    plan: Plan
    version: int
    reference: str
    permanence: str
    names: Mapping[str, str]
    day: date


def sheet(content: Protocol, rules: MediationRules, voice: Voice) -> Sheet:
    """The pages, in French: they are read by a landlord, and perhaps by a judge."""
    plan = content.plan
    blocks: list[Block] = [
        Facts(_parties(content, voice)),
        Heading(voice.label("pdf.protocol_agreed")),
        *_agreed(plan, voice),
        Heading(voice.label("pdf.protocol_clock_title")),
        Paragraph(rules.clock.text, strong=True),
        Paragraph(_article(rules.clock, voice), small=True),
        Paragraph(voice.label("pdf.protocol_landlord_writes")),
        Paragraph(f"{BLANK}{BLANK}"),
        Heading(voice.label("pdf.protocol_missed_title")),
        Paragraph(voice.label("pdf.protocol_missed")),
        Heading(voice.label("pdf.protocol_table")),
        _table(plan, voice),
        Paragraph(f"{rules.contract.text} {_article(rules.contract, voice)}", small=True),
        Paragraph(voice.label("pdf.protocol_done_at", blank=BLANK[:24])),
        Signatures(tuple(voice.label(f"pdf.protocol_sign_{side}") for side in _SIDES)),
    ]
    return Sheet(
        title=voice.label("pdf.protocol_title"),
        subtitle=voice.label(
            "pdf.protocol_subtitle",
            reference=content.reference,
            version=content.version,
            day=voice.day(content.day),
        ),
        blocks=tuple(blocks),
        foot=voice.label("pdf.protocol_foot", name=content.permanence),
    )


def _parties(content: Protocol, voice: Voice) -> tuple[tuple[str, str], ...]:
    named = [(voice.label(f"pdf.protocol_{side}"), content.names.get(side) or BLANK) for side in _SIDES]
    home = (voice.label("pdf.protocol_home"), BLANK)
    return (*named, home, (voice.label("pdf.protocol_permanence"), content.permanence))


def _agreed(plan: Plan, voice: Voice) -> list[Block]:
    debt = voice.label("pdf.protocol_debt", debt=voice.euros(plan.debt))
    rent = voice.label("pdf.protocol_rent", month=voice.month(plan.rent_from))
    monthly = voice.label(
        "pdf.protocol_monthly",
        amount=voice.euros(plan.amount),
        count=plan.count,
        first=voice.day(plan.first),
        last=voice.euros(plan.last.amount),
        end=voice.day(plan.last.due),
    )
    return [Paragraph(debt), Paragraph(rent), Paragraph(monthly)]


def _table(plan: Plan, voice: Voice) -> Table:
    """Every instalment, and what is left after it."""
    left, rows = plan.debt, []
    for one in plan.table():
        left -= one.amount
        rows.append((str(one.number), voice.day(one.due), voice.euros(one.amount), voice.euros(left)))
    head = tuple(voice.label(f"pdf.protocol_col_{name}") for name in ("number", "due", "amount", "left"))
    return Table(head, tuple(rows), (1, 4, 2, 2))


def _article(cited: Cited, voice: Voice) -> str:
    return voice.label("pdf.protocol_article", article=cited.article, day=voice.day(cited.checked_on))
