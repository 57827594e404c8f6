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


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("thresholds.toml", "[minimum_age]", "[minimum_wage]", "'minimum_wage' is not known"),
        ("thresholds.toml", "from = 2024-07-01", "", "needs `from`"),
        ("thresholds.toml", "below = 16", "below = 16\nabove = 3", "exactly one of"),
        ("thresholds.toml", 'title = "Labour Code of Z (invented)", ', "", "bibliography"),
        ("thresholds.toml", 'seen = "printed"', 'seen = "told"', "'told'"),
        ("definition.toml", 'prefix = "zz"', "", "needs `prefix`"),
        ("definition.toml", "schema = 1", "schema = 2", "schema 2"),
        ("definition.toml", "schema = 1", "shema = 1", "'shema' is not known"),
        ("definition.toml", "icls18_2008_amended_2018", "icls17", "icls17"),
        ("lists/hazardous_industries.csv", "industry,", "occupation,", "'occupation'"),
        ("lists/hazardous_industries.csv", ",ISIC4,03", ",ISIC3.1,03", "the same in every row"),
        ("cases.csv", ",age_years,", ",age,", "'age' is no column"),
        ("cases.csv", "16,yes,no,no", "16,yes,maybe,no", "'maybe'"),
        ("cases.csv", "expect.zz_", "expect.", "no case"),
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


def test_a_definition_without_cases_is_refused(folder):
    (_own(folder) / "cases.csv").unlink()
    with pytest.raises(DefinitionError, match=r"needs cases\.csv"):
        _load(folder)


def test_a_list_that_the_standard_does_not_have_is_refused(folder):
    lists = _own(folder) / "lists"
    (lists / "hazardous_places.csv").write_text((lists / "hazardous_industries.csv").read_text())
    with pytest.raises(DefinitionError, match="'hazardous_places'"):
        _load(folder)
