"""A directory received as JSON or CSV is looked at, then dropped beside our own."""

import shutil
from pathlib import Path

import pytest

from bot.cli import directory as command
from knowledge import exchange, intake, loader
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


def test_a_spreadsheet_of_a_french_computer_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Saved with semicolons in Windows-1252: the same permanences, accents included."""
    ours = loader.load(CONTENT).permanences
    received = tmp_path / "recu.csv"
    received.write_bytes(exchange.to_csv(ours.values()).encode("cp1252"))
    assert command._look_at(received) == 0
    assert f"{len(ours)} permanence(s)" in capsys.readouterr().out
    found = intake.from_bytes(received.read_bytes(), received.name).permanences
    assert {one.nom for one in found} == {one.nom for one in ours.values()}


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("recu.csv", b'id;nom\n"pas fini', "vers la ligne 2"),
        ("recu.json", b'[{"id": ', "ligne 1, colonne 9"),
        ("recu.json", "[é]".encode("cp1252"), "pas du texte"),
        ("recu.csv", b"\x00\xff\x01", "pas du texte"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_french(name: str, raw: bytes, said: str) -> None:
    """Cut, half a JSON, no text at all: one French sentence each, and where."""
    (problem,) = intake.from_bytes(raw, name).problems
    assert said in problem.message and problem.message.startswith("le fichier ne peut pas être lu")


def test_a_commune_that_does_not_exist_is_told_before_it_comes_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Looked at against the communes of France; a column nobody knows is said once, not on every line."""
    ours = loader.load(CONTENT).permanences
    header, *rows = exchange.to_csv(ours.values()).splitlines()
    wrong = [row.replace(",57463,", ",57999,") + ",x" for row in rows]
    received = tmp_path / "recu.csv"
    received.write_text("\n".join([f"{header},couleur", *wrong]), encoding="utf-8")
    assert command._look_at(received) == 1
    told = capsys.readouterr().out
    assert "57999" in told and "recu.csv" in told and told.count("couleur »") == 1
