"""The version stands in `measure87/__init__.py`; whatever else states it says the same."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import measure87

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_project_reads_it_and_does_not_state_it():
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/measure87/__init__.py"


def test_the_citation_is_of_this_version():
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.+)$", text, re.MULTILINE) == [measure87.__version__]


def test_the_newest_section_of_the_changelog_is_of_this_version():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (\S+) \(.+\)$", text, re.MULTILINE)[0] == measure87.__version__


def test_what_is_installed_is_this_version():
    assert version("measure87") == measure87.__version__
