"""Documents cannot drift: every command, setting, dependency and link stands where it should."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.cli.group import SAY
from bot.settings import Settings, variable

ROOT = Path(__file__).parent.parent
OPERATION = ROOT / "docs" / "exploitation.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text(path):
    """A page's text."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("field", list(Settings.model_fields))
def test_every_setting_is_documented(field):
    """Whoever runs the bot finds every setting in docs/exploitation.md."""
    assert f"`{variable(field)}`" in text(OPERATION)


def test_no_setting_is_documented_that_does_not_exist():
    """A setting that is gone is gone from the page."""
    known = {variable(field) for field in Settings.model_fields}
    assert set(re.findall(r"`(ENTRAIDBOT_[A-Z_]+)`", text(OPERATION))) <= known


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command):
    """Every command stands in docs/exploitation.md, and explains itself."""
    assert re.search(rf"`entraidbot {command}\b", text(OPERATION))
    assert SAY(f"{command}.help").strip()


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_what_and_then(page):
    """A decision is dated and has its three parts."""
    assert re.match(r"\d{4}-\d{2}-\d{2}-", page.name)
    headings = re.findall(r"^## (.+)$", text(page), re.MULTILINE)
    assert headings == ["Contexte", "Décision", "Conséquences"]


def test_every_dependency_has_its_reason():
    """What pyproject.toml asks for stands in the page of the dependencies, and nothing else does."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.match(r"[a-z0-9-]+", line)[0] for line in asked}
    told = set(re.findall(r"`([a-z0-9-]+)`", text(ROOT / "docs/decisions/2026-11-21-dependances.md")))
    assert names <= told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """A link to a file of this repository finds it."""
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text(page))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_map_names_places_that_exist():
    """«I want to… → file»: every place of README's map is there."""
    table = text(ROOT / "README.md").split("## I want to…")[1].split("##")[0]
    places = re.findall(r"`((?:bot|knowledge|intents|storage|docs|tests)/[^`]*)`", table)
    missing = [place for place in places if not list(ROOT.glob(re.sub(r"<[^>]+>", "*", place).rstrip("/")))]
    assert places and not missing
