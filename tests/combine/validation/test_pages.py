"""The pages on validation and consultation run, and tell what the code has."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import measure87
from measure87.combine.validation.gather_items import WHAT_TO_WRITE, GatherTexts
from measure87.vocabulary.combined import VALIDATION_SCORES

DOCS = Path(measure87.__file__).parents[2] / "docs"
VALIDATION = (DOCS / "methods" / "world-validation.md").read_text("utf-8")
CONSULTATION = (DOCS / "how-to" / "consult-countries.md").read_text("utf-8")


def test_the_example_of_a_consultation_runs(capsys):
    (example,) = re.findall(r"```python\n(.*?)```", CONSULTATION, re.DOTALL)
    exec(compile(example, "consult-countries.md", "exec"), {})  # noqa: S102
    told = capsys.readouterr().out
    assert "No figure of your country was used" in told
    assert "ZZB,new_data,child_labour_sdg_a,new_data,Labour force survey 2022,A. Person," in told


@pytest.mark.parametrize("field", [one.name for one in fields(GatherTexts)])
def test_the_page_says_what_to_write_under_each_key(field):
    assert f"| `{field}` |" in VALIDATION
    if field in WHAT_TO_WRITE:
        assert WHAT_TO_WRITE[field] in VALIDATION


@pytest.mark.parametrize("name", VALIDATION_SCORES.names[4:])
def test_the_page_says_what_each_score_is(name):
    assert f"`{name}`" in VALIDATION
