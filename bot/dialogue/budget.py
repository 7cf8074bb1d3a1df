"""A month's budget: its few facts, asked like any other, then one page that the household can keep."""

from bot.dialogue import menu
from bot.dialogue.talk import Talk
from bot.i18n import SOURCE_LANGUAGE, Safe, rich
from knowledge import budget as month

AIM = "budget"
OTHERS = ("charges", "aide_logement", "dette", "dettes_autres", "personnes")
"""Asked once the income and the rent are known: without them the page counts them as nothing."""
MAY_BE_NOTHING = frozenset({"charges", "aide_logement", "dette", "dettes_autres"})


def begin(talk: Talk) -> None:
    """From here the budget's facts are asked, also the two it cannot do without that were declined before.

    A referral that waited for a fact waits no longer.
    """
    talk.note("budget")
    talk.learn(talk.situation.forget(*month.missing(talk.situation)))
    talk.change(aim=AIM, referring=False, question=None, misses=0)


def wanted(talk: Talk) -> tuple[str, ...]:
    """The facts still to ask. Where the income or the rent cannot be said, the others would count nothing."""
    needed = month.missing(talk.situation)
    facts = needed or OTHERS
    asked = {fact for fact in facts if talk.situation.state(fact) != "not_asked"}
    return () if asked & set(needed) else tuple(fact for fact in facts if fact not in asked)


def nothing(talk: Talk, fact: str) -> tuple[tuple[str, str], ...]:
    """«Rien» as an answer to an amount that may well be nought."""
    return (("0", talk.voice.label("button.nothing")),) if may_be_nothing(talk, fact) else ()


def may_be_nothing(talk: Talk, fact: str) -> bool:
    """Whether the budget asks for an amount that may well be nought."""
    return talk.session.aim == AIM and fact in MAY_BE_NOTHING


def say(talk: Talk, *lead: Safe) -> None:
    """The page, and who to look at it with; without income or rent, only the latter, and another try."""
    talk.leave_aim()
    talk.change(question=None)
    again = (talk.anytime("button.budget", "budget"),) if month.missing(talk.situation) else ()
    talk.reply(*lead, *_page(talk), choices=(*menu.after_more(talk), *again))


def _page(talk: Talk) -> tuple[Safe, ...]:
    rules = talk.library.knowledge.budget
    found = month.assess(talk.situation, rules)
    if found is None:
        return (talk.say("budget.unknown"),)
    page = rich(month.summary(found, rules))
    french_only = talk.session.language != SOURCE_LANGUAGE
    uncounted = any(talk.situation.state(fact) == "declined" for fact in OTHERS)
    return (
        talk.say("fiche.french_only") if french_only else Safe(""),
        page,
        talk.say("budget.uncounted") if uncounted else Safe(""),
    )
