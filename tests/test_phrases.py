"""`phrases`: a colleague reads what was not understood, and teaches it, seeing first what it changes."""

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot import app
from bot.settings import read_settings
from intents.model import from_bytes
from intents.resources import ROOT
from intents.understanding import Understander
from tests.test_cli import cli, empty_environment  # noqa: F401

DAY = date(2026, 11, 21)
KEPT_INTENTS = ("fsl", "mutation", "vie_du_bail", "hors_sujet")
LINES = 6


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small content: four meanings, six French examples each, a few dangers, a corpus of three lines."""
    root = tmp_path_factory.mktemp("small")
    content = root / "intents" / "content"
    shutil.copytree(ROOT, content)
    for folder in content.iterdir():
        if folder.is_dir() and (folder / "fsl.toml").exists():
            for path in folder.glob("*.toml"):
                if folder.name != "fr" or path.stem not in KEPT_INTENTS:
                    path.unlink()
    for path in (content / "fr").glob("*.toml"):
        table = tomllib.loads(path.read_text("utf-8"))
        lines = ",\n    ".join(json.dumps(line, ensure_ascii=False) for line in table["examples"][:LINES])
        scope = "out_of_scope = true\n" if table.get("out_of_scope") else ""
        path.write_text(f'title = "{table["title"]}"\n{scope}examples = [\n    {lines},\n]\n', "utf-8")
    for path in (content / "crises").glob("*.toml"):
        french = tomllib.loads(path.read_text("utf-8"))["fr"][:3]
        path.write_text(f"fr = {json.dumps(french, ensure_ascii=False)}\n", "utf-8")
    corpus = root / "tests" / "corpus"
    corpus.mkdir(parents=True)
    rows = "fsl\taucune\tc'est quoi le fsl\nmutation\taucune\tje veux changer de logement\n"
    (corpus / "fr.tsv").write_text(f"intent\tcrisis\ttext\n{rows}", "utf-8")
    return root


@pytest.fixture
def place(small: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may write in."""
    shutil.copytree(small, tmp_path / "here")
    return tmp_path / "here" / "intents" / "content"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder where three sentences were kept."""
    folder = tmp_path / "data"
    rows = [
        ("la clé de la cave", "fr", ["mutation"]),
        ("la clé de ma cave", "fr", ["fsl"]),
        ("мой [mot] тут", "ru", []),
    ]
    with app.open_database(read_settings(data=folder)) as database:
        for text, language, candidates in rows:
            database.write(lambda tx, row=(text, language, candidates): tx.phrases.keep(*row, DAY)).result()
    return folder


def groups(cli, data, *more):  # noqa: F811
    """The groups as JSON."""
    code, out, _ = cli("phrases", "--data", data, "--json", *more)
    assert code == 0
    return json.loads(out)["groups"]


def test_groups_are_listed_with_their_counts(cli, data):  # noqa: F811
    """The largest first, by language and since a day; never a line that says whose it was."""
    found = groups(cli, data)
    assert [(group["count"], group["language"], group["text"]) for group in found] == [
        (2, "fr", "la clé de la cave"),
        (1, "ru", "мой [mot] тут"),
    ]
    assert found[0]["candidates"] and found[0]["first"] == "2026-11-21"
    assert [group["language"] for group in groups(cli, data, "--language", "ru")] == ["ru"]
    assert groups(cli, data, "--since", "2026-11-22") == []
    code, out, _ = cli("phrases", "--data", data)
    assert code == 0 and "2 fois  [fr]  la clé de la cave" in out


def test_a_group_is_dropped(cli, data):  # noqa: F811
    """All its sentences are forgotten, the others stay."""
    code, out, _ = cli("phrases", "drop", groups(cli, data)[0]["group"], "--data", data)
    assert code == 0 and "2" in out
    assert [group["language"] for group in groups(cli, data)] == ["ru"]


def test_accepting_shows_what_changes_then_writes_and_trains(cli, data, place):  # noqa: F811
    """The line is in its file, the model fits the new content and understands it, the group is gone."""
    group = groups(cli, data)[0]["group"]
    code, out, _ = cli(
        "phrases",
        "accept",
        group,
        "--intent",
        "vie_du_bail",
        "--data",
        data,
        "--content",
        place,
        given="oui\n",
    )
    assert code == 0
    assert "Corpus : 2 messages" in out and "Exemples : 24 messages" in out and "vie_du_bail" in out
    assert '    "la clé de la cave",\n]' in (place / "fr" / "vie_du_bail.toml").read_text("utf-8")
    model = (place.parent / "model.npz").read_bytes()
    reader = Understander.from_content(place, model)
    assert from_bytes(model).digest == reader.catalogue.learning_digest and reader.warnings == ()
    assert (
        max(reader.understand("la clé de la cave", today=DAY).alternatives, key=lambda c: c.score).intent
        == "vie_du_bail"
    )
    assert [one["language"] for one in groups(cli, data)] == ["ru"]


def test_refusing_writes_nothing(cli, data, place):  # noqa: F811
    """«Non», or no answer, leaves every file and every sentence as they were."""
    before = {path: path.read_bytes() for path in place.parent.parent.rglob("*") if path.is_file()}
    group = groups(cli, data)[0]["group"]
    code, out, _ = cli(
        "phrases", "accept", group, "--intent", "vie_du_bail", "--data", data, "--content", place, given="\n"
    )
    assert code == 1 and "Rien n’est écrit" in out
    assert {path: path.read_bytes() for path in place.parent.parent.rglob("*") if path.is_file()} == before
    assert len(groups(cli, data)) == 2


def test_a_phrase_can_go_to_the_corpus(cli, data, place):  # noqa: F811
    """It measures then, and teaches nothing: examples and model stay."""
    group = groups(cli, data)[0]["group"]
    where = ("--corpus", "--yes", "--data", data, "--content", place)
    code, _, _ = cli("phrases", "accept", group, "--intent", "vie_du_bail", *where)
    corpus = (place.parent.parent / "tests" / "corpus" / "fr.tsv").read_text("utf-8")
    assert code == 0 and corpus.endswith("vie_du_bail\taucune\tla clé de la cave\n")
    assert "cave" not in (place / "fr" / "vie_du_bail.toml").read_text("utf-8")


def test_what_cannot_be_learnt_is_refused_at_once(cli, data, place):  # noqa: F811
    """A hidden word, an unknown intent, a known phrase, an unknown group: one sentence each, no file."""
    french, russian = (group["group"] for group in groups(cli, data))
    where = ("--yes", "--data", data, "--content", place)
    known = tomllib.loads((place / "fr" / "fsl.toml").read_text("utf-8"))["examples"][0]
    for arguments, why in (
        ((russian, "--intent", "fsl"), "caché"),
        ((french, "--intent", "flux"), "n'existe pas"),
        ((french, "--intent", "fsl", "--phrase", known), "déjà"),
        (("abcdef", "--intent", "fsl"), "abcdef"),
        ((french,), "--intent"),
    ):
        code, _, err = cli("phrases", "accept", *arguments, *where)
        assert code == 2 and why in err
    assert not (place.parent / "model.npz").exists()
    assert len(groups(cli, data)) == 2
