"""The generated table paragraph -> function -> case is that of the code as it is."""

import importlib.util
from pathlib import Path

import pytest

from measure87.define import list_definitions, load_definition

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.slow
@pytest.mark.usefixtures("each_expression_once")
def test_the_page_of_definitions_is_current():
    spec = importlib.util.spec_from_file_location("page", REFERENCE / "make_definitions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (REFERENCE / "definitions.md").read_text("utf-8")
    assert written == module.definitions_page(), "run python docs/reference/make_definitions.py"


def test_the_page_names_every_rule_and_every_limit():
    written = (REFERENCE / "definitions.md").read_text("utf-8")
    for identity in list_definitions():
        definition = load_definition(identity)
        rules = [rule.name for rule in definition.rules]
        for name in (*rules, *definition.limits.entries, *definition.lists.entries):
            assert f"`{name}`" in written, f"{identity}: {name}"
