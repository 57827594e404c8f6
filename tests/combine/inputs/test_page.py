"""The examples on the page about inputs run, and it names what there is."""

import re
from pathlib import Path

import pytest

import measure87
from measure87.combine import inputs
from measure87.define.classifications.geography import region_sets

PAGE = (Path(measure87.__file__).parents[2] / "docs" / "methods" / "world-inputs.md").read_text(
    "utf-8"
)
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_every_example_runs(capsys):
    assert EXAMPLES
    for example in EXAMPLES:
        exec(compile(example, "world-inputs.md", "exec"), {})  # noqa: S102
    assert "2 of 2 figures used, of 2 countries." in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name in inputs.__all__ if name.startswith("read_")])
def test_the_page_names_every_reader(name):
    assert f"`{name}" in PAGE


@pytest.mark.parametrize("name", region_sets())
def test_the_page_names_every_region_set(name):
    assert f"`{name}`" in PAGE
