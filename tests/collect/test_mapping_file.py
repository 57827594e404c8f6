"""The mapping is read strictly: what is misspelt or contradictory is an error that says where."""

import re

import pytest

from measure87.collect import load_mapping, parse_mapping
from measure87.collect.presets import blank_mapping, forced_labour_mapping
from measure87.vocabulary.errors import StudyError

_ID = '[s.persons.person_id]\nvariable = "id"\n'


def test_a_mapping_has_one_section_for_each_input():
    mapping = parse_mapping(f"schema = 1\n{_ID}{_ID.replace('[s.', '[other.')}")
    assert list(mapping.inputs) == ["s", "other"]
    assert mapping["s"].persons["person_id"].variables == ("id",)
    assert mapping["s"].unmapped == "fail"
    assert len(mapping.sha256) == 64
    with pytest.raises(StudyError, match=r"no section \[fs\]") as caught:
        mapping["fs"]
    assert "s, other" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("[s.persons.person_id\n", "not valid TOML", "quotation"),
        ("[s.person]\n", "'person' is no known key", "persons"),
        (f"{_ID}[s.persons.wieght]\nvariable='w'\n", "'wieght' is no known column", "weight"),
        (f"{_ID}[s.persons.sex]\nvariabel='w'\n", "'variabel' is no known key", "variable"),
        (f"{_ID}[s.persons.sex]\nyes=[1]\n", "'yes' is no known key", "codes"),
        (f"{_ID}[s.persons.sex]\ncodes={{1='1'}}\n", "exactly one of variable", "variable ="),
        (f"{_ID}[s.persons.sex]\nvariable='a'\ncodes={{1='M'}}\n", "'M' is not a code of sex", "1"),
        (f"{_ID}[s.persons.sex]\nvalue='M'\n", "'M' is not a code of sex", "1"),
        (f"{_ID}[s.persons.age_years]\nvalue='old'\n", "a whole number, not 'old'", "12"),
        (f"{_ID}[s.persons.age_years]\nvalue=7.5\n", "a whole number, not '7.5'", "12"),
        (f"{_ID}[s.persons.water_hours]\nvalue=nan\n", "a finite number, not 'nan'", "12"),
        (f"{_ID}[s.persons.water_hours]\nvalue=inf\n", "a finite number, not 'inf'", "12"),
        (f"{_ID}[s.persons.heights]\nvariable='a'\n", "which codes are yes", "yes = "),
        (f"{_ID}[s.persons.heights]\nvariable='a'\nyes=[1]\nno=[1.0]\n", "'1' is in two of", "one"),
        (f"{_ID}[s.persons.heights]\nvariables=['a','b']\nyes=[1]\nno=[2]\n", "combine", "any"),
        (f"{_ID}[s.persons.heights]\nvariable='a'\nyes=[1]\nno=[2]\nblank='x'\n",
         "'x' is not", "no"),
        (f"{_ID}[s.persons.heights]\nvariable='a'\nyes=[1]\nno=[2]\nasked_if='work'\n",
         "'work' is no known mapped status", "heights"),
        (f"{_ID}[s.persons.age_years]\nvariable='a'\nrange=[9, 1]\n", "is no range", "least"),
        (f"{_ID}[s.persons.weight]\nvariable='a'\nscale=0\n", "number above 0", "0.5"),
        ("[s.persons.sex]\nvariable='a'\n", "person_id is missing", "person_id"),
        (f"unmapped = 'maybe'\n{_ID}", "a table is expected", "section"),
        (f"[s]\nunmapped = 'maybe'\n{_ID}", "'maybe' is not allowed", "fail"),
        (f"{_ID}[s.circumstances.person_id]\nvariable='a'\n", "is missing", "add"),
        (f"{_ID}[[s.circumstances]]\nquestion='q'\nitem='CO4'\nvariable='q'\nyes=[1]\nno=[2]\n",
         "no job is mapped", "jobs"),
        (f"{_ID}[[s.jobs]]\njob='1'\nindustry={{variable='i'}}\n", "industry is mapped", "ISIC4"),
        (f"{_ID}[[s.jobs]]\njob='1'\n[[s.jobs]]\njob=1\n", "two jobs have the same name", "own"),
        ("x = 1\n", "a table is expected", ""),
        ("", "maps nothing", "section"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_mapping_is_one_sentence_with_a_remedy(text, sentence, hint):
    with pytest.raises(StudyError, match=sentence) as caught:
        parse_mapping(f"schema = 1\n{text}")
    assert hint in caught.value.hint
    assert caught.value.where.startswith("mapping.toml")
    assert "\n" not in caught.value.text


def test_all_that_is_wrong_with_a_mapping_is_told_at_once():
    text = f"""schema = 1
{_ID}[s.persons.wieght]
variable = "w"
[s.persons.sex]
variable = "a"
codes = {{ 1 = "M" }}
[s.persons.heights]
variable = "h"
yes = [1]
no = [2]
blank = "x"
optional = "yes"
[other]
unmapped = "maybe"
"""
    with pytest.raises(StudyError) as caught:
        parse_mapping(text)
    told = [caught.value, *caught.value.others]
    assert [(one.where.removeprefix("mapping.toml: "), one.text) for one in told] == [
        ("s.persons", "'wieght' is no known column"),
        ("s.persons.sex", "'M' is not a code of sex"),
        ("s.persons.heights.blank", "'x' is not allowed"),
        ("s.persons.heights.optional", "true or false is expected, not 'yes'"),
        ("other.persons", "person_id is missing"),
        ("other.unmapped", "'maybe' is not allowed"),
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "[[s.jobs]]\njob='1'\nconfirmed='no'\n",
        "[[s.jobs]]\njob='1'\n[[s.circumstances]]\nquestion='q'\nitem='CO4'\nvariable='q'\n"
        "yes=[1]\nno=[2]\nconfirmed='no'\n",
    ],
)
def test_what_nobody_confirmed_is_not_read_for_want_of_a_true_or_false(entry):
    with pytest.raises(StudyError, match="true or false is expected, not 'no'"):
        parse_mapping(f"schema = 1\n{_ID}{entry}")


def test_columns_stand_in_the_order_of_the_file():
    text = f"schema = 1\n[s.persons.sex]\nvariable = 'x'\n{_ID}"
    assert list(parse_mapping(text)["s"].persons) == ["sex", "person_id"]


def test_another_schema_is_refused():
    with pytest.raises(StudyError, match="schema 2; this version reads 1"):
        parse_mapping(f"schema = 2\n{_ID}")
    with pytest.raises(StudyError, match="schema True"):
        parse_mapping(f"schema = true\n{_ID}")
    with pytest.raises(StudyError, match="there is no schema; this version reads 1"):
        parse_mapping(_ID)


def test_questions_name_items_of_the_standard_and_jobs_of_the_mapping():
    text = f"schema = 1\n{_ID}[[s.jobs]]\njob = 'main'\n[[s.jobs]]\njob = 'second'\n"
    question = "[[s.circumstances]]\nquestion='q'\nvariable='q'\nyes=[1]\nno=[2]\n"
    with pytest.raises(StudyError, match="which job"):
        parse_mapping(f"{text}{question}item='CO4'\n")
    with pytest.raises(StudyError, match="'CO9' is not allowed"):
        parse_mapping(f"{text}{question}item='CO9'\njob='main'\n")
    with pytest.raises(StudyError, match="'third' is not allowed"):
        parse_mapping(f"{text}{question}item='CO4'\njob='third'\n")
    section = parse_mapping(f"{text}{question}item='CO4'\njob='main'\nstage='DURING'\n")["s"]
    assert section.circumstances[0].fixed == {"item": "CO4", "stage": "DURING"}


def test_a_mapping_is_read_from_a_file(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_text(f"schema = 1\n{_ID}")
    assert load_mapping(path).name == "mapping.toml"
    path.write_bytes(b"schema = 1 # \xe9")
    with pytest.raises(StudyError, match="not UTF-8"):
        load_mapping(path)
    with pytest.raises(StudyError, match=r"cannot read no\.toml"):
        load_mapping(tmp_path / "no.toml")


def test_the_presets_that_need_no_file_are_valid_mappings():
    assert parse_mapping(blank_mapping())["survey"].persons.keys() == {"person_id"}
    module = parse_mapping(forced_labour_mapping())["forced_labour"]
    assert module.versions == {"industry": "ISIC4", "occupation": "ISCO08"}


def test_every_example_in_the_blank_mapping_is_valid():
    lines = []
    for line in blank_mapping().splitlines():
        example = line.removeprefix("# ")
        is_example = re.match(r"# (\[|[a-z_]+ = )", line) is not None
        lines.append(example if is_example else line)
    text = "\n".join(lines).replace('variable = "ID"\n', "")
    section = parse_mapping(text)["survey"]
    assert section.persons["heavy_loads"].asked_if == "economic_activity"
    assert section.jobs[0].columns["industry"].variables == ("Q11",)
    assert section.circumstances[0].fixed["item"] == "CO5"
