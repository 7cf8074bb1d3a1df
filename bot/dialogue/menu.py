"""The small menu, the numbers to call, and what to do this week: pieces that every answer is made of."""

from collections.abc import Iterable

from bot.dialogue.events import ANYTIME
from bot.dialogue.replies import Choice
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich
from knowledge.entries import Contact, Fiche

STARTS = ("impaye_debut", "paper", "demande_logement_social", "hebergement_urgence")
PAPERS = (
    "commandement_de_payer",
    "assignation_audience",
    "jugement",
    "commandement_de_quitter",
    "impaye_debut",
)
WITH_A_BUDGET = frozenset({"budget", "impaye_debut", "plan_apurement"})
"""The fiches under which a month's budget can be made."""


def starts(talk: Talk) -> tuple[Choice, ...]:
    """The four openings."""
    return tuple(talk.anytime(f"start.{start}", f"about:{start}") for start in STARTS)


def short(talk: Talk, *lead: Safe) -> None:
    """The short menu, with a person in it."""
    talk.leave_aim()
    talk.change(question=None)
    talk.reply(*lead, talk.say("menu.short"), choices=starts(talk)[:3])


def papers(talk: Talk) -> None:
    """«J'ai reçu un papier»: which one."""
    talk.leave_aim()
    talk.change(question=None)
    choices = tuple(talk.anytime(f"paper.{paper}", f"about:{paper}") for paper in PAPERS)
    talk.reply(talk.say("menu.papers"), choices=choices[:4])


def contact_lines(talk: Talk, contacts: Iterable[str]) -> Safe:
    """Name, number, hours: one line each, for those that can be shown."""
    known = talk.library.knowledge.contacts
    found = [known[contact] for contact in contacts if contact in known and known[contact].phone]
    shown = {contact.phone: contact for contact in reversed(found)}
    return Safe("\n".join(_contact_line(talk, contact) for contact in reversed(shown.values())))


def _contact_line(talk: Talk, contact: Contact) -> Safe:
    knowledge, language = talk.library.knowledge, talk.session.language
    name, hours = knowledge.say(contact.name, language), knowledge.say(contact.hours, language)
    return talk.say("contact.line", name=name, phone=contact.phone, hours=hours)


def said_of(talk: Talk, fiche: Fiche, text: str) -> Safe:
    """A text of the fiche; opened by one line saying so where it is not in the household's language."""
    if fiche.lang == talk.session.language:
        return rich(text)
    return Safe(f"{talk.say('fiche.french_only')}\n{rich(text)}")


def steps(talk: Talk, fiche: Fiche, at_most: int = 3) -> Safe:
    """What to do this week, numbered; empty where the fiche has no steps."""
    if not fiche.steps:
        return Safe("")
    lines = (f"{number}. {rich(step)}" for number, step in enumerate(fiche.steps[:at_most], start=1))
    return Safe("\n".join((talk.say("verdict.this_week"), *lines)))


def about(talk: Talk, fiche: str) -> Choice:
    """A button with the title of a fiche, in the household's language."""
    return Choice(talk.library.knowledge.fiche(fiche, talk.session.language).title, ANYTIME, f"about:{fiche}")


def budget(talk: Talk) -> tuple[Choice, ...]:
    """«Faire mon budget», where the open fiche calls for it."""
    return (talk.anytime("button.budget", "budget"),) if talk.session.fiche in WITH_A_BUDGET else ()


def after_a_fiche(talk: Talk) -> tuple[Choice, ...]:
    """What comes after a fiche that counts no date."""
    refer = () if talk.session.case else (talk.anytime("button.refer", "refer"),)
    return (*refer, talk.anytime("button.more", "more"))


def after_more(talk: Talk) -> tuple[Choice, ...]:
    """What comes after «En savoir plus»."""
    return () if talk.session.case else (talk.anytime("button.refer", "refer"),)
