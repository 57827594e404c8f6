"""What the pages on numbers and differences show runs, and reads, as it stands."""

import re
import tomllib
from pathlib import Path

import pytest

import measure87
from measure87.files.settings import Place, keys_of, read_declared
from measure87.study.survey.number_settings import number_settings
from measure87.study.survey.settings import StudySettings

DOCS = Path(measure87.__file__).parents[2] / "docs"
NUMBER_KEYS = {key.name for key in keys_of(number_settings)}
HOW_TO = (DOCS / "how-to" / "numbers-of-children.md").read_text("utf-8")


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("page", ["benchmarking.md", "differences.md"])
def test_the_example_runs(page, capsys):
    (code,) = blocks((DOCS / "methods" / page).read_text("utf-8"), "python")
    exec(compile(code, page, "exec"), {})  # noqa: S102
    assert capsys.readouterr().out.strip()


def test_the_population_table_is_one_that_is_read(tmp_path):
    (table,) = blocks(HOW_TO, "csv")
    (tmp_path / "population.csv").write_text(table)
    settings, entries = blocks(HOW_TO, "toml")
    given = tomllib.loads(settings)["numbers"]
    numbers = read_declared(number_settings, given, Place("study.toml [numbers]", tmp_path))
    assert numbers.benchmark.total == 4_205_000
    assert len(numbers.benchmark.margins) == 2
    differences = next(key for key in keys_of(StudySettings) if key.name == "differences")
    found = differences.read(tomllib.loads(entries), Place("study.toml", tmp_path))
    assert [len(entry.measures) for entry in found] == [2, 2, 0]


def test_the_pages_name_every_key():
    page = (DOCS / "reference" / "study.md").read_text("utf-8")
    for key in NUMBER_KEYS | {"measure", "between", "group", "earlier", "numbers", "differences"}:
        assert f"`{key}`" in page or f"`[{key}]`" in page or f"`[[{key}]]`" in page
    for key in NUMBER_KEYS:
        assert f"`{key}`" in HOW_TO
