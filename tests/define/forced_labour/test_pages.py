"""The pages on forced labour: their examples run, and they name what there is."""

import doctest
from pathlib import Path

import pytest

from measure87.define import load_definition

DOCS = Path(__file__).resolve().parents[3] / "docs" / "definitions"
PAGES = {
    "forced-labour-icls20.md": "forced_labour/icls20_2018",
    "ilo-11-indicators.md": "forced_labour/ilo_11_indicators",
}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_on_the_page_run(page):
    found = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(("page", "identity"), PAGES.items())
def test_the_page_names_every_measure_and_reading(page, identity):
    text = (DOCS / page).read_text("utf-8")
    definition = load_definition(identity)
    names = {*definition.measures, *definition.readings}
    routes = {name for name in names if name.startswith("forced_labour_children_")}
    assert [name for name in names - routes if f"`{name}`" not in text] == []
    assert [
        name for name in routes if name.removeprefix("forced_labour_children") not in text
    ] == []
