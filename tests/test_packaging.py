"""What is delivered: a wheel with its content, and files that name no machine and no registry."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Written in two pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "index" + "-url=",
    "art" + "ifactory",
]
CONTENT = (".toml", ".md", ".po", ".gz", ".csv", ".sql", ".npz", ".html")


def tracked():
    """The files of the repository: those git follows, or all of the tree where there is no git."""
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = [name for name in found.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without any network from a copy of the tracked files."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked():
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(source))
    (built,) = out.glob("*.whl")
    return built


def run(*command, cwd=None, **environment):
    """Run a command with this environment only, fail with what it printed, return its output."""
    found = subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], **environment},
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def test_the_wheel_holds_the_content(wheel):
    """Every content file, catalogue and schema beside the code is in the wheel."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    folders = ("bot", "intents", "knowledge", "storage")
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    content = [name for name in names if name.startswith(folders) and name.endswith(CONTENT)]
    assert content
    assert set(content) <= inside


def test_the_command_runs_from_the_wheel(wheel, tmp_path):
    """Installed away from the sources, `entraidbot` starts, and finds its content."""
    target = tmp_path / "installed"
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    )
    # The libraries of this environment, the code of the wheel.
    start = "import sys; from bot.cli import main; main()"
    said = run(
        sys.executable, "-c", start, "--help", cwd=tmp_path, PYTHONPATH=str(target), HOME=str(tmp_path)
    )
    assert "demo" in said
    checked = run(
        sys.executable,
        "-c",
        start,
        "check",
        "--json",
        cwd=tmp_path,
        PYTHONPATH=str(target),
        HOME=str(tmp_path),
    )
    assert '"problems"' in checked


def test_nothing_names_a_machine_or_a_registry():
    """No tracked text file holds a path of somebody's machine or the address of a package registry."""
    home = re.compile(r"/(?:home|Users|root)/\w|/" + "work/")
    wrong = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.relative_to(ROOT)}: {word}" for word in REGISTRIES if word in text]
        wrong += [f"{path.relative_to(ROOT)}: {found[0]}" for found in home.finditer(text)]
    assert not wrong


def test_the_lock_is_hashed_and_complete():
    """Every locked package has a hash, and the lock names no address."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z])", lock, flags=re.MULTILINE)[1:]
    assert packages and all("--hash=sha256:" in package for package in packages)
    assert "://" not in lock
