"""What is promised in the documents is there."""

import re
from pathlib import Path

import pytest

import measure87
from measure87.define import list_definitions

ROOT = Path(measure87.__file__).parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").glob("*/*.md")),
]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(page):
    for target in LINK.findall(page.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("identity", list_definitions())
def test_every_definition_has_a_page_that_names_its_measures(identity):
    pages = [path.read_text("utf-8") for path in (ROOT / "docs" / "definitions").glob("*.md")]
    assert any(f"`{identity}`" in text for text in pages)


def test_the_map_names_every_room():
    text = (ROOT / "docs" / "rooms.md").read_text("utf-8")
    package = ROOT / "src" / "measure87"
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    assert {room for room in rooms if f"| `{room}` |" not in text} == set()


def test_decisions_are_numbered_without_gap_or_double():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_lock_file_names_a_host():
    for path in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in path.read_text("utf-8"), path.name
    node = (ROOT / "tests" / "node" / "package-lock.json").read_text("utf-8")
    assert '"integrity"' in node
    assert "://" not in node
