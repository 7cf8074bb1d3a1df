"""Questions under fiches, phrases to learn, and the report of the bench."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from intents import measuring, phrases, report
from intents.catalogue import Catalogue
from intents.encoder import NoEncoder, Vectors
from intents.errors import IntentsError
from intents.questions import AskedQuestion, QuestionFinder
from intents.regression import Remembering
from intents.understanding import Understander

QUESTIONS = [
    AskedQuestion(
        "payer_partie", "commandement_de_payer", ("Et si je paye la moitié ?", "payer une partie suffit ?")
    ),
    AskedQuestion(
        "deux_mois", "commandement_de_payer", ("On m'a dit que j'ai 2 mois", "six semaines ou deux mois ?")
    ),
    AskedQuestion("gratuit", "fsl", ("Est-ce que c'est gratuit ?", "combien ça coûte")),
    AskedQuestion(
        "gratuit",
        "aide_juridictionnelle",
        ("Est-ce que l'avocat est gratuit ?", "combien ça coûte un avocat"),
    ),
]


@pytest.fixture(scope="module")
def finder(catalogue: Catalogue) -> QuestionFinder:
    """Four questions under three fiches."""
    return QuestionFinder(QUESTIONS, catalogue.spelling)


@pytest.mark.parametrize(
    ("text", "fiche", "expected"),
    [
        ("et si je paye la moitié", "commandement_de_payer", ("commandement_de_payer", "payer_partie")),
        ("mon cousin dit que j'ai 2 mois", "commandement_de_payer", ("commandement_de_payer", "deux_mois")),
        ("combien ça coûte ?", "fsl", ("fsl", "gratuit")),
        ("combien ça coûte ?", "aide_juridictionnelle", ("aide_juridictionnelle", "gratuit")),
    ],
)
def test_a_question_is_found_in_its_context(
    finder: QuestionFinder, text: str, fiche: str, expected: tuple[str, str]
) -> None:
    """The same words are another question under another fiche."""
    match = finder.find(text, fiche=fiche)
    assert match is not None
    assert (match.fiche, match.id) == expected


def test_no_question_is_better_than_a_wrong_one(finder: QuestionFinder) -> None:
    """A message about something else, or nothing, matches no question."""
    assert finder.find("il y a des cafards dans la cuisine") is None
    assert finder.find("") is None


def test_like_messages_are_grouped() -> None:
    """The largest group comes first, shown by its shortest message."""
    groups = phrases.grouped(
        ["ou est la mairie", "où est la mairie svp", "mon chat est parti", "ou est la mairie ?"]
    )
    assert [(group.shown, group.count) for group in groups] == [
        ("ou est la mairie", 3),
        ("mon chat est parti", 1),
    ]


def test_an_accepted_phrase_is_written_once() -> None:
    """Accepting a phrase adds one line at the end of the examples; twice is refused."""
    file = 'title = "FSL"\nexamples = [\n    "le fsl",\n]\n'
    longer = phrases.with_example(file, 'le "fonds" solidarité')
    assert longer.endswith('    "le \\"fonds\\" solidarité",\n]\n')
    with pytest.raises(IntentsError, match="déjà"):
        phrases.with_example(longer, "Le FSL !")


def test_a_file_is_written_whatever_ends_its_list() -> None:
    """A last example without comma, a list on one line, a language that has no file yet."""
    assert tomllib.loads(phrases.with_example('examples = ["a"]', "b"))["examples"] == ["a", "b"]
    assert tomllib.loads(phrases.with_example('examples = [\n "a",\n "c"\n]\n', "b"))["examples"][-1] == "b"
    assert tomllib.loads(phrases.with_example("", "b")) == {"examples": ["b"]}
    with pytest.raises(IntentsError, match="liste"):
        phrases.with_example('examples = ["a"]\nfollows = ["x"]\n', "b")


def test_the_report_shows_every_reader(understander: Understander) -> None:
    """The page names the readers, escapes what it shows and draws the confusions."""
    rows = [
        {"text": "c'est quoi le fsl", "lang": "fr", "intent": "fsl", "crisis": "aucune"},
        {"text": "je veux mourir", "lang": "fr", "intent": "detresse_psychique", "crisis": "suicide"},
        {"text": "quel temps fait-il demain", "lang": "fr", "intent": "hors_sujet", "crisis": "aucune"},
    ]

    results = measuring.compare({"lexical <seul>": understander}, rows, date(2026, 11, 21), lambda: 0.0)
    page = report.html(results, "Mesure")
    assert "lexical &lt;seul&gt;" in page
    assert page.index("En bref") < page.index("Par langue")
    assert results["lexical <seul>"]["danger"]["recall"] == 100.0
    assert results["lexical <seul>"]["top1"] == 66.7


def figures(**changes: object) -> dict[str, object]:
    """The figures of a reader: good everywhere, save for what is changed."""
    good: dict[str, object] = {
        "messages": 40,
        "top1": 95.0,
        "top3": 99.0,
        "macro_f1": 90.0,
        "languages": {"fr": {"messages": 40, "top1": 95.0, "top3": 99.0, "language_identified": 100.0}},
        "out_of_scope": {"recall": 95.0, "in_scope_loss": 1.0},
        "danger": {
            "recall": 100.0,
            "certain_precision": 100.0,
            "possible_on_harmless": 1.0,
            "kinds": {"violences": {"messages": 9, "recall": 100.0, "named": 100.0}},
        },
        "payer_quitter_confusions": 0,
        "milliseconds": {"p50": 4.0, "p95": 9.0},
        "confusions": [("fsl", "fsl", 30), ("fsl", "dalo", 3), ("mutation", "–", 1)],
    }
    return good | changes


def test_the_report_says_what_is_good_and_what_is_weak() -> None:
    """The summary is in words: nothing weak where all is at its aim, and what is under it is named."""
    assert 'class="list weak"' not in report.html({"in use": figures()}, "Mesure")
    weak = figures(
        top1=70.0,
        payer_quitter_confusions=2,
        languages={"tr": {"messages": 30, "top1": 50.0, "top3": 60.0, "language_identified": 90.0}},
    )
    page = report.html({"in use": weak}, "Mesure").replace("\u00a0", " ")
    for sentence in (
        "n'est juste que 70 fois sur cent",
        "« Payer » est pris pour « quitter » 2 fois",
        "turc (50 %",
    ):
        assert sentence.replace("'", "&#x27;") in page


def test_the_picture_shows_only_what_is_confused() -> None:
    """Confusions are told in words with the intents' titles, the worst first; right answers are not drawn."""
    titles = {"fsl": "Le FSL", "dalo": "Le DALO", "mutation": "Changer"}
    page = report.html({"in use": figures()}, "Mesure", titles=titles).replace("\u00a0", " ")
    assert page.index("« Le FSL » compris comme « Le DALO »") < page.index("« Changer » pas compris")
    picture = page[page.index('<div class="wide">') :]
    assert picture.count('<rect class="cell"') == 2 and "Le FSL → Le DALO : 3" in picture
    assert "Aucun message" in report.html({"in use": figures(confusions=[("fsl", "fsl", 9)])}, "Mesure")


def test_auroc_counts_ties_for_half() -> None:
    """Perfect order is 100, no order 50, nothing to compare is None."""
    assert measuring.auroc([0.9], [0.1]) == 100.0
    assert measuring.auroc([0.5], [0.5]) == 50.0
    assert measuring.auroc([], [0.5]) is None


class Once(NoEncoder):
    """An encoder that counts what it reads; the length of a text is its meaning."""

    name, size = "once", 2

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.read.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_the_encoder_reads_each_example_once_for_all(tmp_path: Path) -> None:
    """What was made of a text is kept in a file: a second training asks for the new texts only."""
    first, second, kept = Once(), Once(), tmp_path / "meanings.npz"
    remembering = Remembering(first, kept)
    rows = remembering.encode(["bonjour", "bonjour", "loyer"])
    remembering.keep()
    again = Remembering(second, kept).encode(["loyer", "bonjour", "bail"])
    assert (first.read, second.read) == (["bonjour", "loyer"], ["bail"])
    assert (again[:2] == rows[[2, 0]]).all()


@pytest.mark.parametrize("spoilt", [b"", b"not a file of meanings"])
def test_a_spoilt_file_of_meanings_is_read_anew(tmp_path: Path, spoilt: bytes) -> None:
    """A broken file, or another encoder's, costs a longer training and nothing else."""
    kept = tmp_path / "meanings.npz"
    kept.write_bytes(spoilt)
    encoder = Once()
    remembering = Remembering(encoder, kept)
    remembering.encode(["loyer"])
    remembering.keep()
    assert encoder.read == ["loyer"]
    other = Once()
    other.name = "another"
    assert Remembering(other, kept).encode(["loyer"]).shape == (1, 2)
    assert other.read == ["loyer"]
