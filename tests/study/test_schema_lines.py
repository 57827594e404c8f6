"""Written settings name their schema, which lies beside them and holds of them."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from measure87.cli import main
from measure87.study import schema_lines
from measure87.study.schema_lines import is_schema, lay_schema, with_line, with_schemas

EXAMPLES = Path(__file__).parents[2] / "examples"
LISTS = EXAMPLES / "uk-2013-lists/five_lists.csv"


def made_by(folder, *arguments):
    done = CliRunner().invoke(main, list(map(str, arguments)), standalone_mode=False)
    assert done.exception is None, done.exception
    return sorted(path for path in folder.rglob("*.toml"))


def schema_named_in(path):
    """The schema that the first line names, as an editor finds it."""
    found = re.match(r"#:schema (\S+)\n", path.read_text("utf-8"))
    assert found is not None, path
    return json.loads((path.parent / found[1]).read_text("utf-8"))


WRITTEN = {
    "survey": ("new", "{}", "--preset", "blank", "--country", "ZZZ", "--year", "2020"),
    "labour force": ("new", "{}", "--preset", "lfs", "--country", "ZZZ", "--year", "2020"),
    "lists": ("new", "{}", "--preset", "lists", "--data", LISTS),
    "world": ("new", "{}", "--preset", "world", "--year", "2020"),
    "form": ("form", "build", EXAMPLES / "first-survey/country.toml", "-o", "{}", "--no-pdf"),
    "standard": ("form", "standard", "-o", "{}/country.toml"),
    "listed persons": ("simulate", "listed-persons", "{}", "--persons", "200"),
    "invented world": ("simulate", "world", "{}", "--countries", "20", "--surveys", "10"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITTEN)
def test_every_settings_file_that_is_written_names_its_schema(what, tmp_path):
    told = [str(one).replace("{}", str(tmp_path)) for one in WRITTEN[what]]
    files = made_by(tmp_path, *told)
    assert files
    for path in files:
        Draft202012Validator.check_schema(schema_named_in(path))


def test_a_file_that_is_filled_in_holds_and_a_misspelt_key_does_not(tmp_path):
    text = (EXAMPLES / "uk-2013-lists" / "study.toml").read_text("utf-8")
    (tmp_path / "study.toml").write_text(text, "utf-8")
    lay_schema(tmp_path / "study.toml", "lists")
    lay_schema(tmp_path / "study.toml", "lists")
    written = (tmp_path / "study.toml").read_text("utf-8")
    assert written.count("#:schema") == 1
    assert written.endswith(text)
    schema = Draft202012Validator(schema_named_in(tmp_path / "study.toml"))
    content = tomllib.loads(written)
    assert schema.is_valid(content)
    assert not schema.is_valid({**content, "titel": "?"})


def test_a_file_further_down_finds_the_same_schema():
    texts = with_schemas({"field/evening.toml": "schema = 1\n"}, {"field/evening.toml": "evening"})
    schema, evening = texts
    assert is_schema(schema)
    assert not is_schema(evening)
    assert texts[evening].startswith(f"#:schema ../{schema}\n")


def test_a_mapping_with_its_line_is_the_same_mapping(tmp_path):
    folder = tmp_path / "s"
    told = ("new", folder, "--preset", "blank", "--country", "ZZZ", "--year", "2020")
    made_by(folder, *told)
    (folder / "study.toml").unlink()
    made_by(folder, *told)
    assert with_line("a = 1\n", "mapping").startswith("#:schema ./.schemas/mapping")
    assert schema_lines.without_line("a = 1\n") == "a = 1\n"
