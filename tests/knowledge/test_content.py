"""One named test per content file, and the promises the content keeps as a whole."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.checks import CheckReport, check, citing
from knowledge.loader import CONTENT, Knowledge

REPORT: CheckReport = check(CONTENT, date(2026, 11, 21))
FILES = sorted(
    path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*") if path.suffix in {".md", ".toml"}
)
INTENTS = [
    "impaye_debut",
    "plan_apurement",
    "commandement_de_payer",
    "assignation_audience",
    "jugement",
    "commandement_de_quitter",
    "concours_force_publique",
    "treve_hivernale",
    "apres_expulsion",
    "conge_du_bailleur",
    "expulsion_illegale",
    "heberge_chez_un_tiers",
    "fsl",
    "aide_au_logement",
    "surendettement",
    "budget",
    "garantie_visale",
    "aide_juridictionnelle",
    "energie_eau",
    "demande_logement_social",
    "dalo",
    "hebergement_urgence",
    "logement_accompagne",
    "mutation",
    "recherche_parc_prive",
    "logement_indigne",
    "reparations_charges",
    "depot_de_garantie",
    "preavis_du_locataire",
    "vie_du_bail",
    "augmentation_loyer",
    "troubles_de_voisinage",
    "discrimination",
    "arnaque_location",
    "violences",
    "detresse_psychique",
    "rendez_vous",
    "parler_a_quelquun",
    "suivi_du_dossier",
    "pieces_a_fournir",
    "mes_donnees",
    "orienter_un_menage",
    "annuaire",
]
CRISES = [
    "sans_abri_ce_soir",
    "violences",
    "suicide",
    "enfant_en_danger",
    "urgence_medicale",
    "expulsion_imminente",
    "expulsion_illegale",
]
STAGES = [
    "impaye",
    "commandement_de_payer",
    "assignation",
    "audience",
    "jugement",
    "commandement_de_quitter",
    "concours_force_publique",
    "expulse",
    "conge",
    "conge_expire",
    "sans_abri",
    "ordonnance_refere",
    "decision_jex",
    "pv_expulsion",
    "conge_vente",
    "conge_reprise",
    "preavis_du_locataire",
    "depot_de_garantie",
    "demande_logement_social",
    "decision_dalo_favorable",
    "decision_dalo_rejet",
    "dalo_silence",
    "daho",
    "treve_hivernale",
    "resiliation_residence_sociale",
    "injonction_de_payer",
]
FINE_STEPS = [
    "E0_difficulte",
    "E1_impaye",
    "E1_plan",
    "E2_signalement",
    "E3_cdp",
    "E4_assignation",
    "E5_audience",
    "E6_delais_suspension",
    "E6_expulsion",
    "E7b_appel",
    "E7c_protocole",
    "E7_cql",
    "E8_jex",
    "E9_concours",
    "E9b_refus",
    "E10_concours_accorde",
    "E11_expulsion",
    "E12_apres",
    "SORTIE_maintien",
    "SORTIE_depart",
    "SORTIE_hebergement",
    "H1_expulsion_illegale",
    "H3_conge",
    "H4_residence_sociale",
    "H5_heberge",
    "H6_logement_fonction",
    "H7_squat",
    "H8_chrs",
    "H9_autres_motifs_bail",
]


@pytest.mark.parametrize("file", FILES)
def test_file(file: str) -> None:
    """Nothing is wrong in this file: shape, references, plain language, forbidden and stale sentences."""
    assert [str(problem) for problem in REPORT.problems if problem.file == file] == []


def test_check_is_empty() -> None:
    """`check` finds nothing at all, not even in a file nobody listed."""
    assert [str(problem) for problem in REPORT.problems] == []


@pytest.mark.parametrize("intent", INTENTS)
def test_intent_has_a_fiche_for_both_readers(intent: str) -> None:
    """Every in-scope intent is answered in French for a household and for a professional."""
    assert {"fr/household", "fr/worker"} <= REPORT.coverage[intent].keys()


@pytest.mark.parametrize("stage", STAGES)
def test_stage_of_the_taxonomy(stage: str, knowledge: Knowledge) -> None:
    """Every stage and event of the taxonomy exists, leads to a fiche and is backed by a source."""
    found = knowledge.stages[stage]
    assert ("fr", found.fiche) in knowledge.fiches
    assert found.sources and found.example


def test_every_fine_step_of_the_register_is_held(knowledge: Knowledge) -> None:
    """The steps E0 to E12, the ways out and the cases outside the procedure are all in the content."""
    held = {step for stage in knowledge.stages.values() for step in stage.steps}
    assert set(FINE_STEPS) - held == set()


@pytest.mark.parametrize("kind", CRISES)
def test_danger_screen(kind: str, knowledge: Knowledge) -> None:
    """A danger screen is three short lines, a number in the first, and one line when only possible."""
    crisis = knowledge.crisis(kind)
    lines = crisis.screen.splitlines()
    assert len(lines) == 3
    assert any(character.isdigit() for character in lines[0])
    assert len(crisis.possible.splitlines()) == 1
    assert all(len(line) <= 130 for line in lines)


def test_low_confidence_contacts_are_hidden(knowledge: Knowledge) -> None:
    """What was not confirmed is never shown: no doubtful or dead number, no protected address."""
    assert not [
        contact.id
        for contact in knowledge.contacts.values()
        if contact.confidence == "basse" and contact.shown
    ]
    everything = " ".join(
        path.read_text(encoding="utf-8") for path in Path(CONTENT).rglob("*.*") if path.suffix in {".md"}
    )
    assert "0 810 001 505" not in everything
    assert "03 87 50 02 60" not in everything


def test_citing_an_article(knowledge: Knowledge) -> None:
    """`check --articles L.412-4` lists the files that cite it, and not those that cite L. 412-40 or L.
    412-41.
    """
    files = citing("L.412-4", knowledge)
    assert "stages/decision_jex.toml" in files
    assert "fiches/fr/juge_execution.md" in files
    assert "fiches/fr/budget.md" not in files


def test_sixty_fiches_and_their_questions() -> None:
    """At least sixty French fiches, with five questions each and ten on the procedure line."""
    assert REPORT.counts["fiches_fr"] >= 60
    assert REPORT.counts["questions"] >= 400
