"""A translated fiche says the same figures as the French one, and knows when the French has changed."""

import re
from dataclasses import replace
from datetime import date

import pytest

from knowledge.deadlines import compute
from knowledge.fiches import fingerprint
from knowledge.loader import CONTENT, Knowledge, read
from knowledge.situation import Situation

KNOWLEDGE = read(CONTENT)[0]
assert KNOWLEDGE is not None
TRANSLATED = sorted(key for key in KNOWLEDGE.fiches if key[0] != "fr")
NEEDED = (
    "commandement_de_payer assignation_audience jugement commandement_de_quitter concours_force_publique "
    "impaye_debut plan_apurement treve_hivernale apres_expulsion expulsion_illegale conge_du_bailleur "
    "hebergement_urgence violences fsl surendettement dalo demande_logement_social aide_juridictionnelle "
    "aide_au_logement juge_execution"
)


def figures(text: str) -> set[str]:
    """The numbers of a text, thousands joined."""
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[\s\u202f,](?=\d{3})", "", text)))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_twenty_most_needed_are_translated(language: str) -> None:
    """The twenty fiches people need most exist in English and in Arabic."""
    assert {name for lang, name in TRANSLATED if lang == language} >= set(NEEDED.split())


@pytest.mark.parametrize(("language", "name"), TRANSLATED, ids=["/".join(key) for key in TRANSLATED])
def test_same_figures_as_the_french(language: str, name: str) -> None:
    """No figure of a translation is absent from the French fiche, and every telephone number is kept."""
    french, found = KNOWLEDGE.fiches["fr", name], KNOWLEDGE.fiches[language, name]
    all_french = " ".join(
        [
            french.short,
            *french.steps,
            french.more,
            french.not_tomorrow,
            *(question.answer for question in french.questions),
        ]
    )
    all_found = " ".join(
        [
            found.short,
            *found.steps,
            found.more,
            found.not_tomorrow,
            *(question.answer for question in found.questions),
        ]
    )
    assert figures(all_found) - figures(all_french) - {"1", "2"} == set()
    assert figures(french.short) - figures(found.short) == set()
    assert len(found.steps) == len(french.steps)
    assert bool(found.not_tomorrow) == bool(french.not_tomorrow)


@pytest.mark.parametrize(("language", "name"), TRANSLATED, ids=["/".join(key) for key in TRANSLATED])
def test_tied_to_the_french_text(language: str, name: str) -> None:
    """Every translation carries the fingerprint of the French it was made from."""
    assert KNOWLEDGE.fiches[language, name].translates == fingerprint(KNOWLEDGE.fiches["fr", name])


def test_dates_and_sources_do_not_age_a_translation(knowledge: Knowledge) -> None:
    """Only what a household reads counts: a new review date leaves the translations as they are."""
    fiche = knowledge.fiches["fr", "fsl"]
    assert fingerprint(replace(fiche, reviewer="ADIL", sources=())) == fingerprint(fiche)
    assert fingerprint(replace(fiche, short=fiche.short + " Et plus.")) != fingerprint(fiche)


def test_a_stale_translation_gives_way_where_a_home_is_at_stake(knowledge: Knowledge) -> None:
    """A stale text is served marked at a quiet stage; at urgency 4 and more the French is served instead."""
    fiches = dict(knowledge.fiches)
    for name in ("fsl", "jugement"):
        fiches["en", name] = replace(fiches["en", name], stale=True)
    aged = replace(knowledge, fiches=fiches)
    assert (aged.fiche("fsl", "en").lang, aged.fiche("fsl", "en").stale) == ("en", True)
    assert aged.fiche("jugement", "en").lang == "fr"
    assert aged.fiche("fsl", "en", "worker").lang == "fr"
    assert aged.fiche("budget", "ar").lang == "fr"


def test_an_answer_comes_in_the_language_asked(knowledge: Knowledge) -> None:
    """A translated answer is given, the French one when nobody translated it, and nothing for a question
    nobody wrote.
    """
    assert knowledge.answer("fsl", "pret_ou_don", "en")[1].answer.startswith("Both exist")
    assert knowledge.answer("fsl", "dette_energie", "en")[1].answer.startswith("Oui")
    assert knowledge.answer("budget", "par_ou_commencer", "ar")[1].answer.startswith("Payez")
    with pytest.raises(KeyError):
        knowledge.answer("fsl", "personne_ne_la_posee")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_small_sentence_of_the_deadlines_is_translated(language: str, knowledge: Knowledge) -> None:
    """Labels, reasons and lengths of every limit exist in English and in Arabic, with the same blanks."""
    phrases = knowledge.phrases[language].text
    spoken = {
        text
        for stage in knowledge.stages.values()
        for rule in stage.deadline
        for text in (rule.label, *(case.because for case in rule.case), *(case.none for case in rule.case))
    }
    spoken |= {
        text
        for stage in knowledge.stages.values()
        for text in (stage.not_tomorrow, *(note.text for note in stage.note))
    }
    assert {text for text in spoken if text} - phrases.keys() == set()
    for french, found in phrases.items():
        assert sorted(re.findall(r"\{\w+\}", french)) == sorted(re.findall(r"\{\w+\}", found))
        assert figures(french) - figures(found) == set()


def test_a_deadline_speaks_the_language_asked(knowledge: Knowledge) -> None:
    """The dates are the same in every language; only the words around them change."""
    facts = Situation().know(date_acte=date(2026, 11, 20), date_bail=date(2021, 3, 1))
    french, english, other = (
        compute("commandement_de_payer", facts, knowledge, date(2026, 11, 21), language)
        for language in ("fr", "en", "pl")
    )
    assert english.deadlines[0].because == "6 weeks after the paper, to be safe"
    assert english.deadlines[0].later_reason == "lease signed before 29 July 2023"
    assert [item.prudent for item in english.deadlines] == [item.prudent for item in french.deadlines]
    assert other == french


def test_a_refusal_speaks_the_language_asked(knowledge: Knowledge) -> None:
    """Why a date was set aside is said in the language asked."""
    facts = Situation().know(date_acte=date(2026, 12, 24))
    report = compute("commandement_de_payer", facts, knowledge, date(2026, 11, 21), "en")
    assert report.refused[0].reason.startswith("This date has not come yet")
