"""The words of the directory: those of data·inclusion (schema 1.0.10), and the project's own."""

from typing import Literal

Thematique = Literal[
    "logement-hebergement",
    "logement-hebergement--acheter-un-logement",
    "logement-hebergement--changer-de-logement",
    "logement-hebergement--louer-un-logement",
    "logement-hebergement--rechercher-une-solution-dhebergement-temporaire",
    "logement-hebergement--reduire-les-impayes-de-loyer",
    "logement-hebergement--se-maintenir-dans-le-logement",
    "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement",
]
Public = Literal[
    "tous-publics",
    "actifs",
    "beneficiaires-des-minimas-sociaux",
    "demandeurs-emploi",
    "etudiants",
    "familles",
    "femmes",
    "jeunes",
    "personnes-en-situation-de-handicap",
    "personnes-en-situation-durgence",
    "personnes-en-situation-juridique-specifique",
    "personnes-exilees",
    "residents-qpv-frr",
    "seniors",
]
Statut = Literal[
    "locataire", "sous_locataire", "heberge", "sans_titre", "foyer", "proprietaire", "sans_logement"
]
TypeService = Literal[
    "accompagnement", "aide-financiere", "aide-materielle", "atelier", "formation", "information"
]
ModeAccueil = Literal["en-presentiel", "a-distance"]
ModeMobilisation = Literal["envoyer-un-courriel", "se-presenter", "telephoner", "utiliser-lien-mobilisation"]
Mobilisateur = Literal["usagers", "professionnels"]
Etat = Literal["ouverte", "complete", "urgences", "suspendue"]
