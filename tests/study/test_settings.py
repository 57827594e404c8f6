"""Settings are read strictly: what is not what it must be is told with its value and a remedy."""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

import measure87
from measure87.disseminate import DisclosureRules
from measure87.files.settings import keys_of
from measure87.study.disclosure_settings import disclosure_rules
from measure87.study.survey.input_settings import InputSettings
from measure87.study.survey.settings import DesignSettings, StudySettings, read_settings
from measure87.vocabulary.errors import StudyError
from measure87.vocabulary.estimate import Interval
from measure87.vocabulary.survey_design import SingleCluster
from tests.study import tiny

DEFINITION = '"child_labour/icls18_2008_amended_2018"'


@pytest.fixture
def folder(tmp_path):
    return tiny.write_study(tmp_path / "s")


def change(folder, old, new):
    path = folder / "study.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1", "schema = true", "True"),
        ("schema = 1", 'schema = "1"', "'1'"),
        ("schema = 1", "", "no schema"),
        ('title = "Tiny, invented"', "title = 3", "3"),
        ('title = "Tiny, invented"', 'title = " "', "' '"),
        ("year = 2024", "year = true", "True"),
        ("year = 2024", "year = 20244", "20244"),
        ('population = "invented persons"', 'population = ["a"]', "['a']"),
        ("invented = true", 'invented = "yes"', "'yes'"),
        ("invented = true", 'explain = "no"', "'no'"),
        ("invented = true", 'probability_sample = "false"', "'false'"),
        ("invented = true", 'language = "xx"', "'xx'"),
        ("invented = true", 'notes = "one note"', "'one note'"),
        ("invented = true", "notes = [1]", "1"),
        ("invented = true", 'reference_date = "2024-01-01"', "'2024-01-01'"),
        ("invented = true", "reference_date = 2024-01-01T10:00:00", "datetime"),
        ("[inputs.survey]", "[[inputs.survey]]", "[{"),
        ("[inputs.survey]", '[inputs."../up"]', "'../up'"),
        ('persons = "persons.csv"', "persons = 3", "3"),
        ('persons = "persons.csv"', 'persons = "a\\u0000b.csv"', "not there"),
        ('persons = "persons.csv"', "", "'persons'"),
        ('by = ["sex", "area"]', 'by = "sex"', "'sex'"),
        ('by = ["sex", "area"]', "by = [1]", "1"),
        ('by = ["sex", "area"]', 'by = ["sex", "sex"]', "twice"),
        ('by = ["sex", "area"]', 'measures = "child_labour_icls"', "'child_labour_icls'"),
        (f"definitions = [{DEFINITION}]", f"definitions = {DEFINITION}", DEFINITION[1:-1]),
        (f"definitions = [{DEFINITION}]", "definitions = [1]", "1"),
        (f"definitions = [{DEFINITION}]", f"definitions = [{DEFINITION}, {DEFINITION}]", "twice"),
        ("[design]", "[design]\nlevel = 95", "95"),
        ("[design]", "[design]\nlevel = nan", "nan"),
        ("[design]", '[disclosure]\nminimum_cases = "3"\n[design]', "'3'"),
        ("[design]", "[disclosure]\nminimum_cases = 0\n[design]", "0"),
        ("[design]", "[disclosure]\nminimum_respondents = 2.5\n[design]", "2.5"),
        ("[design]", "[disclosure]\nminimum_respondents = 60\n[design]", "60"),
        ("[design]", '[disclosure]\nnested = "x"\n[design]', "'x'"),
    ],
)
def test_a_value_of_another_kind_is_told_with_a_remedy(folder, old, new, said):
    change(folder, old, new)
    with pytest.raises(StudyError) as caught:
        read_settings(folder)
    assert said in caught.value.text
    assert "study.toml" in caught.value.where
    assert caught.value.hint


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["mark of byte order", "line ends of Windows"],
)
def test_what_editors_on_windows_write_is_read(folder, rewrite):
    path = folder / "study.toml"
    path.write_bytes(rewrite(path.read_text()))
    assert read_settings(folder).title == "Tiny, invented"


def test_the_second_number_of_the_form_means_the_same(folder):
    before = read_settings(folder)
    change(folder, "schema = 1", 'schema = 2\nkind = "survey"')
    assert replace(read_settings(folder), schema=1, kind=before.kind) == before


def test_signs_of_direction_in_a_title_and_in_notes_turn_nothing(folder):
    change(
        folder,
        'title = "Tiny, invented"',
        'title = "Tiny\\u202e, \\u200finvented"\nnotes = ["of\\u2067 us"]',
    )
    read = read_settings(folder)
    assert read.title == "Tiny\\u202e, invented"
    assert read.notes == ("of\\u2067 us",)


@pytest.mark.parametrize("content", [b"title = \xf1", "title".encode("utf-16"), b"title = Tiny"])
def test_what_is_no_toml_is_one_sentence_with_a_remedy(folder, content):
    (folder / "study.toml").write_bytes(content)
    with pytest.raises(StudyError) as caught:
        read_settings(folder)
    assert caught.value.hint
    assert "\n" not in caught.value.text


def test_a_folder_in_place_of_the_settings_is_one_sentence(tmp_path):
    (tmp_path / "study.toml").mkdir()
    with pytest.raises(StudyError, match=r"cannot read study\.toml"):
        read_settings(tmp_path)


def test_files_of_one_name_in_two_folders_are_told_apart(folder):
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "persons.csv").write_bytes((folder / "persons.csv").read_bytes())
    text = (folder / "study.toml").read_text()
    head, rest = text.split("[inputs.survey]")
    body, tail = rest.split("[design]")
    inputs = [
        f"[inputs.{name}]{body.replace('persons.csv', f'{name}/persons.csv')}" for name in "ab"
    ]
    (folder / "study.toml").write_text("".join([head, *inputs, "[design]", tail]))
    settings = read_settings(folder)
    names = {path.relative_to(folder).as_posix(): n for path, n in settings.file_names.items()}
    assert names == {
        "a/persons.csv": "a/persons/persons.csv",
        "b/persons.csv": "b/persons/persons.csv",
        "jobs.csv": "jobs.csv",
    }


def test_the_reference_page_has_every_key_and_every_choice():
    page = (Path(measure87.__file__).parents[2] / "docs" / "reference" / "study.md").read_text(
        "utf-8"
    )
    told = set(re.findall(r"`\[?([\w-]+)\]?`", page))
    declared = (StudySettings, DesignSettings, disclosure_rules, InputSettings)
    assert {key.name for one in declared for key in keys_of(one)} <= told
    assert {*get_args(Interval), *get_args(SingleCluster)} <= told
    rules = DisclosureRules()
    for key in ("minimum_respondents", "brackets_below", "minimum_cases"):
        line = next(line for line in page.splitlines() if line.startswith(f"| `{key}`"))
        assert line.endswith(f"`{getattr(rules, key)}` |")
