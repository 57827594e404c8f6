"""Measures by another reading of a definition have the titles of their measure in each language."""

import pytest

from measure87.define import load_definition
from measure87.disseminate.locale.marked import Foreign
from measure87.disseminate.pages.kit.context import definition_text

PLAIN, STRICT = "child_labour/sdg_8_7_1", "child_labour/sdg_8_7_1:strict"


@pytest.mark.parametrize("language", ["fr", "es", "pt", "ru", "ar"])
def test_a_reading_has_the_titles_of_its_definition(language):
    plain, strict = (
        dict(definition_text(load_definition(name), language).measures) for name in (PLAIN, STRICT)
    )
    assert strict == {f"{name}_strict": title for name, title in plain.items()}
    assert not any(isinstance(title, Foreign) for title in strict.values())
