"""The JSON of a release: the same value, one figure a line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measure87.disseminate.json_text import json_text

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANY = st.recursive(
    PLAIN.filter(lambda value: value not in (float("inf"), -float("inf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(ANY)
def test_what_is_written_comes_back(value):
    assert json.loads(json_text(value)) == value


def test_a_figure_is_a_line():
    figure = {"name": "work", "group": {"sex": "girl"}, "flags": ["few-cases"], "value": 0.1}
    text = json_text({"command": "run", "estimates": [figure, figure], "settings": {"by": ["sex"]}})
    assert text.splitlines() == [
        "{",
        ' "command": "run",',
        ' "estimates": [',
        f"  {json.dumps(figure)},",
        f"  {json.dumps(figure)}",
        " ],",
        ' "settings": {',
        '  "by": ["sex"]',
        " }",
        "}",
    ]


def test_texts_stand_as_they_are_read():
    assert json_text({"title": "Travail forcé"}) == '{"title": "Travail forcé"}\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_figure_that_is_none(value):
    with pytest.raises(ValueError, match="JSON"):
        json_text({"estimates": [{"value": value}]})
