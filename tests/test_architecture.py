"""The house as drawn: who may import whom, and how big a piece may be."""

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "intents", "knowledge", "storage")
MODULES = sorted(path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LONGEST_MODULE, LONGEST_FUNCTION, MIDDLE_FUNCTION = 250, 60, 10


def functions(module):
    """(name, lines) of every function of a module."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in nodes]


def test_imports_go_one_way():
    """The contracts of pyproject.toml hold: leaves apart, downwards only, pure where it must be."""
    found = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_is_read_in_one_sitting(module):
    """No module over 250 lines, no function over 60."""
    lines = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_MODULE, f"{module} has {lines} lines: which noun is a module of its own?"
    long = [(name, size) for name, size in functions(module) if size > LONGEST_FUNCTION]
    assert not long, f"{module}: {long}"


def test_most_functions_are_small():
    """Half of all functions have at most 10 lines."""
    sizes = [size for module in MODULES for _, size in functions(module)]
    assert median(sizes) <= MIDDLE_FUNCTION


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_says_what_it_is_for(module):
    """Every module that holds code begins with a docstring; none is a drawer called utils or helpers."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)
    assert module.stem not in {"utils", "helpers", "misc", "common"}
