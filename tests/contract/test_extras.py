"""Whatever names an extra to be installed names one that there is."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = set(PROJECT["optional-dependencies"])
TEXTS = [
    path
    for folder in ("src", "docs", "examples", "tasks")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".pyi", ".md", ".toml", ".json", ".j2", ".html", ".po"}
    and "demo" not in path.relative_to(ROOT).parts
] + sorted(ROOT.glob("*.md"))
INSTALLED = re.compile(r"measure87\[([a-z0-9_, -]+)\]")
CALL = "MissingExtraError"
"""The error that gives the line which installs; its last argument is an extra."""


def extras_in(text):
    return {one.strip() for found in INSTALLED.findall(text) for one in found.split(",")}


def test_every_line_that_installs_names_extras_that_there_are():
    named = {}
    for path in TEXTS:
        for extra in extras_in(path.read_text("utf-8")):
            named.setdefault(extra, path)
    assert len(named) >= 4
    assert {extra: str(path) for extra, path in named.items() if extra not in EXTRAS} == {}


def extras_of_errors():
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text("utf-8")
        if CALL not in text:
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == CALL:
                yield path.name, call.args[1]


def test_every_error_of_a_missing_library_names_an_extra_that_there_is():
    found = list(extras_of_errors())
    assert len(found) > 10
    for name, extra in found:
        if isinstance(extra, ast.Constant):
            assert extra.value in EXTRAS, name


@pytest.mark.parametrize("text", ["pip install 'measure87[pdf]'", "measure87[field,form-proof]"])
def test_the_test_reads_what_people_are_to_type(text):
    assert extras_in(text) <= EXTRAS


def test_the_extra_of_tests_is_named_to_nobody():
    for path in TEXTS:
        if path.suffix == ".py":
            assert "dev" not in extras_in(path.read_text("utf-8")), path
