"""What is known of how measures lie in each other is what persons show."""

import importlib.util
import json
from pathlib import Path

import pytest

from measure87.define.not_nested import not_nested as known
from measure87.disseminate.gate.tables.known_measures import KnownMeasures

MAKER = Path(__file__).parents[2] / "docs" / "reference" / "make_not_nested.py"


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_not_nested", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_cases_of_the_definitions_show_nothing_else(maker):
    told, shown = json.loads(maker.PAGE.read_text("utf-8")), maker.not_nested(seeds=())
    assert told["definitions"] == shown["definitions"]
    for what in ("not_nested", "share_persons"):
        for one, others in shown[what].items():
            assert set(others) <= set(told[what][one])


@pytest.mark.slow
def test_the_file_is_what_the_persons_show(maker):
    told = json.loads(maker.PAGE.read_text("utf-8"))
    assert told == json.loads(json.dumps(maker.not_nested()))


@pytest.mark.parametrize(
    ("narrow", "wide", "apart"),
    [
        ("child_labour_sdg_a", "child_labour_sdg_b", False),
        ("child_labour_sdg_b", "child_labour_sdg_a", True),
        ("hazardous_work_icls", "child_labour_icls", False),
        ("forced_labour_private", "forced_labour", False),
        ("forced_labour_children", "forced_labour_private", True),
        ("forced_labour_debt_bondage", "forced_labour", False),
    ],
)
def test_what_the_texts_say_is_not_denied(narrow, wide, apart):
    """A measure without chores lies in that with them; the State forces children too."""
    assert ((narrow, wide) in known().apart) is apart


def test_nobody_is_a_case_of_measures_of_other_ages():
    ages = KnownMeasures({"children": (5, 17), "adults": (18, None), "babies": (0, 17)})
    assert ages.cannot_nest("children", "adults")
    assert ages.cannot_nest("adults", "children")
    assert not ages.cannot_nest("children", "babies")
    assert not ages.cannot_nest("children", "others")
