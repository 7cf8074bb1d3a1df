"""What `check` shows to a person, beside its JSON."""

import pytest

from bot.cli import content


def test_a_problem_is_told_with_its_file_and_key(capsys: pytest.CaptureFixture[str]) -> None:
    """A problem is one readable line: how grave, in which file, at which key, and what to do."""
    problem = {
        "file": "stages/x.toml",
        "key": "urgency",
        "found": "",
        "severity": "error",
        "message": "il manque la ligne « urgency ».",
    }
    content._show({"problems": [problem], "counts": {}, "coverage": {}, "due": []})
    told = capsys.readouterr().out
    assert "erreur · stages/x.toml · urgency : il manque la ligne" in told
    assert "1 erreur(s)" in told


def test_articles_lists_the_files_that_cite_one(capsys: pytest.CaptureFixture[str]) -> None:
    """`check --articles` names the files to read again; an article nobody cites is said, with exit 1."""
    assert content._citing("L.412-4", as_json=False) == 0
    assert "fiches/fr/juge_execution.md" in capsys.readouterr().out
    assert content._citing("L.999-9", as_json=False) == 1
    assert "Aucun fichier ne cite L.999-9" in capsys.readouterr().out
