"""A directory received as JSON or CSV is looked at, then dropped beside our own."""

import shutil
from pathlib import Path

import pytest

from bot.cli import directory as command
from knowledge import exchange, loader
from knowledge.loader import CONTENT


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_what_goes_out_comes_back_by_dropping_the_file(tmp_path: Path, ending: str) -> None:
    """The exported directory, dropped into an empty folder of permanences, gives the same permanences."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    ours = loader.load(content).permanences
    text = exchange.to_csv(ours.values()) if ending == "csv" else exchange.to_json(ours.values())
    (content / "permanences" / "57.toml").unlink()
    (content / "permanences" / f"recu.{ending}").write_text(text, encoding="utf-8")
    assert dict(loader.load(content).permanences) == dict(ours)


def test_a_received_directory_is_told_all_its_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is taken from a broken file; each problem is a line in French."""
    received = tmp_path / "recu.json"
    received.write_text('[{"nom": 3, "telephone": "abc"}, "x"]', encoding="utf-8")
    assert command._look_at(received) == 1
    told = capsys.readouterr().out
    assert told.count("erreur") >= 2 and "0 permanence(s)" in told
