"""A national definition is added in one folder without code: the example of CONTRIBUTING."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from measure87.classify import Tables, case_tables, classify, run_cases
from measure87.cli import main
from measure87.define import Definition, check_versions, list_definitions, load_definition
from measure87.define.cases import read_cases
from measure87.define.description import describe_definitions
from measure87.define.national import extended_standards, in_standards
from measure87.vocabulary.errors import DefinitionError

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
IDENTITY = "zz/child_labour"
BASE = "child_labour/icls18_2008_amended_2018"


@pytest.fixture
def folder(tmp_path) -> Path:
    """The study's `definitions`, as CONTRIBUTING shows them, file by file."""
    text = CONTRIBUTING.read_text("utf-8")
    shown = re.findall(r"^`definitions/(\S+)`.*?```\w+\n(.*?)```", text, re.M | re.S)
    assert {Path(name).name for name, _ in shown} == {
        "definition.toml",
        "thresholds.toml",
        "hazardous_industries.csv",
        "cases.csv",
    }
    for name, content in shown:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path


def _own(folder: Path) -> Path:
    return folder / IDENTITY


def _load(folder: Path) -> Definition:
    return load_definition(IDENTITY, folder)


def test_the_example_is_found_and_all_its_cases_come_out(folder):
    assert IDENTITY in list_definitions(folder)
    assert IDENTITY not in list_definitions()
    definition = _load(folder)
    assert definition.extends == BASE
    assert run_cases(definition) == ()


def test_its_measures_are_known_by_their_names_in_the_standard(folder):
    definition, text = _load(folder), load_definition(BASE).versioned_id
    assert extended_standards(folder) == {IDENTITY: BASE}
    assert extended_standards(None) == {}
    found = in_standards([load_definition(BASE), definition])
    assert found.keys() == definition.measures.keys()
    assert found["zz_child_labour_icls"] == ("child_labour_icls", text)


def test_it_classifies_by_its_own_age_and_list_and_not_by_the_standards(folder):
    definition, base = _load(folder), load_definition(BASE)
    tables: Tables = case_tables(read_cases(definition.cases, IDENTITY))
    national = ["zz_child_labour_icls", "zz_hazardous_work_icls"]
    names = ["child_labour_icls", "hazardous_work_icls"]
    frame = classify(tables, [(definition, national), (base, names)]).collect()
    rows = {row["person_id"]: row for row in frame.iter_rows(named=True)}
    differing = {
        case: [(row[theirs], row[ours]) for theirs, ours in zip(names, national, strict=True)]
        for case, row in rows.items()
        if any(row[a] != row[b] for a, b in zip(names, national, strict=True))
    }
    # 15 is below the national minimum age; fishing is designated by a verified list, under
    # which an unknown industry is unknown; the standard's own list designates nothing
    assert differing == {
        "1": [(0, 2), (0, 0)],
        "3": [(0, 2), (0, 2)],
        "5": [(0, 1), (0, 1)],
    }


def test_its_list_feeds_the_headline_only_while_it_is_verified(folder):
    verified = _load(folder)
    headline = "zz_hazardous_work_icls"
    assert [e.name for e in verified.lists_behind(headline)] == ["hazardous_industries"]
    assert "industry" in verified.measures[headline].optional
    assert "occupation" not in verified.measures[headline].optional
    path = _own(folder) / "lists" / "hazardous_industries.csv"
    path.write_text(path.read_text().replace(",yes,ZZ", ",no,ZZ"))
    recalled = _load(folder)
    assert recalled.lists_behind(headline) == ()
    assert "industry" not in recalled.measures[headline].optional
    assert {(f.case, f.expected, f.found) for f in run_cases(recalled)} == {
        ("3", "yes", "no"),
        ("5", "unknown", "no"),
    }
    check_versions(recalled, {"industry": "ISIC3.1"}, [headline])
    with pytest.raises(DefinitionError):
        check_versions(verified, {"industry": "ISIC3.1"}, [headline])


def test_a_verified_list_of_occupations_feeds_the_headline_too(folder):
    industries = _own(folder) / "lists" / "hazardous_industries.csv"
    header = industries.read_text().splitlines()[0]
    row = "occupation,ISCO08,9333,Freight handlers,yes,ZZ-HAZARD-DECREE,schedule 2,printed,Z"
    (_own(folder) / "lists" / "hazardous_occupations.csv").write_text(f"{header}\n{row}\n")
    cases = _own(folder) / "cases.csv"
    cases.write_text(
        "case,who,tests,age_years,economic_activity,heavy_loads,dangerous_tools,"
        "job.hours,job.industry,job.occupation,expect.zz_hazardous_work_icls\n"
        "1,Boy of 17 who loads lorries,schedule 2,17,yes,no,no,10,4711,9333,yes\n"
        "2,Girl of 17 in an unknown occupation,schedule 2,17,yes,no,no,10,4711,?,unknown\n"
        "3,Girl of 17 who sells,schedule 2,17,yes,no,no,10,4711,5223,no\n"
    )
    definition = _load(folder)
    assert run_cases(definition) == ()
    with pytest.raises(DefinitionError, match="ISCO08"):
        check_versions(definition, {"occupation": "ISCO88"}, ["zz_hazardous_work_icls"])


def test_it_keeps_the_limits_that_it_does_not_replace_and_cites_its_own_law(folder):
    definition, base = _load(folder), load_definition(BASE)
    assert definition.limits["long_hours"] == base.limits["long_hours"]
    assert definition.limits["minimum_age"].number == 16
    assert definition.limits["minimum_age"].cite.document == "Labour Code of Z (invented)"
    assert definition.unverified_lists("zz_child_labour_icls") == ()
    assert str(definition.edition) == "2024-07-01"


def test_the_command_line_shows_it(folder):
    shown = CliRunner().invoke(
        main, ["define", "show", IDENTITY, "--folder", str(folder), "--json"], standalone_mode=False
    )
    found = json.loads(shown.stdout)["definition"]
    assert found["extends"] == BASE
    assert "Labour Code of Z (invented)" in json.dumps(found)


def test_data_in_another_version_than_its_list_are_refused_with_a_remedy(folder):
    with pytest.raises(DefinitionError) as caught:
        check_versions(_load(folder), {"industry": "ISIC3.1"})
    assert "ISIC3.1" in caught.value.text
    assert "ISIC4" in caught.value.text
    assert "lists/hazardous_industries.csv" in caught.value.hint
    check_versions(_load(folder), {"industry": "ISIC4"})


def test_code_is_refused(folder):
    (_own(folder) / "rules.py").write_text("")
    with pytest.raises(DefinitionError, match="never code"):
        _load(folder)


def test_a_case_that_comes_out_otherwise_is_told_with_its_story(folder):
    path = _own(folder) / "thresholds.toml"
    path.write_text(path.read_text().replace("below = 16", "below = 15"))
    failures = run_cases(_load(folder))
    assert [(f.case, f.measure, f.expected, f.found) for f in failures] == [
        ("1", "zz_child_labour_icls", "yes", "no")
    ]
    assert "section 12" in str(failures[0])


LIST = "lists/hazardous_industries.csv"
SERVICES = """
[long_household_services]
at_least = 10
unit = "hours per week"
from = 2024-07-01
cite = { key = "Z", title = "Z", at = "1", seen = "printed" }
"""
WATER = """
[water_and_firewood]
counts_as = "employment"
from = 2024-07-01
cite = { key = "Z", title = "Z", at = "1", seen = "printed" }
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("thresholds.toml", "[minimum_age]", "[minimum_wage]", "'minimum_wage' is not known"),
        ("thresholds.toml", "unit =", "agess = [5, 17]\nunit =", "'agess' is not known"),
        ("thresholds.toml", "unit =", "ages = 15\nunit =", "ages are 15"),
        ("thresholds.toml", "unit =", "ages = [17, 5]\nunit =", "[17, 5]"),
        ("thresholds.toml", "from = 2024-07-01", "", "needs `from`"),
        ("thresholds.toml", "2024-07-01", "2024-07-01T00:00:00", "needs `from`"),
        ("thresholds.toml", "below = 16", "below = 16\nabove = 3", "exactly one of"),
        ("thresholds.toml", "below = 16", "at_least = 16", "has 'at_least'"),
        ("thresholds.toml", "below = 16", "value = 16", "has 'value'"),
        ("thresholds.toml", "below = 16", 'below = "16"', "'16', not a number"),
        ("thresholds.toml", "below = 16", "below = nan", "nan, not a number"),
        ("thresholds.toml", "below = 16", "below = true", "True, not a number"),
        ("thresholds.toml", "completed years", "months", "is in 'months'"),
        ("thresholds.toml", 'unit = "completed years"', "", "needs unit"),
        ("thresholds.toml", "[minimum_age]", SERVICES + "[minimum_age]", "needs ages"),
        ("thresholds.toml", "[minimum_age]", WATER + "[minimum_age]", "counts as 'employment'"),
        ("thresholds.toml", "[minimum_age]", "any_work = 1\n[minimum_age]", "must be a table"),
        ("thresholds.toml", 'title = "Labour Code of Z (invented)", ', "", "bibliography"),
        ("thresholds.toml", 'seen = "printed"', 'seen = "told"', "'told'"),
        ("definition.toml", 'prefix = "zz"', "", "needs `prefix`"),
        ("definition.toml", '"zz"', '"z;z"', "prefix is 'z;z'"),
        ("definition.toml", '"zz"', '"zz"\nfrom = "2025"', "from is '2025'"),
        ("definition.toml", 'title = "Child', 'title = " " # "Child', "title is ' '"),
        ("definition.toml", 'title = "Child', 'title = 5 # "Child', "title is 5"),
        ("definition.toml", "schema = 1", "schema = 2", "schema 2"),
        ("definition.toml", "schema = 1", "schema = ", "not valid TOML"),
        ("definition.toml", "schema = 1", "shema = 1", "'shema' is not known"),
        ("definition.toml", "icls18_2008_amended_2018", "icls17", "which is not known"),
        (LIST, "industry,", "occupation,", "ISIC Rev.4 is of 'industry'"),
        (LIST, "industry,ISIC4", "occupation,ZZ", "'occupation'"),
        (LIST, ",ISIC4,03", ",ISIC3.1,03", "the same in every row"),
        (LIST, ",03,", ",3,", "'3' does not exist in ISIC4"),
        (LIST, ",03,", ",,", "row 1 has no code"),
        (LIST, ",code,", ",kode,", "row 1 has no code"),
        (LIST, ",yes,", ",Yes,", "verified is 'Yes'"),
        ("cases.csv", ",age_years,", ",age,", "'age' is no column"),
        ("cases.csv", ",", ";", "needs the column 'case'"),
        ("cases.csv", "case,who", "case,whom", "needs the column 'who'"),
        ("cases.csv", ",heavy_loads,", ",dangerous_tools,", "'dangerous_tools' is there twice"),
        ("cases.csv", "16,yes,no,no", "16,yes,maybe,no", "'maybe'"),
        ("cases.csv", "minimum age reached,16,", "minimum age reached,sixteen,", "'sixteen'"),
        ("cases.csv", ",no,no,20,", ",no,no,nan,", "'nan', not a number"),
        ("cases.csv", ",20,4711,no", ",20,4711,no,no", "cells"),
        ("cases.csv", "\n2,", "\n1,", "used twice"),
        ("cases.csv", "\n2,", "\n,", "no case number"),
        ("cases.csv", "expect.zz_hazardous", "expect.zz_hazardos", "is no measure of zz"),
        ("cases.csv", "expect.zz_", "who_", "is no column"),
    ],
)
def test_a_mistake_in_a_file_is_one_sentence_with_its_value(folder, name, old, new, said):
    path = _own(folder) / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(DefinitionError) as caught:
        run_cases(_load(folder))
    assert said in caught.value.text


@pytest.mark.parametrize("name", ["cases.csv", "definition.toml", "thresholds.toml", LIST])
def test_a_file_saved_by_a_spreadsheet_may_begin_with_a_mark_but_must_be_utf_8(folder, name):
    path = _own(folder) / name
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert run_cases(_load(folder)) == ()
    path.write_bytes(path.read_bytes() + "# Ni\u00f1a\n".encode("latin-1"))
    with pytest.raises(DefinitionError, match="not UTF-8") as caught:
        _load(folder)
    assert path.name in caught.value.where


def test_its_own_day_is_its_edition_and_it_does_not_hold_before(folder):
    path = _own(folder) / "definition.toml"
    path.write_text(path.read_text() + "from = 2025-01-01\n")
    assert str(_load(folder).edition) == "2025-01-01"
    with pytest.raises(DefinitionError, match="begins on 2025-01-01"):
        load_definition(f"{IDENTITY}@2024-12-31", folder)


def test_it_reads_its_standard_as_its_own_file_says_unless_another_reading_is_asked_for(folder):
    assert _load(folder).reading is None
    path = _own(folder) / "definition.toml"
    path.write_text(path.read_text().replace(f'"{BASE}"', f'"{BASE}:sna"'))
    definition = _load(folder)
    assert (definition.extends, definition.reading) == (BASE, "sna")
    assert "zz_child_labour_icls_sna" in definition.measures
    assert load_definition(f"{IDENTITY}:strict", folder).reading == "strict"


def test_its_notes_on_what_is_ambiguous_take_the_place_of_the_standards(folder):
    assert _load(folder).reading_notes == load_definition(BASE).reading_notes
    (_own(folder) / "reading.md").write_text("Section 12 is of employees alone.\n")
    assert _load(folder).reading_notes == "Section 12 is of employees alone.\n"


def test_a_list_of_definitions_tells_which_standard_a_national_one_extends(folder):
    listed = {one.id: one for one in describe_definitions(folder)}
    assert list(listed) == list(list_definitions(folder))
    national = listed.pop(_load(folder).id)
    assert national.extends == BASE
    assert "zz_child_labour_icls" in national.measures
    assert {one.extends for one in listed.values()} == {None}


def test_it_cannot_take_the_id_of_a_standard(folder):
    taken = folder / BASE
    taken.parent.mkdir()
    _own(folder).rename(taken)
    for ask in (lambda: list_definitions(folder), lambda: load_definition(BASE, folder)):
        with pytest.raises(DefinitionError, match="the id of a standard"):
            ask()


def test_it_needs_a_folder_of_its_own(folder):
    (_own(folder) / "definition.toml").rename(folder / "definition.toml")
    with pytest.raises(DefinitionError, match="folder of its own"):
        list_definitions(folder)


def test_a_file_of_cases_that_expects_nothing_tests_nothing_and_is_refused(folder):
    path = _own(folder) / "cases.csv"
    path.write_text("case,who,tests,age_years\n1,Girl of 15,section 12,15\n")
    with pytest.raises(DefinitionError, match="no case"):
        run_cases(_load(folder))


def test_a_definition_without_cases_is_refused(folder):
    (_own(folder) / "cases.csv").unlink()
    with pytest.raises(DefinitionError, match=r"needs cases\.csv"):
        _load(folder)


def test_a_list_that_the_standard_does_not_have_is_refused(folder):
    lists = _own(folder) / "lists"
    (lists / "hazardous_places.csv").write_text((lists / "hazardous_industries.csv").read_text())
    with pytest.raises(DefinitionError, match="'hazardous_places'"):
        _load(folder)


@pytest.mark.parametrize("name", ["lists/hazardous_industries.csv", "cases.csv"])
def test_a_zero_byte_is_refused_with_its_line(folder, name):
    """A code with one would be in the list and meet no code of a job."""
    path = _own(folder) / name
    path.write_text(path.read_text("utf-8").replace("03", "03\x00", 1), "utf-8")
    line = path.read_text("utf-8").partition("\x00")[0].count("\n") + 1
    with pytest.raises(DefinitionError, match=f"holds a zero byte in line {line}, so it is not"):
        _load(folder)


def test_a_row_of_a_list_with_more_cells_than_columns_is_refused(folder):
    """A comma in a title puts the cells behind it under other names, and the last nowhere."""
    path = _own(folder) / "lists" / "hazardous_industries.csv"
    path.write_text(path.read_text("utf-8").replace("Fishing and", "Fishing, and", 1), "utf-8")
    with pytest.raises(DefinitionError, match="row 2 has more cells than the first line"):
        _load(folder)
