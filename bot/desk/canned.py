"""Replies chosen from the content: which were chosen, how the list shows, what the household will read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.card import Gesture
from bot.desk.case import Case
from bot.i18n import Safe, Voice, rich
from bot.library import Library
from knowledge.replies import Reply

ROOM = "canned"
A_PAGE = 8
AT_MOST = 5
PAPERS = 6


@dataclass(frozen=True)
class Chosen:
    """What was chosen so far, in order, and the page that is shown. Lives in the buttons themselves."""

    ids: tuple[str, ...] = ()
    page: int = 0

    @classmethod
    def parse(cls, value: str) -> "Chosen":
        """«1:papiers,fsl»."""
        page, _, ids = value.partition(":")
        return cls(tuple(filter(None, ids.split(","))), int(page or 0))

    def __str__(self) -> str:
        return f"{self.page}:{','.join(self.ids)}"

    def toggled(self, id: str) -> "Chosen":
        """With it at the end, or without it."""
        if id in self.ids:
            return Chosen(tuple(one for one in self.ids if one != id), self.page)
        return Chosen((*self.ids, id)[:AT_MOST], self.page)

    def on_page(self, page: int) -> "Chosen":
        """The same, with another page shown."""
        return Chosen(self.ids, page)


def offered(case: Case, replies: Mapping[str, Reply]) -> tuple[Reply, ...]:
    """The replies that can be filled in for this case: one about an appointment needs one."""
    fixed = case.appointment is not None and case.appointment.state == "reservee"
    return tuple(reply for reply in replies.values() if fixed or not reply.needs_appointment)


def listed(chosen: Chosen, replies: Sequence[Reply], voice: Voice) -> tuple[Gesture, ...]:
    """One page of replies, those chosen with their place; the pages around; preview; the way out."""
    shown = replies[chosen.page * A_PAGE : (chosen.page + 1) * A_PAGE]
    gestures = [Gesture(_label(chosen, one), f"pick:{one.id}:{chosen}", ROOM) for one in shown]
    if chosen.page > 0:
        before = chosen.on_page(chosen.page - 1)
        gestures.append(Gesture(voice.label("gesture.page_before"), f"list:{before}", ROOM))
    if (chosen.page + 1) * A_PAGE < len(replies):
        after = chosen.on_page(chosen.page + 1)
        gestures.append(Gesture(voice.label("gesture.page_after"), f"list:{after}", ROOM))
    if chosen.ids:
        gestures.append(Gesture(voice.label("gesture.preview"), f"preview:{chosen}", ROOM))
    return (*gestures, Gesture(voice.label("gesture.cancel"), "cancel", ROOM))


def _label(chosen: Chosen, reply: Reply) -> str:
    place = f"{chosen.ids.index(reply.id) + 1}. " if reply.id in chosen.ids else ""
    return f"{place}{reply.title}"


def said(case: Case, replies: Sequence[Reply], library: Library, language: str) -> str:
    """The replies one after the other as the household reads them in this language, filled in."""
    return "\n\n".join(_filled(case, reply, library, language) for reply in replies)


def _filled(case: Case, reply: Reply, library: Library, language: str) -> str:
    spoken = language if reply.speaks(language) else "fr"
    voice, knowledge = library.voice(spoken), library.knowledge
    values = {name: knowledge.contacts[name].phone for name in reply.named if name in knowledge.contacts}
    values |= {"reference": case.reference, "permanence": library.name_of(case.permanence, spoken)}
    if case.appointment is not None:
        at = case.appointment.at
        values |= {"day": voice.near_day(at.date()), "hour": voice.hour(at)}
    stage = case.stage or ""
    fiche = knowledge.fiche(stage if ("fr", stage) in knowledge.fiches else "impaye_debut", spoken)
    values["papers"] = "\n".join(f"• {paper}" for paper in fiche.papers[:PAPERS])
    return reply.text_in(language).format(**values)


def preview(case: Case, replies: Sequence[Reply], library: Library) -> Safe:
    """Both: the French for who sends, and what the household will read."""
    voice, language = library.voice("fr"), case.language
    parts = [voice.say("desk.canned_preview", reference=case.reference)]
    parts.append(Safe(f"<blockquote>{rich(said(case, replies, library, 'fr'))}</blockquote>"))
    if language != "fr":
        own = library.voice(language).label(f"language.{language}")
        parts.append(voice.say("desk.canned_reads", language=own))
        parts.append(Safe(f"<blockquote>{rich(said(case, replies, library, language))}</blockquote>"))
        french = [reply.title for reply in replies if not reply.speaks(language)]
        if french:
            parts.append(voice.say("desk.canned_french", titles=", ".join(french)))
    return Safe("\n".join(parts))
