"""Is every change that is not yet released told so that a reader can use it?"""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "changes"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
KINDS = {kind["directory"] for kind in SETTINGS["type"]}
FRAGMENTS = sorted(path for path in FOLDER.iterdir() if path.name not in SETTINGS["ignore"])
PARTS = ["**Before:** ", "**Now:** ", "**Why:** "]


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_has_a_kind_and_says_what_was_what_is_and_why(path: Path):
    found = re.fullmatch(r"\+[a-z0-9-]+\.([a-z]+)\.md", path.name)
    assert found is not None, "name it +a-few-words.KIND.md"
    assert found[1] in KINDS
    paragraphs = path.read_text("utf-8").strip().split("\n\n")
    assert [p[: len(part)] for p, part in zip(paragraphs, PARTS, strict=False)] == PARTS


def test_the_changelog_has_the_place_where_sections_go():
    text = (ROOT / SETTINGS["filename"]).read_text("utf-8")
    assert text.count(SETTINGS["start_string"]) == 1
