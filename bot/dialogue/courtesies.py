"""Commands, greetings, and what is not text."""

from collections.abc import Callable

from bot.dialogue import (
    attendance,
    dates,
    grid,
    languages,
    liaison,
    menu,
    misses,
    orientation,
    permanences,
    referrer,
    reminders,
)
from bot.dialogue.effects import Erase, Export, Withdraw
from bot.dialogue.events import Commanded, Said
from bot.dialogue.session import OpenQuestion
from bot.dialogue.talk import Talk
from bot.i18n import Safe, rich

ERASE, LANGUAGE = "erase", "language"
HOMELESS_URGENCY = 4
GREETING_WORDS = 2


def command(talk: Talk, event: Commanded) -> None:
    """/start /aide /langue /effacer /ou /mesdonnees /vieprivee /humain /fiche…; another one gets the menu."""
    commands: dict[str, Callable[[Talk], None]] = {
        "start": welcome,
        "aide": help_,
        "help": help_,
        "langue": ask_language,
        "language": ask_language,
        "effacer": ask_erasure,
        "ou": attendance.where,
        "mesdonnees": export,
        "vieprivee": privacy,
        "humain": person,
        "menu": menu.short,
        "stop": reminders.stop,
        "grille": grid.begin,
        "orienter": referrer.begin,
        "fiche": liaison.show,
    }
    talk.note(f"commande {event.name}")
    if event.argument and event.name in ("ou", "orienter") and referrer.where(talk, event.argument):
        return
    if event.name == "start" and event.argument:
        talk.change(came_by=permanences.linked(talk.library, event.argument) or talk.session.came_by)
    commands.get(event.name, menu.short)(talk)


def courtesy(talk: Talk, event: Said) -> bool:
    """Greetings, thanks, a person asked for: short answers that leave a next step."""
    intent = event.understanding.intent
    handlers: dict[str, Callable[[Talk], None]] = {
        "bonjour": welcome,
        "merci": thanks,
        "au_revoir": goodbye,
        "parler_a_quelquun": person,
        "rendez_vous": attendance.asked,
        "suivi_du_dossier": attendance.where,
        "mes_donnees": privacy,
        "annuaire": person,
        "pieces_a_fournir": papers_to_bring,
        "hors_sujet": off_subject,
        "cote_bailleur": landlord,
    }
    if intent not in handlers or event.understanding.ambiguous:
        return False
    if talk.session.case and intent == "bonjour" and not only_greets(event):
        return False
    if intent == "hors_sujet":
        misses.missed(talk, event)
    else:
        talk.change(misses=0)
    handlers[intent](talk)
    return True


def only_greets(event: Said) -> bool:
    """Whether nothing but a greeting was written: «rebonjour, encore un souci» is for the permanence."""
    return len(event.text.split()) <= GREETING_WORDS


def welcome(talk: Talk) -> None:
    """The first word: who speaks, for what, and how."""
    talk.leave_aim()
    talk.change(misses=0, question=None)
    talk.reply(talk.say("welcome"), talk.say("welcome.privacy"), choices=menu.starts(talk))


def help_(talk: Talk) -> None:
    """What can be written here."""
    menu.short(talk, talk.say("help"))


def person(talk: Talk) -> None:
    """«Parler à quelqu'un»: the numbers that answer, and the permanence."""
    if talk.session.case:
        talk.reply(
            talk.say("person.case", reference=talk.session.case),
            menu.contact_lines(talk, ("sos_loyers_impayes",)),
            human=False,
        )
        return
    deadline = dates.to_act_on(talk)
    reachable = orientation.recipient(talk, deadline)
    choices = (
        (talk.anytime("button.refer", "refer"),)
        if reachable or not talk.situation.get("commune_insee")
        else ()
    )
    numbers = menu.contact_lines(talk, _numbers(talk))
    talk.reply(
        talk.say("person.numbers"),
        numbers,
        permanences.line(talk, deadline) if reachable else Safe(""),
        choices=(*choices, talk.anytime("button.callback", "callback")),
        human=False,
    )


def _numbers(talk: Talk) -> tuple[str, ...]:
    """Who to call: the 115 only for somebody who may have nowhere to sleep."""
    homeless = talk.session.urgency >= HOMELESS_URGENCY
    return ("sos_loyers_impayes", "fondation_logement", *(("siao_115",) if homeless else ()))


def thanks(talk: Talk) -> None:
    """A thank-you leaves the door open."""
    talk.reply(talk.say("thanks"))


def goodbye(talk: Talk) -> None:
    """A goodbye, or «laissez tomber»: nothing is passed on, everything can be erased."""
    talk.leave_aim()
    talk.change(question=None)
    talk.reply(talk.say("goodbye"), choices=(talk.anytime("button.erase", "erase"),))


def off_subject(talk: Talk) -> None:
    """Not our trade: say so, and what is; the second time, a number and a person too."""
    talk.change(misses=talk.session.misses + 1)
    if talk.session.misses >= misses.MISSES_BEFORE_A_PERSON:
        misses.lost(talk)
    else:
        menu.short(talk, talk.say("off_subject"))


def landlord(talk: Talk) -> None:
    """The writer is a landlord: orient, do not advise."""
    talk.reply(talk.say("landlord"), menu.contact_lines(talk, ("sos_loyers_impayes",)), human=False)


def papers_to_bring(talk: Talk) -> None:
    """Which papers to bring, for the open fiche."""
    knowledge = talk.library.knowledge
    fiche = knowledge.fiche(talk.session.fiche or "impaye_debut", talk.session.language)
    listed = "\n".join(f"• {rich(paper)}" for paper in fiche.papers)
    talk.reply(talk.say("papers"), Safe(listed), talk.say("papers.keep"))


def privacy(talk: Talk) -> None:
    """What is kept, how long, and the two commands."""
    talk.reply(talk.say("privacy"))


def export(talk: Talk) -> None:
    """Send what is held."""
    talk.do(Export())
    talk.reply(talk.say("export"))


def ask_erasure(talk: Talk) -> None:
    """Erasing is asked twice."""
    options = (
        ("erase_yes", talk.voice.label("button.erase_yes")),
        ("erase_no", talk.voice.label("button.erase_no")),
    )
    key = "erase.ask_case" if talk.session.case else "erase.ask"
    talk.ask(ERASE, options, talk.say(key), human=False)


def ask_language(talk: Talk) -> None:
    """The languages there are."""
    options = tuple(
        (language, talk.library.voice(language).label(f"language.{language}"))
        for language in talk.library.catalogues.languages
    )
    talk.ask(LANGUAGE, options, talk.say("language.ask"), human=False)


def pressed(talk: Talk, question: OpenQuestion, value: str) -> bool:
    """Whether the button belongs to a question asked here; if so it was acted on."""
    if question.kind == ERASE:
        (erase if value == "erase_yes" else keep)(talk)
    elif question.kind == LANGUAGE:
        languages.choose(talk, value)
        talk.change(question=None)
        menu.short(talk, talk.say("language.done"))
    else:
        return False
    return True


def said(talk: Talk, question: OpenQuestion, event: Said) -> bool:
    """«oui» or «non» in words to the erasure question."""
    agreed = talk.library.answers.read_yes_no(event.text) if question.kind == ERASE else None
    return agreed is not None and pressed(talk, question, "erase_yes" if agreed else "erase_no")


def erase(talk: Talk) -> None:
    """Remove everything we hold; the permanence is told only that the case is withdrawn."""
    if talk.session.case:
        talk.do(Withdraw(talk.session.case, "retire_par_le_menage"))
    talk.do(Erase())
    talk.reply(talk.say("erase.done"), human=False)


def keep(talk: Talk) -> None:
    """Nothing was erased."""
    talk.change(question=None)
    talk.reply(talk.say("erase.kept"))
