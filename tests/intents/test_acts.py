"""Phrases that decide by themselves: named acts, roles of the writer, doubtful examples."""

from dataclasses import replace

import pytest

from intents.catalogue import Catalogue
from intents.checks import doubtful_examples, doubts
from intents.model import from_bytes
from intents.patterns import PhraseTree
from intents.shipped import SHIPPED


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("j'ai reçu un commandement de payer", "commandement_de_payer"),
        ("un comandement de quiter les lieux hier", "commandement_de_quitter"),
        ("je n'ai pas reçu de commandement de payer", None),
        ("un commandement de payer puis un commandement de quitter", None),
        ("mon locataire a eu un commandement de payer", None),
        ("le loyer est cher", None),
        ("استلمت أمر بالدفع أمس", "commandement_de_payer"),
        ("وصلني أمر بمغادرة المكان", "commandement_de_quitter"),
        ("ödeme emri geldi", "commandement_de_payer"),
        ("am primit o somație de plată", "commandement_de_payer"),
    ],
)
def test_a_named_act_is_heard_unless_denied(catalogue: Catalogue, text: str, act: str | None) -> None:
    """One act named in full is the subject; denied, doubled or the landlord's own, it decides nothing."""
    assert catalogue.acts.named(catalogue.acts.words(text)) == act


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("je suis assistante sociale au CCAS", "worker"),
        ("mon locataire ne paye plus", "landlord"),
        ("ma mère a reçu un papier", "relative"),
        ("je suis hébergé chez mon oncle", "hosted"),
        ("je ne peux plus payer", None),
    ],
)
def test_the_writer_s_role_is_read_when_said(catalogue: Catalogue, text: str, role: str | None) -> None:
    """A worker, a landlord, a relative or a hosted person is recognised; otherwise nothing is supposed."""
    assert catalogue.acts.role(catalogue.acts.words(text)) == role


def test_a_misplaced_example_is_doubted(catalogue: Catalogue) -> None:
    """An example that the model clearly gives to another intent is named with that intent."""
    strange = replace(
        catalogue.intents["fsl"], examples={"fr": ("l'huissier m'a remis un commandement de payer",)}
    )
    spoilt = replace(catalogue, intents={"fsl": strange})
    problems = list(doubtful_examples(spoilt, from_bytes(SHIPPED.read_bytes())))
    assert len(problems) == 1
    assert "commandement_de_payer" in problems[0].message


def test_check_says_when_the_model_is_older_than_the_content(catalogue: Catalogue) -> None:
    """A changed example without a new model is a warning with words a content writer can act on."""
    one = replace(catalogue.intents["fsl"], examples={"fr": ("c'est quoi le fsl",)})
    (problem,) = doubts(replace(catalogue, intents={"fsl": one}))
    assert problem.severity == "warning"
    assert problem.file == "model.npz"


def test_the_shipped_examples_are_not_doubted(catalogue: Catalogue) -> None:
    """The model reads its own examples as they are filed, but for one in a thousand."""
    assert len(doubts(catalogue)) <= sum(1 for _ in catalogue.lines()) / 1000


@pytest.mark.parametrize("phrase", ["", "(a|b", "a)", "?", "(a)?"])
def test_an_unreadable_phrase_is_refused(phrase: str) -> None:
    """Empty phrases and brackets that do not close raise a ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        PhraseTree().add(phrase, True)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("je (veux|vais) (me)? suicid~", "je vais suicider", True),
        ("il ... frappe", "il nous a encore frappe", True),
        ("il ... frappe", "il a dit hier soir encore que je frappe", False),
        ("enfants? seuls?", "enfant seul", True),
        ("vivre en ~", "vivre en paix", True),
        ("(a (b|c))? d", "a c d", True),
    ],
)
def test_the_grammar_of_phrases(phrase: str, text: str, found: bool) -> None:
    """Choices, optional parts, endings and gaps read as their documentation says."""
    tree = PhraseTree()
    tree.add(phrase, True)
    tree.seal()
    assert any(True for _ in tree.find(text.split())) == found


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("combien de temps j'ai", True),
        ("il faut un avocat ou pas", True),
        ("le juge dit quoi", True),
        ("mon cousin dit que j'ai 2 mois", True),
        ("was that the letter?", True),
        ("شحال بقى ليا", True),
        ("j'ai trouvé du travail", False),
        ("mon téléphone est cassé", False),
        ("le bailleur m'a encore appelé ce matin", False),
        ("im primit banii", False),
    ],
)
def test_news_is_told_from_a_question(catalogue: Catalogue, text: str, asks: bool) -> None:
    """A question mark or a word that asks: an answer is expected. Otherwise it may be news."""
    assert catalogue.acts.asks(text, catalogue.acts.words(text)) is asks
