"""Thirty questions as a worried tenant asks them, with the false ideas people repeat: each has its answer,
with no false certainty.
"""

import pytest

from knowledge.checks import citing
from knowledge.loader import Knowledge
from knowledge.plainness import banned, sentences

# What people write → the fiche and the question under it that answers, and words the answer must hold.
QUESTIONS = [
    ("et si je paye la moitié ?", "commandement_de_payer", "je_paye_la_moitie", "en entier"),
    ("j'ai pas ouvert la lettre", "commandement_de_payer", "pas_ouvert_la_lettre", "court quand même"),
    ("mon cousin dit 2 mois", "commandement_de_payer", "deux_mois_ou_six_semaines", "date du bail"),
    ("je dois prendre un avocat ?", "assignation_audience", "avocat_obligatoire", "pas obligatoire"),
    (
        "ils peuvent prendre mes meubles ?",
        "commandement_de_payer",
        "prendre_mes_meubles",
        "décision de justice",
    ),
    ("la trêve suspend tout ?", "treve_hivernale", "tout_est_suspendu", "Seule la sortie de force"),
    ("avec des enfants je ne risque rien ?", "commandement_de_payer", "jai_des_enfants", "ne bloquent pas"),
    ("la recommandée du bailleur est un jugement ?", "impaye_debut", "lettre_recommandee", "pas un jugement"),
    ("il peut me mettre dehors le jour du jugement ?", "assignation_audience", "jour_meme_dehors", "2 mois"),
    ("le surendettement bloque l'expulsion ?", "surendettement", "ca_bloque_lexpulsion", "pas l'expulsion"),
    ("36 mois même sans payer le loyer ?", "assignation_audience", "trente_six_mois", "loyer du mois"),
    ("2 mois partout ?", "bail_meuble", "delai_du_commandement", "6 semaines"),
    ("3 ans de délais du juge ?", "commandement_de_quitter", "trois_ans", "1 an"),
    ("le proprio a changé la serrure", "expulsion_illegale", "serrure_changee", "17"),
    ("l'appel arrête l'expulsion ?", "jugement", "appel_arrete_tout", "Non"),
    ("la police vient quel jour ?", "concours_force_publique", "ils_viennent_quand", "pas toujours annoncé"),
    ("le 115 répond pas", "hebergement_urgence", "ca_repond_pas", "Rappelez"),
    ("où sont mes meubles ?", "apres_expulsion", "mes_affaires", "2 mois"),
    ("congé par sms", "conge_du_bailleur", "conge_par_sms", "ne suffit pas"),
    ("1 mois de préavis à metz ?", "preavis_du_locataire", "zone_tendue", "3 mois"),
    ("je vais perdre mes apl ?", "impaye_et_caf", "aide_coupee", "plan"),
    ("le fsl se rembourse ?", "fsl", "pret_ou_don", "Les deux existent"),
    ("la commission dalo répond pas", "dalo", "pas_de_reponse", "2 mois"),
    ("il garde ma caution pour la peinture", "depot_de_garantie", "peinture_et_usure", "usure normale"),
    ("c'est moisi j'arrête de payer", "logement_indigne", "je_peux_arreter_de_payer", "risqué"),
    ("ils vont couper l'électricité en décembre", "energie_eau", "ils_vont_couper", "pas de coupure"),
    (
        "audience dans 5 jours, pas d'avocat",
        "aide_juridictionnelle",
        "audience_la_semaine_prochaine",
        "provisoire",
    ),
    ("450 euros en 2027 ?", "impaye_et_caf", "regle_de_2027", "En 2026"),
    ("le foyer me dit de partir demain", "residence_sociale", "ils_me_disent_de_partir", "un juge"),
    ("je paye le loyer ou le crédit ?", "budget", "payer_le_loyer_ou_le_credit", "loyer d'abord"),
]


@pytest.mark.parametrize(
    ("asked", "fiche", "question", "words"), QUESTIONS, ids=[row[0] for row in QUESTIONS]
)
def test_worried_question(asked: str, fiche: str, question: str, words: str, knowledge: Knowledge) -> None:
    """The answer exists, says the point in two to four short sentences, gives its source and promises
    nothing.
    """
    found = next(item for item in knowledge.fiches["fr", fiche].questions if item.id == question)
    assert words in found.answer
    assert 2 <= len(sentences(found.answer)) <= 6
    assert found.sources
    assert list(banned("", found.answer, knowledge.plain)) == []


def test_every_question_is_sourced_and_short(knowledge: Knowledge) -> None:
    """Under every French fiche, each question has at least one wording, a source, and an answer of a few
    sentences.
    """
    for (language, name), fiche in knowledge.fiches.items():
        for question in fiche.questions if language == "fr" else ():
            assert question.ask and question.sources, f"{name} · {question.id}"
            assert len(question.answer) <= 420, f"{name} · {question.id}"


def test_a_wording_belongs_to_one_question_of_a_fiche(knowledge: Knowledge) -> None:
    """The same words never lead to two answers under one fiche."""
    for (language, name), fiche in knowledge.fiches.items():
        asks = [ask for question in fiche.questions for ask in question.ask] if language == "fr" else []
        assert len(asks) == len(set(asks)), name


def test_the_truce_is_cited_where_it_matters(knowledge: Knowledge) -> None:
    """The files that speak of the truce cite its article."""
    assert {"stages/treve_hivernale.toml", "fiches/fr/treve_hivernale.md"} <= set(
        citing("L. 412-6", knowledge)
    )
