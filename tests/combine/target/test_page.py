"""The examples on the pages about sums and about trend and target run; the pages name what is."""

import re
from pathlib import Path

import pytest

import measure87
from measure87.combine import target
from measure87.vocabulary.combined import QUANTITIES, SCENARIOS

METHODS = Path(measure87.__file__).parents[2] / "docs" / "methods"
TREND = (METHODS / "world-trend-and-target.md").read_text("utf-8")
SUMS = (METHODS / "world-aggregation.md").read_text("utf-8")


def run(page):
    names = {}
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert examples
    for example in examples:
        exec(compile(example, "example", "exec"), names)  # noqa: S102
    return names


def test_the_examples_on_sums_run_and_say_what_is_refused(capsys):
    names = run(SUMS)
    printed = capsys.readouterr().out
    assert names["region"].height == 1
    assert "members-missing" in printed
    assert "marked left out: 6.80 %." in printed


def test_the_examples_on_trend_run(capsys):
    names = run(TREND)
    assert "same_rate" in capsys.readouterr().out
    assert not any(names[one].rows.is_empty() for one in ("change", "pace", "ahead"))


@pytest.mark.parametrize("name", [name for name in target.__all__ if name[0].islower()])
def test_the_page_names_every_function(name):
    assert name in TREND


@pytest.mark.parametrize("code", [code for code, _ in (*QUANTITIES, *SCENARIOS)])
def test_the_page_names_every_quantity_and_scenario(code):
    assert code in TREND
